import type { Library, Pointer } from "./library.js";

/** Entries of the dynamic section, and sizes of its tables (System V ABI, chapter 5). */
const tag = Object.freeze({ end: 0, relocationsSize: 2, strings: 5, symbols: 6, stringsSize: 10, relocations: 23 });
const dynamicEntryBytes = 16;
const mostDynamicEntries = 64;
const relocationBytes = 24;
const symbolBytes = 24;
const jumpSlot = 7;
const hostPage = 4096n;

/**
 * Puts other functions in the place of some of libunicorn's own, which it calls through its table of addresses, as
 * shared libraries do: no code is touched. Answers whether all of them were found; if not, nothing is changed.
 */
export function replaceFunctions(library: Library, replacements: ReadonlyMap<string, Pointer>): boolean {
  const { loaded } = library;
  if (loaded === undefined) return false;
  const slots = slotsOf(library, loaded, [...replacements.keys()]);
  if (slots.size !== replacements.size) return false;
  for (const [name, slot] of slots) {
    const replacement = replacements.get(name);
    // The table is made read-only when it is filled.
    if (replacement === undefined || !library.makeWritable(slot & -hostPage, hostPage)) return false;
    dataAt(library, slot, 8).setBigUint64(0, replacement, true);
  }
  return true;
}

/** Where the library keeps the addresses of functions. */
function slotsOf(
  library: Library,
  { bias, dynamic }: NonNullable<Library["loaded"]>,
  functions: readonly string[],
): ReadonlyMap<string, Pointer> {
  const wanted = functions.map((name) => ({ name, bytes: new TextEncoder().encode(`${name}\0`) }));
  const entries = dynamicEntries(library, dynamic);
  const address = (which: number): Pointer | undefined => {
    const value = entries.get(which);
    // glibc adds the bias in place, others do not.
    return value === undefined || value >= bias ? value : bias + value;
  };
  const [relocations, symbols, strings] = [address(tag.relocations), address(tag.symbols), address(tag.strings)];
  const [relocationsSize, stringsSize] = [entries.get(tag.relocationsSize), entries.get(tag.stringsSize)];
  if (relocations === undefined || symbols === undefined || strings === undefined) return new Map();
  // Linkers put the names behind the symbols, whose number nothing tells.
  if (relocationsSize === undefined || stringsSize === undefined || strings <= symbols) return new Map();
  const relocation = dataAt(library, relocations, Number(relocationsSize));
  const symbol = dataAt(library, symbols, Number(strings - symbols));
  const names = library.view(strings, Number(stringsSize));
  const slots = new Map<string, Pointer>();
  for (let at = 0; at < relocation.byteLength; at += relocationBytes) {
    const info = relocation.getBigUint64(at + 8, true);
    const symbolAt = Number(info >> 32n) * symbolBytes;
    if (Number(info & 0xffff_ffffn) !== jumpSlot || symbolAt >= symbol.byteLength) continue;
    const name = symbol.getUint32(symbolAt, true);
    const found = wanted.find(({ bytes }) => bytes.every((byte, index) => names[name + index] === byte));
    if (found !== undefined) slots.set(found.name, bias + relocation.getBigUint64(at, true));
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
