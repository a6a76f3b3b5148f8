import { attribute } from "../dwarf/constants.js";
import { entryError, type Entry } from "../dwarf/entries.js";

/** An attribute that is a number; undefined where the entry has none, or one that only an expression gives. */
export function exactConstantOf(entry: Entry, name: number): bigint | undefined {
  const value = entry.attributes.get(name);
  return value?.kind === "constant" ? value.value : undefined;
}

/** The same for numbers that are small, or wrong. */
export function constantOf(entry: Entry, name: number): number | undefined {
  const value = exactConstantOf(entry, name);
  return value === undefined ? undefined : Number(value);
}

export function flagOf(entry: Entry, name: number): boolean {
  const value = entry.attributes.get(name);
  return value?.kind === "flag" && value.value;
}

/** DW_AT_byte_size, in bytes. No type can be larger than what addresses reach. */
export function sizeOf(entry: Entry): number | undefined {
  const size = constantOf(entry, attribute.byteSize);
  if (size !== undefined && (size < 0 || size > 2 ** 47)) {
    throw entryError(entry, `is a type of ${size} bytes, more than there are addresses`);
  }
  return size;
}

/**
 * Demands of a constant's name that it is one of C's; compilers allow letters of other scripts and dollars. The text that
 * a damaged offset leads to is anything at all.
 */
export function checkName(entry: Entry, name: string): string {
  if (!/^[A-Za-z_$\u0080-\u{10ffff}][\w$\u0080-\u{10ffff}]*$/u.test(name)) {
    throw entryError(entry, `is a constant with the name ${shownName(name)}, which is none in C`);
  }
  return name;
}

function shownName(name: string): string {
  const most = 40;
  return JSON.stringify(name.length > most ? `${name.slice(0, most)}...` : name);
}
