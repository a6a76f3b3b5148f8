import { entryError } from "../dwarf/entries.js";
import { behindNames, type ImportedType } from "./imported-type.js";

/** In bytes; undefined for what has no size: void, functions, structs of which only the tag is known. */
export function typeSize(type: ImportedType): number | undefined {
  switch (type.kind) {
    case "void":
    case "function":
      return undefined;
    case "base":
    case "struct":
    case "union":
    case "enumeration":
      return type.size;
    case "pointer":
      return 8;
    case "typedef":
      return typeSize(behindNames(type));
    case "array": {
      const element = typeSize(type.element);
      const size = type.counts.reduce<number>((product, count) => product * (count ?? 0), element ?? 0);
      if (size > 2 ** 47) {
        throw entryError(type.entry, `is an array of ${size} bytes, more than there are addresses`);
      }
      return element === undefined ? undefined : size;
    }
  }
}
