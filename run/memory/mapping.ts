import type { MappableFile } from "../files/mappable-file.js";
import { CallError } from "../system-calls/result.js";
import { pageUp } from "./layout.js";
import type { Inheritance } from "./region.js";

/** What is to be mapped. Addresses and sizes are whole pages, and within what programs may use. */
export interface Mapping {
  /** Where: exactly there if `fixed`, whatever is there; otherwise there or behind, where it is free. */
  readonly address: bigint;
  readonly size: bigint;
  readonly fixed?: boolean | undefined;
  /** Bits of `protection`. */
  readonly protection: number;
  /** What mprotect(2) may allow; everything, if not said. */
  readonly maximum?: number | undefined;
  /** What becomes of it in a child: a copy, if not said. */
  readonly inheritance?: Inheritance | undefined;
  readonly file?: MappedPart | undefined;
}

/** The part of a file that is mapped. */
export interface MappedPart {
  readonly file: MappableFile;
  readonly offset: number;
  readonly shared: boolean;
}

/** The most of a file that one mapping holds: it is read at once. */
const largestFileMapping = 1 << 30;

/** How much of a mapping shows something of the file, in whole pages. ENOMEM where that is too much. */
export function fileBytes({ file, offset }: MappedPart, size: bigint): bigint {
  const left = pageUp(BigInt(Math.max(0, file.size() - offset)));
  const inFile = left < size ? left : size;
  if (inFile > BigInt(largestFileMapping)) {
    throw new CallError("ENOMEM");
  }
  return inFile;
}
