import type { FileMapping } from "./file-mapping.js";

/** What becomes of a region in the child of a fork: minherit(2). */
export type Inheritance = "share" | "copy" | "none";

/**
 * A part of an address space all of which is alike. Addresses are numbers here: those of programs are below 2^47, and
 * a list of them is gone through often.
 */
export interface Region {
  readonly start: number;
  readonly end: number;
  /** Bits of `protection`: what may be done with it, and what mprotect(2) may allow. */
  readonly protection: number;
  readonly maximum: number;
  readonly inheritance: Inheritance;
  /** The program could use it at some time: it may hold something. */
  readonly usable: boolean;
  /** Whose contents it shows; undefined: nobody's, it began as zeros. */
  readonly file: FileMapping | undefined;
  /** Whole pages behind the end of the file: they are mapped, but using them is a fault. */
  readonly beyondFile: boolean;
}

/** May two regions be one, if the first ends where the second begins? */
export function alike(one: Region, other: Region): boolean {
  return (
    one.protection === other.protection &&
    one.maximum === other.maximum &&
    one.inheritance === other.inheritance &&
    one.usable === other.usable &&
    one.file === other.file &&
    one.beyondFile === other.beyondFile
  );
}
