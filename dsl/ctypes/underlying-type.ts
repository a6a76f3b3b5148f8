import type { CType, TypedefType } from "./ctype.js";

/** What a type is behind its names: typedefs followed to their end. */
export function underlyingType(type: CType): Exclude<CType, TypedefType> {
  return type.kind === "typedef" ? underlyingType(type.of) : type;
}
