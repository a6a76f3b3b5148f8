import {
  dataEncoding,
  elfMagic,
  elfVersion,
  fileClass,
  fileType,
  machineX86_64,
  osAbi,
  recordSize,
  sectionType,
} from "../elf/constants.js";
import type { ObjectSymbol } from "../elf/object.js";
import { StringTable } from "../elf/string-table.js";
import { symbolTable } from "../elf/symbol-table.js";
import type { Layout, Segment } from "./layout.js";
import type { PlacedSection } from "./output-section.js";

/** A section as its header describes it. */
interface HeaderFields {
  readonly name: string;
  readonly type: number;
  readonly flags: bigint;
  readonly address: number;
  readonly fileOffset: number;
  readonly size: number;
  readonly link: number;
  readonly info: number;
  readonly alignment: number;
  readonly entrySize: number;
}

/** The bytes of the sections, where they are in the file, before anything is relocated. */
export function sectionImage({ sections, fileEnd }: Layout): Uint8Array {
  const image = new Uint8Array(fileEnd);
  for (const { fileOffset, pieces } of sections) {
    for (const { offset, section } of pieces) {
      // Zeros may lie beyond the end.
      if (section.bytes.length > 0) {
        image.set(section.bytes, fileOffset + offset);
      }
    }
  }
  return image;
}

/** The file: headers in front of the sections, tables of symbols, strings and sections behind them. */
export function writeExecutable(
  image: Uint8Array,
  { sections, segments }: Layout,
  entry: bigint,
  symbols: readonly ObjectSymbol[],
): Uint8Array {
  const strings = new StringTable();
  const table = symbolTable(symbols, strings);
  const stringBytes = strings.bytes();
  const names = new StringTable();
  const own = [".symtab", ".strtab", ".shstrtab"];
  for (const name of [...sections.map((section) => section.name), ...own]) {
    names.offsetOf(name);
  }
  const nameBytes = names.bytes();
  const symbolsAt = alignUp(image.length, 8);
  const stringsAt = symbolsAt + table.bytes.length;
  const namesAt = stringsAt + stringBytes.length;
  const headersAt = alignUp(namesAt + nameBytes.length, 8);
  const tableIndex = sections.length + 1;
  const headers: readonly HeaderFields[] = [
    ...sections.map(sectionFields),
    {
      ...tableFields(".symtab", sectionType.symtab, symbolsAt, table.bytes),
      link: tableIndex + 1,
      info: table.locals,
      alignment: 8,
      entrySize: recordSize.symbol,
    },
    tableFields(".strtab", sectionType.strtab, stringsAt, stringBytes),
    tableFields(".shstrtab", sectionType.strtab, namesAt, nameBytes),
  ];
  const file = new Uint8Array(headersAt + (headers.length + 1) * recordSize.sectionHeader);
  file.set(image);
  file.set(table.bytes, symbolsAt);
  file.set(stringBytes, stringsAt);
  file.set(nameBytes, namesAt);
  writeFileHeader(file, entry, segments.length, headersAt, headers.length);
  for (const [index, segment] of segments.entries()) {
    writeSegment(file, recordSize.fileHeader + index * recordSize.programHeader, segment);
  }
  for (const [index, header] of headers.entries()) {
    writeSection(file, headersAt + (index + 1) * recordSize.sectionHeader, header, names.offsetOf(header.name));
  }
  return file;
}

function sectionFields({ name, type, flags, address, fileOffset, size, alignment }: PlacedSection): HeaderFields {
  const entrySize = arrayTypes.has(type) ? 8 : 0;
  return { name, type, flags, address, fileOffset, size, link: 0, info: 0, alignment, entrySize };
}

const arrayTypes: ReadonlySet<number> = new Set([
  sectionType.initArray,
  sectionType.finiArray,
  sectionType.preinitArray,
]);

function tableFields(name: string, type: number, fileOffset: number, { length }: Uint8Array): HeaderFields {
  return {
    name,
    type,
    flags: 0n,
    address: 0,
    fileOffset,
    size: length,
    link: 0,
    info: 0,
    alignment: 1,
    entrySize: 0,
  };
}

function writeFileHeader(
  file: Uint8Array,
  entry: bigint,
  segments: number,
  sectionHeaders: number,
  sections: number,
): void {
  file.set([...elfMagic, fileClass.elf64, dataEncoding.littleEndian, elfVersion, osAbi.openbsd]);
  const view = new DataView(file.buffer);
  view.setUint16(16, fileType.executable, true);
  view.setUint16(18, machineX86_64, true);
  view.setUint32(20, elfVersion, true);
  view.setBigUint64(24, entry, true);
  view.setBigUint64(32, BigInt(recordSize.fileHeader), true);
  view.setBigUint64(40, BigInt(sectionHeaders), true);
  view.setUint16(52, recordSize.fileHeader, true);
  view.setUint16(54, recordSize.programHeader, true);
  view.setUint16(56, segments, true);
  view.setUint16(58, recordSize.sectionHeader, true);
  view.setUint16(60, sections + 1, true);
  view.setUint16(62, sections, true);
}

function writeSegment(file: Uint8Array, at: number, segment: Segment): void {
  const view = new DataView(file.buffer, at, recordSize.programHeader);
  view.setUint32(0, segment.type, true);
  view.setUint32(4, segment.flags, true);
  view.setBigUint64(8, BigInt(segment.fileOffset), true);
  view.setBigUint64(16, BigInt(segment.address), true);
  view.setBigUint64(24, BigInt(segment.address), true);
  view.setBigUint64(32, BigInt(segment.fileSize), true);
  view.setBigUint64(40, BigInt(segment.memorySize), true);
  view.setBigUint64(48, BigInt(segment.alignment), true);
}

function writeSection(file: Uint8Array, at: number, header: HeaderFields, name: number): void {
  const view = new DataView(file.buffer, at, recordSize.sectionHeader);
  view.setUint32(0, name, true);
  view.setUint32(4, header.type, true);
  view.setBigUint64(8, header.flags, true);
  view.setBigUint64(16, BigInt(header.address), true);
  view.setBigUint64(24, BigInt(header.fileOffset), true);
  view.setBigUint64(32, BigInt(header.size), true);
  view.setUint32(40, header.link, true);
  view.setUint32(44, header.info, true);
  view.setBigUint64(48, BigInt(header.alignment), true);
  view.setBigUint64(56, BigInt(header.entrySize), true);
}

function alignUp(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}
