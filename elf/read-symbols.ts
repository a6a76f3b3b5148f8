import { viewOf } from "./checked-bytes.js";
import { recordSize, sectionIndex, sectionType } from "./constants.js";
import { ElfError } from "./elf-error.js";
import type { ObjectSymbol } from "./object.js";
import { NameReader } from "./read-names.js";
import type { RawSection } from "./read-sections.js";

/** Where the sections of a file are in its object; those that the object leaves out are not there. */
export type SectionPlaces = ReadonlyMap<number, number>;

const types: Readonly<Record<number, ObjectSymbol["type"]>> = {
  0: "none",
  1: "object",
  2: "function",
  3: "section",
  4: "file",
  5: "common",
  6: "tls",
};
const visibilities = ["default", "internal", "hidden", "protected"] as const;

/** STT_GNU_IFUNC: a function that chooses at start-up which one it is. */
const indirectFunction = 10;

/** STB_GNU_UNIQUE: one in all the process, which in a static program every global symbol is. */
const uniqueBinding = 10;

/** The symbols of an object by their index in the file, without the empty one at the beginning. */
export function readSymbols(
  table: RawSection,
  sections: readonly RawSection[],
  places: SectionPlaces,
): readonly ObjectSymbol[] {
  if (table.bytes.length % recordSize.symbol !== 0) {
    throw new ElfError(`the symbol table's ${table.bytes.length} bytes are no multiple of ${recordSize.symbol}`);
  }
  const strings = sections[table.link];
  if (strings?.type !== sectionType.strtab) {
    throw new ElfError(`the names of the symbols should be in section ${table.link}, which is no string table`);
  }
  const count = table.bytes.length / recordSize.symbol;
  if (table.info > count) {
    throw new ElfError(`the symbol table says that ${table.info} symbols are local, but it has ${count}`);
  }
  const names = new NameReader(strings.bytes, "the table of symbol names");
  const view = viewOf(table.bytes);
  const extended = extendedIndices(table, sections, count);
  const symbols: ObjectSymbol[] = [];
  for (let index = 1; index < count; index += 1) {
    const at = index * recordSize.symbol;
    const name = names.at(view.getUint32(at, true), `symbol ${index}`);
    const what = name === "" ? `symbol ${index}` : `symbol ${index} (${name})`;
    const info = view.getUint8(at + 4);
    const type = typeOf(info & 0xf, what);
    const binding = bindingOf(info >> 4, what);
    if ((binding === "local") !== index < table.info) {
      throw new ElfError(`${what} is ${binding}, but the first ${table.info} symbols are local, and no others`);
    }
    const section = view.getUint16(at + 6, true);
    const value = view.getBigUint64(at + 8, true);
    const place = placeOf(section, extended?.(index), type, what, sections, places);
    if (place.kind === "common" && (value & (value - 1n)) !== 0n) {
      throw new ElfError(`the alignment of ${what} is ${value}, which is no power of two`);
    }
    symbols.push({
      name,
      binding,
      type,
      visibility: visibilities[view.getUint8(at + 5) & 3] ?? "default",
      place,
      value,
      size: view.getBigUint64(at + 16, true),
    });
  }
  return symbols;
}

function typeOf(code: number, what: string): ObjectSymbol["type"] {
  if (code === indirectFunction) {
    throw new ElfError(`${what} is an indirect function (STT_GNU_IFUNC), which portwright does not link`);
  }
  const type = types[code];
  if (type === undefined) {
    throw new ElfError(`${what} is of the unknown type ${code}`);
  }
  return type;
}

function bindingOf(code: number, what: string): ObjectSymbol["binding"] {
  switch (code) {
    case 0:
      return "local";
    case 1:
    case uniqueBinding:
      return "global";
    case 2:
      return "weak";
    default:
      throw new ElfError(`${what} has the unknown binding ${code}`);
  }
}

function placeOf(
  field: number,
  extended: number | undefined,
  type: ObjectSymbol["type"],
  what: string,
  sections: readonly RawSection[],
  places: SectionPlaces,
): ObjectSymbol["place"] {
  switch (field) {
    case sectionIndex.undefined:
      return { kind: "undefined" };
    case sectionIndex.absolute:
      return { kind: "absolute" };
    case sectionIndex.common:
      return { kind: "common" };
  }
  if (field >= sectionIndex.reserved && field !== sectionIndex.extended) {
    throw new ElfError(`${what} is in the reserved section 0x${field.toString(16)}`);
  }
  if (field === sectionIndex.extended && extended === undefined) {
    throw new ElfError(`the section of ${what} is in a table that the file does not have (SHT_SYMTAB_SHNDX)`);
  }
  const section = field === sectionIndex.extended ? (extended ?? 0) : field;
  if (section >= sections.length) {
    throw new ElfError(`${what} is in section ${section}, but there are ${sections.length}`);
  }
  const index = places.get(section);
  if (index === undefined) {
    if (type === "section" || sections[section]?.type === sectionType.group) {
      // Some assemblers give every section a symbol, and a group may bear the name of one in itself: nobody refers to it.
      return { kind: "undefined" };
    }
    throw new ElfError(`${what} is in section ${section}, which is no part of a program`);
  }
  return { kind: "section", index };
}

/** The section indices that do not fit a symbol, by the symbol's index. */
function extendedIndices(
  table: RawSection,
  sections: readonly RawSection[],
  count: number,
): ((index: number) => number) | undefined {
  const extended = sections.find(({ type, link }) => type === sectionType.symtabShndx && link === table.index);
  if (extended === undefined) {
    return undefined;
  }
  if (extended.bytes.length !== count * 4) {
    throw new ElfError(
      `the table of the symbols' sections (SHT_SYMTAB_SHNDX) has ${extended.bytes.length} bytes for ${count} symbols`,
    );
  }
  const view = viewOf(extended.bytes);
  return (index) => view.getUint32(index * 4, true);
}
