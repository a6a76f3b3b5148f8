import {
  dataEncoding,
  elfMagic,
  elfVersion,
  fileClass,
  fileType,
  machineX86_64,
  osAbi,
  recordSize,
  sectionFlag,
  sectionIndex,
  sectionType,
} from "./constants.js";
import { ElfError } from "./elf-error.js";
import type { ElfObject, ObjectSection } from "./object.js";
import { StringTable } from "./string-table.js";
import { symbolTable } from "./symbol-table.js";

/** A section as its header describes it, with its content. */
interface WrittenSection {
  readonly name: string;
  readonly type: number;
  readonly flags: bigint;
  readonly alignment: number;
  readonly size: number;
  readonly bytes: Uint8Array;
  readonly entrySize: number;
  /** sh_link and sh_info: other sections, and what else the type says. */
  readonly link: number;
  readonly info: number;
}

/**
 * The bytes of a relocatable object. The sections come in the object's order, the first directly behind the file header;
 * then the tables that the format needs, then the section headers.
 */
export function writeObject(object: ElfObject): Uint8Array {
  checkSections(object);
  const strings = new StringTable();
  const symbols = symbolTable(object.symbols, strings);
  const relocated = [...object.sections.entries()].filter(([, { relocations }]) => relocations.length > 0);
  const symbolTableIndex = 1 + object.sections.length + relocated.length;
  const sections: readonly WrittenSection[] = [
    ...object.sections.map((section) => ({ ...section, link: 0, info: 0 })),
    ...relocated.map(([index, section]) => ({
      ...table(`.rela${section.name}`, sectionType.rela, relocationTable(section, symbols.indices)),
      flags: sectionFlag.infoLink,
      alignment: 8,
      entrySize: recordSize.relocation,
      link: symbolTableIndex,
      info: index + 1,
    })),
    {
      ...table(".symtab", sectionType.symtab, symbols.bytes),
      alignment: 8,
      entrySize: recordSize.symbol,
      link: symbolTableIndex + 1,
      // The first symbol that is not local.
      info: symbols.locals,
    },
    table(".strtab", sectionType.strtab, strings.bytes()),
  ];
  return layOut([...sections, sectionNames(sections)]);
}

/** A section that is part of the format and not of the program. */
function table(name: string, type: number, bytes: Uint8Array): WrittenSection {
  return { name, type, flags: 0n, alignment: 1, size: bytes.length, bytes, entrySize: 0, link: 0, info: 0 };
}

const sectionNamesName = ".shstrtab";

function sectionNames(sections: readonly WrittenSection[]): WrittenSection {
  const names = new StringTable();
  for (const { name } of sections) {
    names.offsetOf(name);
  }
  names.offsetOf(sectionNamesName);
  return table(sectionNamesName, sectionType.strtab, names.bytes());
}

/** Types that are tables of the format: the writer makes its own. */
const ownTypes: readonly number[] = [
  sectionType.null,
  sectionType.symtab,
  sectionType.strtab,
  sectionType.rela,
  sectionType.rel,
  sectionType.group,
  sectionType.symtabShndx,
];

function checkSections({ sections, symbols }: ElfObject): void {
  for (const { name, type, alignment, size, bytes, relocations } of sections) {
    if (ownTypes.includes(type)) {
      throw new ElfError(`section ${name} has type ${type}, which the writer of objects makes by itself`);
    }
    if (!Number.isSafeInteger(alignment) || alignment < 1 || !Number.isInteger(Math.log2(alignment))) {
      throw new ElfError(`section ${name} is aligned to ${alignment}, which is no power of two`);
    }
    if (bytes.length !== (type === sectionType.nobits ? 0 : size)) {
      throw new ElfError(`section ${name} has ${bytes.length} bytes of content and a size of ${size}`);
    }
    const bad = relocations.find(({ offset, symbol }) => offset >= size || symbols[symbol] === undefined);
    if (bad !== undefined) {
      throw new ElfError(`section ${name}: the relocation at ${bad.offset} lies outside, or names no symbol`);
    }
  }
  const lost = symbols.find(({ place }) => place.kind === "section" && sections[place.index] === undefined);
  if (lost !== undefined) {
    throw new ElfError(`the symbol ${lost.name} lies in a section that there is not`);
  }
}

function relocationTable({ relocations }: ObjectSection, symbols: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(relocations.length * recordSize.relocation);
  const view = new DataView(bytes.buffer);
  relocations.forEach(({ offset, type, symbol, addend }, index) => {
    const at = index * recordSize.relocation;
    view.setUint32(at, offset % 2 ** 32, true);
    view.setUint32(at + 4, offset / 2 ** 32, true);
    // r_info: the symbol is its upper half.
    view.setUint32(at + 8, type, true);
    view.setUint32(at + 12, symbols[symbol] ?? 0, true);
    view.setBigInt64(at + 16, addend, true);
  });
  return bytes;
}

/** Header, contents, section headers. The last section holds the names. */
function layOut(sections: readonly WrittenSection[]): Uint8Array {
  if (sections.length + 1 >= sectionIndex.reserved) {
    throw new ElfError(`${sections.length} sections are too many to write; at most ${sectionIndex.reserved - 2}`);
  }
  let end: number = recordSize.fileHeader;
  const offsets = sections.map(({ alignment, bytes }) => {
    const offset = Math.ceil(end / alignment) * alignment;
    end = offset + bytes.length;
    return offset;
  });
  const headers = Math.ceil(end / 8) * 8;
  const file = new Uint8Array(headers + (sections.length + 1) * recordSize.sectionHeader);
  const names = new StringTable();
  writeFileHeader(file, headers, sections.length);
  for (const [index, section] of sections.entries()) {
    const offset = offsets[index] ?? 0;
    file.set(section.bytes, offset);
    // Asked for in the same order as in the section of names, the offsets are the same.
    writeSectionHeader(file, headers + (index + 1) * recordSize.sectionHeader, section, {
      name: names.offsetOf(section.name),
      offset,
    });
  }
  return file;
}

function writeFileHeader(file: Uint8Array, sectionHeaders: number, namesIndex: number): void {
  file.set([...elfMagic, fileClass.elf64, dataEncoding.littleEndian, elfVersion, osAbi.none]);
  const view = new DataView(file.buffer);
  view.setUint16(16, fileType.relocatable, true);
  view.setUint16(18, machineX86_64, true);
  view.setUint32(20, elfVersion, true);
  view.setBigUint64(40, BigInt(sectionHeaders), true);
  view.setUint16(52, recordSize.fileHeader, true);
  view.setUint16(58, recordSize.sectionHeader, true);
  view.setUint16(60, namesIndex + 1, true);
  view.setUint16(62, namesIndex, true);
}

function writeSectionHeader(
  file: Uint8Array,
  at: number,
  { type, flags, alignment, size, entrySize, link, info }: WrittenSection,
  { name, offset }: { readonly name: number; readonly offset: number },
): void {
  const view = new DataView(file.buffer, at, recordSize.sectionHeader);
  view.setUint32(0, name, true);
  view.setUint32(4, type, true);
  view.setBigUint64(8, flags, true);
  view.setBigUint64(24, BigInt(offset), true);
  view.setBigUint64(32, BigInt(size), true);
  view.setUint32(40, link, true);
  view.setUint32(44, info, true);
  view.setBigUint64(48, BigInt(alignment), true);
  view.setBigUint64(56, BigInt(entrySize), true);
}
