/** The integers of the language of descriptions. */
export const integerNames = [
  "int8",
  "int16",
  "int32",
  "int64",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "intptr",
  "uintptr",
  "bool",
] as const;

export type IntegerName = (typeof integerNames)[number];

/** A C type as the language of descriptions has it. */
export type ImportedType =
  | { readonly kind: "void" }
  | { readonly kind: "integer"; readonly name: IntegerName }
  | { readonly kind: "pointer"; readonly target: ImportedType }
  | { readonly kind: "aggregate"; readonly keyword: "struct" | "union"; readonly tag: string }
  | { readonly kind: "function"; readonly returns: ImportedType; readonly parameters: readonly ImportedType[] };

/** A type that fits a register, which is all that a system call takes. */
export type RegisterType = Extract<ImportedType, { readonly kind: "integer" | "pointer" }>;

export const voidImported: ImportedType = { kind: "void" };

export function integerType(name: IntegerName): RegisterType {
  return { kind: "integer", name };
}
