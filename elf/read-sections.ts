import type { CheckedBytes } from "./checked-bytes.js";
import { recordSize, sectionFlag, sectionIndex, sectionType } from "./constants.js";
import { ElfError } from "./elf-error.js";
import type { ObjectHeader } from "./read-file-header.js";
import { NameReader } from "./read-names.js";

/** A section header with the section's bytes. */
export interface RawSection {
  /** In the file's numbering, the null section being 0. */
  readonly index: number;
  readonly name: string;
  readonly type: number;
  readonly flags: bigint;
  readonly size: number;
  readonly bytes: Uint8Array;
  readonly link: number;
  readonly info: number;
  readonly alignment: number;
  readonly entrySize: number;
}

interface SectionHeader extends Omit<RawSection, "name" | "bytes" | "size" | "alignment" | "entrySize"> {
  readonly nameOffset: number;
  readonly offset: bigint;
  readonly size: bigint;
  readonly alignment: bigint;
  readonly entrySize: bigint;
}

/** No section can be larger: it is all the address space that a process has. */
const addressSpace = 1n << 47n;

/** All sections of a relocatable object, the null section first; none where the file has no section headers. */
export function readSections(file: CheckedBytes, header: ObjectHeader): readonly RawSection[] {
  if (header.sectionHeaders === 0n) {
    return [];
  }
  const first = readHeader(file, header, 0);
  // Numbers that do not fit the file header stand in the null section's.
  const count = header.sectionCount === 0 ? first.size : BigInt(header.sectionCount);
  file.piece(header.sectionHeaders, count * BigInt(recordSize.sectionHeader), `the table of ${count} section headers`);
  const headers = Array.from({ length: Number(count) }, (_, index) => readHeader(file, header, index));
  const nameTable = header.nameTable === sectionIndex.extended ? first.link : header.nameTable;
  const names = sectionNames(file, headers, nameTable);
  let total = 0;
  return headers.map((raw): RawSection => {
    const { index } = raw;
    const name = index === 0 ? "" : names.at(raw.nameOffset, `section ${index}`);
    const what = `section ${index} (${name})`;
    const bytes =
      raw.type === sectionType.nobits || raw.type === sectionType.null
        ? new Uint8Array()
        : file.piece(raw.offset, raw.size, what);
    total += bytes.length;
    if (total > file.size) {
      throw new ElfError(`its sections have more bytes than the file: ${what} overlaps another`);
    }
    if (index !== 0 && raw.size > addressSpace) {
      throw new ElfError(`${what} is ${raw.size} bytes long, more than there are addresses`);
    }
    if ((raw.flags & sectionFlag.compressed) !== 0n) {
      throw new ElfError(`${what} is compressed: compile with -gz=none, or run objcopy --decompress-debug-sections`);
    }
    return {
      index,
      name,
      type: raw.type,
      flags: raw.flags,
      size: index === 0 ? 0 : Number(raw.size),
      bytes,
      link: raw.link,
      info: raw.info,
      alignment: alignmentOf(raw, what),
      entrySize: index === 0 ? 0 : entrySizeOf(raw, what),
    };
  });
}

function readHeader(file: CheckedBytes, { sectionHeaders }: ObjectHeader, index: number): SectionHeader {
  const at = sectionHeaders + BigInt(index * recordSize.sectionHeader);
  const view = file.record(at, recordSize.sectionHeader, `section header ${index}`);
  return {
    index,
    nameOffset: view.getUint32(0, true),
    type: view.getUint32(4, true),
    flags: view.getBigUint64(8, true),
    offset: view.getBigUint64(24, true),
    size: view.getBigUint64(32, true),
    link: view.getUint32(40, true),
    info: view.getUint32(44, true),
    alignment: view.getBigUint64(48, true),
    entrySize: view.getBigUint64(56, true),
  };
}

function sectionNames(file: CheckedBytes, headers: readonly SectionHeader[], index: number): NameReader {
  if (index === sectionIndex.undefined) {
    return new NameReader(new Uint8Array([0]), "the table of section names");
  }
  const header = headers[index];
  if (header?.type !== sectionType.strtab) {
    throw new ElfError(
      `the table of section names should be section ${index}, which is ${header === undefined ? "not there" : "no string table"}`,
    );
  }
  return new NameReader(
    file.piece(header.offset, header.size, "the table of section names"),
    "the table of section names",
  );
}

function alignmentOf({ index, alignment }: SectionHeader, what: string): number {
  if (index === 0 || alignment === 0n) {
    return 1;
  }
  if ((alignment & (alignment - 1n)) !== 0n) {
    throw new ElfError(`the alignment of ${what} is ${alignment}, which is no power of two`);
  }
  if (alignment > 1n << 31n) {
    throw new ElfError(`the alignment of ${what} is ${alignment}, more than any program can have`);
  }
  return Number(alignment);
}

function entrySizeOf({ entrySize }: SectionHeader, what: string): number {
  if (entrySize > 0xffff_ffffn) {
    throw new ElfError(`the entries of ${what} are ${entrySize} bytes long`);
  }
  return Number(entrySize);
}
