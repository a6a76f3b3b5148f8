import type { Entry } from "../dwarf/entries.js";

/** A C type as the debugging information has it. Aggregates' members are read when they are asked for. */
export type ImportedType =
  | ImportedVoid
  | ImportedBase
  | ImportedPointer
  | ImportedArray
  | ImportedAggregate
  | ImportedEnumeration
  | ImportedTypedef
  | ImportedFunction;

export interface ImportedVoid {
  readonly kind: "void";
}

/** A type that is none of the language of descriptions has `other`: floating point, complex numbers. */
export interface ImportedBase {
  readonly kind: "base";
  readonly name: string;
  readonly size: number;
  readonly number: "signed" | "unsigned" | "boolean" | "other";
  readonly entry: Entry;
}

export interface ImportedPointer {
  readonly kind: "pointer";
  readonly target: () => ImportedType;
}

export interface ImportedArray {
  readonly kind: "array";
  readonly element: ImportedType;
  /** Of each dimension, the outermost first; undefined where C leaves it open. */
  readonly counts: readonly (number | undefined)[];
  /** A vector of the processor, which is as aligned as it is large. */
  readonly isVector: boolean;
  readonly entry: Entry;
}

export interface ImportedAggregate {
  readonly kind: "struct" | "union";
  readonly tag: string | undefined;
  /** In bytes; undefined where only the tag is known. */
  readonly size: number | undefined;
  /** Where the source asks for one (DW_AT_alignment). */
  readonly align: number | undefined;
  readonly members: () => readonly ImportedMember[];
  readonly entry: Entry;
}

export interface ImportedMember {
  /** Absent for an anonymous struct or union. */
  readonly name: string | undefined;
  readonly type: ImportedType;
  /** In bits, from the beginning of the aggregate. */
  readonly offset: number;
  /** Of a bit-field, in bits. */
  readonly width: number | undefined;
  /** The compiler says only in which byte the bit-field begins: it is taken to follow the one before. */
  readonly isAssumed?: true;
  /** Where the source asks for one. */
  readonly align: number | undefined;
  readonly entry: Entry;
}

export interface ImportedEnumeration {
  readonly kind: "enumeration";
  readonly tag: string | undefined;
  readonly size: number;
  readonly isSigned: boolean;
  readonly enumerators: readonly NamedValue[];
  readonly entry: Entry;
}

/** A constant of the object. */
export interface NamedValue {
  readonly name: string;
  readonly value: bigint;
}

export interface ImportedTypedef {
  readonly kind: "typedef";
  readonly name: string;
  readonly of: ImportedType;
  readonly align: number | undefined;
  readonly entry: Entry;
}

export interface ImportedFunction {
  readonly kind: "function";
  readonly returns: () => ImportedType;
  readonly parameters: () => readonly ImportedType[];
  readonly isVariadic: boolean;
}

/** The type behind its names. */
export function behindNames(type: ImportedType): Exclude<ImportedType, ImportedTypedef> {
  let behind = type;
  while (behind.kind === "typedef") {
    behind = behind.of;
  }
  return behind;
}
