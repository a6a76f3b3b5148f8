import { counted } from "./format.js";

/** How a file that is no text differs from what it should be. */
export interface ByteDifference {
  /** Lengths in bytes. */
  readonly found: number;
  readonly wanted: number;
  /** How many of the bytes that both have are others. */
  readonly differing: number;
  /** The first offset at which they are not the same, be it that one of them has ended there. */
  readonly first: number;
}

/** Compares two contents that are not the same. */
export function byteDifference(found: Uint8Array, wanted: Uint8Array): ByteDifference {
  const common = Math.min(found.length, wanted.length);
  let differing = 0;
  let first = common;
  for (let offset = common - 1; offset >= 0; offset -= 1) {
    if (found[offset] !== wanted[offset]) {
      differing += 1;
      first = offset;
    }
  }
  return { found: found.length, wanted: wanted.length, differing, first };
}

/** The same in words. */
export function describeByteDifference({ found, wanted, differing, first }: ByteDifference): string {
  const at = `the first at offset 0x${first.toString(16)}`;
  if (found === wanted) {
    return `(no text: ${String(differing)} of ${counted(found, "byte")} ${differing === 1 ? "differs" : "differ"}, ${at})`;
  }
  const common = Math.min(found, wanted);
  const rest =
    differing === 0
      ? `the first ${String(common)} are the same`
      : `of the first ${String(common)}, ${String(differing)} ${differing === 1 ? "differs" : "differ"}, ${at}`;
  return `(no text: ${counted(found, "byte")} where ${String(wanted)} belong; ${rest})`;
}
