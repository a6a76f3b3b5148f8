import type { Library, Pointer } from "./library.js";
import { hostRunsNativeCode } from "./native-counter.js";

/** Entries of the dynamic section, and sizes of its tables (System V ABI, chapter 5). */
const tag = Object.freeze({ end: 0, relocationsSize: 2, strings: 5, symbols: 6, stringsSize: 10, relocations: 23 });
const dynamicEntryBytes = 16;
const mostDynamicEntries = 64;
const relocationBytes = 24;
const symbolBytes = 24;
const jumpSlot = 7;
const hostPage = 4096n;

/** xor eax, eax; ret */
const answersNothing = Uint8Array.of(0x31, 0xc0, 0xc3);

const locks = ["page_collection_lock_x86_64", "page_collection_unlock_x86_64"].map((name) =>
  new TextEncoder().encode(`${name}\0`),
);

/**
 * Takes out of libunicorn the locks that it takes at each store of a program, with two trees allocated and freed: they
 * are for several threads, which Unicorn does not have, and cost a program that writes half of its time. They are
 * functions that the library calls through its table of addresses, as shared libraries do, so that they can be replaced
 * without touching code. A library that is built otherwise is left alone.
 */
export function removePageLocks(library: Library): void {
  const { loaded } = library;
  if (loaded === undefined || !hostRunsNativeCode) return;
  const slots = slotsOfLocks(library, loaded);
  if (slots.length !== locks.length) return;
  const replacement = library.executable(answersNothing);
  for (const slot of slots) {
    // The table is made read-only when it is filled.
    if (library.makeWritable(slot & -hostPage, hostPage)) {
      dataAt(library, slot, 8).setBigUint64(0, replacement, true);
    }
  }
}

/** Where the library keeps the addresses of the functions. */
function slotsOfLocks(library: Library, { bias, dynamic }: NonNullable<Library["loaded"]>): readonly Pointer[] {
  const entries = dynamicEntries(library, dynamic);
  const address = (which: number): Pointer | undefined => {
    const value = entries.get(which);
    // glibc adds the bias in place, others do not.
    return value === undefined || value >= bias ? value : bias + value;
  };
  const [relocations, symbols, strings] = [address(tag.relocations), address(tag.symbols), address(tag.strings)];
  const [relocationsSize, stringsSize] = [entries.get(tag.relocationsSize), entries.get(tag.stringsSize)];
  if (relocations === undefined || symbols === undefined || strings === undefined) return [];
  // Linkers put the names behind the symbols, whose number nothing tells.
  if (relocationsSize === undefined || stringsSize === undefined || strings <= symbols) return [];
  const relocation = dataAt(library, relocations, Number(relocationsSize));
  const symbol = dataAt(library, symbols, Number(strings - symbols));
  const names = library.view(strings, Number(stringsSize));
  const slots: Pointer[] = [];
  for (let at = 0; at < relocation.byteLength; at += relocationBytes) {
    const info = relocation.getBigUint64(at + 8, true);
    const symbolAt = Number(info >> 32n) * symbolBytes;
    if (Number(info & 0xffff_ffffn) !== jumpSlot || symbolAt >= symbol.byteLength) continue;
    const name = symbol.getUint32(symbolAt, true);
    if (locks.some((lock) => lock.every((byte, index) => names[name + index] === byte))) {
      slots.push(bias + relocation.getBigUint64(at, true));
    }
  }
  return slots;
}

function dynamicEntries(library: Library, dynamic: Pointer): ReadonlyMap<number, bigint> {
  const data = dataAt(library, dynamic, mostDynamicEntries * dynamicEntryBytes);
  const entries = new Map<number, bigint>();
  for (let at = 0; at < data.byteLength; at += dynamicEntryBytes) {
    const which = data.getBigUint64(at, true);
    if (which === BigInt(tag.end)) break;
    if (which < 0x1000n) entries.set(Number(which), data.getBigUint64(at + 8, true));
  }
  return entries;
}

function dataAt(library: Library, address: Pointer, size: number): DataView {
  const bytes = library.view(address, size);
  return new DataView(bytes.buffer, bytes.byteOffset, size);
}
