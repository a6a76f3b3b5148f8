import type { DataAccess, DataReference } from "../operands/data-reference.js";
import type { DataFlag } from "../routines/text-flag.js";
import type { SourceSite } from "../source-site.js";
import { captureSite } from "../source-site.js";
import type { DataPart } from "./part.js";
import { partAlignment, partSize } from "./part.js";

/** A variable of the program with what it holds at first: a string, a table, room. */
export interface Data<Name extends string = string> extends DataReference<Name> {
  readonly doc?: string | undefined;
  /** In bytes, a power of two. */
  readonly alignment: number;
  readonly flags: readonly DataFlag[];
  /** One behind the other, without padding between. */
  readonly parts: readonly DataPart[];
  readonly site: SourceSite;
}

/** What a variable is besides its contents. */
export interface DataOptions {
  /** What it is for; comes out above it in the assembly. */
  readonly doc?: string;
  /** Whether the program may write to it. */
  readonly access: DataAccess;
  /** In bytes, a power of two. Default: that of the widest integer or address in it. */
  readonly alignment?: number;
  /** What GLOBL says besides the access. Default: nothing. */
  readonly flags?: readonly DataFlag[];
}

/**
 * Describes a variable of the program.
 *
 * @example
 * const greeting = data("main·greeting", { access: "read-only" }, text("hello, world\n"));
 * MOVQ(addressOf(greeting), SI);
 * MOVL(greeting.size, DX);
 */
export function data<const Name extends string>(
  name: Name,
  options: DataOptions,
  ...parts: readonly DataPart[]
): Data<Name> {
  return Object.freeze({
    kind: "data",
    name,
    doc: options.doc,
    access: options.access,
    alignment: options.alignment ?? Math.max(1, ...parts.map(partAlignment)),
    flags: Object.freeze(options.flags ?? []),
    parts: Object.freeze(parts),
    size: parts.reduce((size, part) => size + partSize(part), 0),
    site: captureSite(data),
  });
}

/** Where a linker puts it: with the constants, with the variables, or with those that are zeros and take no room. */
export type DataSection = ".rodata" | ".data" | ".bss";

/** The sections of data, in the order in which assemblers and linkers have them. */
export const dataSections: readonly DataSection[] = Object.freeze([".rodata", ".data", ".bss"]);

/** The section of a variable. */
export function sectionOf({ access, parts }: Data): DataSection {
  return access === "read-only" ? ".rodata" : parts.every(({ kind }) => kind === "zeros") ? ".bss" : ".data";
}
