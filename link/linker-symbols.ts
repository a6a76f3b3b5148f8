import { sectionFlag, sectionType } from "../elf/constants.js";
import type { Layout } from "./layout.js";
import type { PlacedSection } from "./output-section.js";

/** Symbols that a program may use without anybody defining them; an object's own definition goes before. */
const fixed: Readonly<Record<string, (layout: Layout) => number>> = {
  __executable_start: ({ base }) => base,
  __ehdr_start: ({ base }) => base,
  // What C++ hands to atexit to say which module it is.
  __dso_handle: ({ base }) => base,
  etext: endOfCode,
  _etext: endOfCode,
  __etext: endOfCode,
  edata: endOfData,
  _edata: endOfData,
  __bss_start: endOfData,
  end: ({ end }) => end,
  _end: ({ end }) => end,
  __preinit_array_start: (layout) => startOf(layout, ".preinit_array"),
  __preinit_array_end: (layout) => endOf(layout, ".preinit_array"),
  __init_array_start: (layout) => startOf(layout, ".init_array"),
  __init_array_end: (layout) => endOf(layout, ".init_array"),
  __fini_array_start: (layout) => startOf(layout, ".fini_array"),
  __fini_array_end: (layout) => endOf(layout, ".fini_array"),
  // Relocations that start-up code would have to make: there are none.
  __rela_iplt_start: ({ base }) => base,
  __rela_iplt_end: ({ base }) => base,
  _GLOBAL_OFFSET_TABLE_: (layout) => startOf(layout, ".got"),
};

const bounds = /^__(start|stop)_([A-Za-z_]\w*)$/;

/** Does the linker define this symbol, given the sections of the program that are loaded? */
export function isLinkerSymbol(name: string, loaded: ReadonlySet<string>): boolean {
  const [, , section] = bounds.exec(name) ?? [];
  return Object.hasOwn(fixed, name) || (section !== undefined && loaded.has(section));
}

/** Its address. */
export function linkerSymbolAddress(name: string, layout: Layout): number {
  const address = Object.hasOwn(fixed, name) ? fixed[name] : undefined;
  if (address !== undefined) {
    return address(layout);
  }
  const [, bound, section = ""] = bounds.exec(name) ?? [];
  return bound === "stop" ? endOf(layout, section) : startOf(layout, section);
}

function loaded({ sections }: Layout): readonly PlacedSection[] {
  return sections.filter(({ flags }) => (flags & sectionFlag.alloc) !== 0n);
}

function named(layout: Layout, name: string): PlacedSection | undefined {
  return loaded(layout).find((section) => section.name === name);
}

/** An array that is not there is empty; where, nobody can tell. */
function startOf(layout: Layout, name: string): number {
  return named(layout, name)?.address ?? layout.base;
}

function endOf(layout: Layout, name: string): number {
  const section = named(layout, name);
  return section === undefined ? layout.base : section.address + section.size;
}

function endOfCode(layout: Layout): number {
  const ends = loaded(layout).flatMap(({ flags, address, size }) =>
    (flags & sectionFlag.execinstr) === 0n ? [] : [address + size],
  );
  return Math.max(layout.base, ...ends);
}

/** The first byte that the file does not have. */
function endOfData(layout: Layout): number {
  const zeros = loaded(layout).find(
    ({ flags, type }) => type === sectionType.nobits && (flags & sectionFlag.tls) === 0n,
  );
  return zeros?.address ?? layout.end;
}
