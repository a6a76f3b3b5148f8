import { CheckedBytes } from "./checked-bytes.js";
import { sectionFlag, sectionType } from "./constants.js";
import { ElfError } from "./elf-error.js";
import type { ElfObject, ObjectRelocation, ObjectSection, ObjectSymbol } from "./object.js";
import { readObjectHeader } from "./read-file-header.js";
import { readGroups } from "./read-groups.js";
import { readRelocations } from "./read-relocations.js";
import { readSections, type RawSection } from "./read-sections.js";
import { readSymbols } from "./read-symbols.js";

/** The types of sections that are about the file, not of the program. */
const tables: ReadonlySet<number> = new Set([
  sectionType.null,
  sectionType.symtab,
  sectionType.strtab,
  sectionType.rela,
  sectionType.group,
  sectionType.symtabShndx,
]);

/** The types of sections that a program is made of. */
const contents: ReadonlySet<number> = new Set([
  sectionType.progbits,
  sectionType.nobits,
  sectionType.note,
  sectionType.initArray,
  sectionType.finiArray,
  sectionType.preinitArray,
  sectionType.x86_64Unwind,
]);

/** From here on, types mean what an operating system or a compiler wants them to. */
const firstOwnType = 0x6000_0000;

/**
 * Reads a relocatable x86-64 object, of any assembler, compiler or linker. Whatever the bytes are, the result is an
 * object in which every index, offset and size is right, or an ElfError.
 */
export function readObject(bytes: Uint8Array, name: string): ElfObject {
  const file = new CheckedBytes(bytes);
  const raw = readSections(file, readObjectHeader(file, bytes));
  const kept = raw.filter(isKept);
  const places = new Map(kept.map(({ index }, place) => [index, place]));
  const symbols = [...objectSymbols(raw, places)];
  const fileSymbols = symbols.length;
  let anonymous: number | undefined;
  const relocations = new Map<number, ObjectRelocation[]>();
  for (const table of raw.filter(({ type }) => type === sectionType.rela)) {
    const target = relocatedSection(table, raw);
    if (!places.has(target.index)) {
      continue;
    }
    const of = readRelocations(table, target, (index) => {
      if (index > 0) {
        return index <= fileSymbols ? index - 1 : undefined;
      }
      // Relocations about no symbol, as some tools write for absolute addresses, get one that is 0.
      anonymous ??= symbols.push(noSymbol) - 1;
      return anonymous;
    });
    const earlier = relocations.get(target.index);
    // A section has one table of relocations as a rule; `ld -r` may leave two.
    relocations.set(
      target.index,
      earlier === undefined ? [...of] : [...earlier, ...of].toSorted((one, other) => one.offset - other.offset),
    );
  }
  const sections = kept.map(
    ({ index, name: title, type, flags, alignment, size, bytes: content, entrySize }): ObjectSection => ({
      name: title,
      type,
      flags,
      alignment,
      size,
      bytes: content,
      entrySize,
      relocations: relocations.get(index) ?? [],
    }),
  );
  const groups = readGroups(
    raw,
    raw.filter(({ type }) => type === sectionType.group),
    places,
    symbols.slice(0, fileSymbols),
    sections,
  );
  return { name, sections, symbols, ...(groups.length === 0 ? {} : { groups }) };
}

const noSymbol: ObjectSymbol = Object.freeze({
  name: "",
  binding: "local",
  type: "none",
  visibility: "default",
  place: Object.freeze({ kind: "absolute" }),
  value: 0n,
  size: 0n,
});

/** Is it a part of the program, or a note about it? Those that are neither and must not be overlooked are errors. */
function isKept({ index, name, type, flags }: RawSection): boolean {
  if (tables.has(type)) {
    return false;
  }
  if (contents.has(type)) {
    return true;
  }
  const what = `section ${index} (${name})`;
  if (type === sectionType.rel) {
    throw new ElfError(`${what} has relocations without addends (SHT_REL), which x86-64 does not have`);
  }
  if (type < firstOwnType || (flags & sectionFlag.alloc) !== 0n) {
    throw new ElfError(`${what} is of type 0x${type.toString(16)}, which no object has, or none that portwright links`);
  }
  // Notes of a compiler for its own linker, such as .llvm_addrsig.
  return false;
}

function objectSymbols(raw: readonly RawSection[], places: ReadonlyMap<number, number>): readonly ObjectSymbol[] {
  const [table, second] = raw.filter(({ type }) => type === sectionType.symtab);
  if (second !== undefined) {
    throw new ElfError(`section ${second.index} (${second.name}) is a second symbol table`);
  }
  return table === undefined ? [] : readSymbols(table, raw, places);
}

function relocatedSection(table: RawSection, raw: readonly RawSection[]): RawSection {
  const target = raw[table.info];
  const what = `section ${table.index} (${table.name})`;
  if (target === undefined || tables.has(target.type)) {
    throw new ElfError(`${what} has the relocations of section ${table.info}, which has none`);
  }
  if (raw[table.link]?.type !== sectionType.symtab) {
    throw new ElfError(`the symbols of ${what} should be in section ${table.link}, which is no symbol table`);
  }
  return target;
}
