import type { IntegerType } from "../ctypes/ctype.js";
import type { AddressOf } from "../operands/code.js";
import type { Constant } from "../operands/immediate.js";
import type { SourceSite } from "../source-site.js";
import { captureSite } from "../source-site.js";

/** A piece of a variable. An address takes 64 bits, and a linker fills it in. */
export type DataPart = Text | Integers | Zeros | AddressOf;

/** A string in UTF-8, without anything behind it. */
export interface Text {
  readonly kind: "text";
  readonly text: string;
  readonly site: SourceSite;
}

/** Integers of one type, the lowest byte first. */
export interface Integers {
  readonly kind: "integers";
  readonly type: IntegerType;
  readonly values: readonly IntegerValue[];
  readonly site: SourceSite;
}

/** A number, or one with a name. */
export type IntegerValue = number | bigint | Constant;

/** Zeros; a variable that is nothing else takes no room in an object. */
export interface Zeros {
  readonly kind: "zeros";
  readonly size: number;
  readonly site: SourceSite;
}

/** Bytes of an address. */
export const addressSize = 8;

/** A string, in UTF-8. A C string ends with `\0`, which has to be written. */
export function text(string: string): Text {
  return Object.freeze({ kind: "text", text: string, site: captureSite(text) });
}

/**
 * Numbers of a type, one behind the other.
 *
 * @example
 * integers(uint16, 1, 2, kernel.PROT_READ)
 */
export function integers(type: IntegerType, ...values: readonly IntegerValue[]): Integers {
  return Object.freeze({ kind: "integers", type, values: Object.freeze(values), site: captureSite(integers) });
}

/** `size` bytes that are 0 at first. */
export function zeros(size: number): Zeros {
  return Object.freeze({ kind: "zeros", size, site: captureSite(zeros) });
}

/** How long a part is, in bytes. */
export function partSize(part: DataPart): number {
  switch (part.kind) {
    case "text":
      return utf8(part.text).length;
    case "integers":
      return part.type.size * part.values.length;
    case "zeros":
      return part.size;
    case "address":
      return addressSize;
  }
}

/** What a part asks of the address that it lies at, in bytes. */
export function partAlignment(part: DataPart): number {
  switch (part.kind) {
    case "text":
    case "zeros":
      return 1;
    case "integers":
      return part.type.align;
    case "address":
      return addressSize;
  }
}

/** The bytes of a string. */
export function utf8(string: string): Uint8Array {
  return new TextEncoder().encode(string);
}

/** The number that an integer is; undefined for what is none. */
export function integerValue(given: IntegerValue): bigint | undefined {
  const value = typeof given === "object" ? given.value : given;
  if (typeof value === "bigint") {
    return value;
  }
  return Number.isSafeInteger(value) ? BigInt(value) : undefined;
}
