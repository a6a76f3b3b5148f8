import { replaceFunctions } from "./call-slots.js";
import type { Library } from "./library.js";
import { hostRunsNativeCode } from "./native-counter.js";

/** xor eax, eax; ret */
const answersNothing = Uint8Array.of(0x31, 0xc0, 0xc3);

const locks = ["page_collection_lock_x86_64", "page_collection_unlock_x86_64"];

/**
 * Takes out of libunicorn the locks that it takes at each store of a program, with two trees allocated and freed: they
 * are for several threads, which Unicorn does not have, and cost a program that writes half of its time. A library that
 * is built otherwise is left alone.
 */
export function removePageLocks(library: Library): void {
  if (!hostRunsNativeCode) return;
  const replacement = library.executable(answersNothing);
  replaceFunctions(library, new Map(locks.map((name) => [name, replacement])));
}
