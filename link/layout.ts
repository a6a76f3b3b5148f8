import { recordSize, sectionFlag, sectionType, segmentFlag, segmentType } from "../elf/constants.js";
import type { LinkFinding } from "./finding.js";
import type { OutputSection, PlacedSection } from "./output-section.js";

/** Where everything in the program is. */
export interface Layout {
  /** Address of the file's first byte. */
  readonly base: number;
  /** Behind the last byte in memory. */
  readonly end: number;
  /** Those that are loaded by address, then the others; all in the order of the file. */
  readonly sections: readonly PlacedSection[];
  readonly segments: readonly Segment[];
  /** Thread-local storage as every thread gets it. */
  readonly threadLocal: ThreadLocalBlock | undefined;
  /** Behind the last byte of the sections in the file. */
  readonly fileEnd: number;
}

export interface Segment {
  readonly type: number;
  readonly flags: number;
  readonly fileOffset: number;
  readonly address: number;
  readonly fileSize: number;
  readonly memorySize: number;
  readonly alignment: number;
}

export interface ThreadLocalBlock {
  readonly start: number;
  /** Where the thread pointer points: behind the block, aligned as the block is (variant II of the ABI). */
  readonly pointer: number;
}

/** The section of the note that makes a program OpenBSD's. */
export const identSection = ".note.openbsd.ident";

const base = 0x40_0000;
const pageSize = 0x1000;
/** The end of user space. */
const addressLimit = 0x7f7f_ffff_c000;
/** Nobody means to write more. */
const fileLimit = 0x1000_0000;

/** The segments that are loaded, in this order, each on pages of its own. */
const loads = [
  { flags: segmentFlag.read, holds: "constants" },
  { flags: segmentFlag.read | segmentFlag.execute, holds: "code" },
  { flags: segmentFlag.read | segmentFlag.write, holds: "data" },
] as const;

/** Within a segment. Sections that are not named here come where the empty name stands, zeros at the very end. */
const order = {
  constants: [identSection, ".note", "", ".rodata", ".eh_frame_hdr", ".eh_frame", ".gcc_except_table"],
  code: [".init", ".text", "", ".fini"],
  data: [".tdata", ".tbss", ".preinit_array", ".init_array", ".fini_array", ".data.rel.ro", ".got", "", ".data"],
} as const;

type Holding = keyof typeof order;

/** Gives every section its place; undefined where the program is too large, which is then a finding. */
export function layOut(sections: readonly OutputSection[], findings: LinkFinding[]): Layout | undefined {
  const loaded = sections.filter(({ flags }) => (flags & sectionFlag.alloc) !== 0n);
  const parts = loads
    .map(({ flags, holds }) => ({ flags, sections: ordered(loaded, holds) }))
    // The first holds the headers as well.
    .filter((part, index) => index === 0 || part.sections.length > 0);
  const headers =
    recordSize.fileHeader + headerCount(loaded, parts.filter(isLoadedPart).length) * recordSize.programHeader;
  let offset = headers;
  let address = base + headers;
  const placed: PlacedSection[] = [];
  const segments: Segment[] = [];
  for (const [index, part] of parts.entries()) {
    if (index > 0) {
      offset = alignUp(offset, pageSize);
      address = alignUp(address, pageSize);
    }
    const start = index === 0 ? { offset: 0, address: base } : { offset, address };
    for (const section of part.sections) {
      const isZeros = section.type === sectionType.nobits;
      const isThreadZeros = isZeros && (section.flags & sectionFlag.tls) !== 0n;
      const at = alignUp(address, section.alignment);
      if (!isZeros || isThreadZeros) {
        offset += at - address;
      }
      placed.push({ ...section, address: at, fileOffset: offset });
      // Every thread has zeros of its own; here they take no room.
      address = isThreadZeros ? at : at + section.size;
      if (!isZeros) {
        offset += section.size;
      }
      if (address > addressLimit || at + section.size > addressLimit || offset > fileLimit) {
        findings.push(tooLarge(section, offset > fileLimit));
        return undefined;
      }
    }
    if (isLoadedPart(part)) {
      segments.push({
        type: segmentType.load,
        flags: part.flags,
        fileOffset: start.offset,
        address: start.address,
        fileSize: offset - start.offset,
        memorySize: address - start.address,
        alignment: pageSize,
      });
    }
  }
  const end = address;
  const threadLocal = threadLocalSegment(placed);
  const ident = placed.find(({ name }) => name === identSection);
  const unwind = placed.find(({ name }) => name === ".eh_frame_hdr");
  for (const section of sections.filter(({ flags }) => (flags & sectionFlag.alloc) === 0n)) {
    offset = alignUp(offset, section.alignment);
    placed.push({ ...section, address: 0, fileOffset: offset });
    offset += section.type === sectionType.nobits ? 0 : section.size;
    if (offset > fileLimit) {
      findings.push(tooLarge(section, true));
      return undefined;
    }
  }
  return {
    base,
    end,
    sections: placed,
    segments: [
      ...(ident === undefined ? [] : [spanning(segmentType.note, [ident])]),
      ...segments,
      ...(threadLocal === undefined ? [] : [threadLocal.segment]),
      ...(unwind === undefined ? [] : [spanning(segmentType.gnuEhFrame, [unwind])]),
      stackSegment,
    ],
    threadLocal: threadLocal?.block,
    fileEnd: offset,
  };
}

/** Sections without a byte, which only symbols need, make no segment. */
function isLoadedPart({ sections }: { readonly sections: readonly OutputSection[] }): boolean {
  return sections.some(
    (section) => section.size > 0 && !(isThreadLocal(section) && section.type === sectionType.nobits),
  );
}

/** That the stack is not executable, which this says by its flags. */
const stackSegment: Segment = Object.freeze({
  type: segmentType.gnuStack,
  flags: segmentFlag.read | segmentFlag.write,
  fileOffset: 0,
  address: 0,
  fileSize: 0,
  memorySize: 0,
  alignment: 16,
});

function headerCount(loaded: readonly OutputSection[], parts: number): number {
  const has = (test: (section: OutputSection) => boolean): number => Number(loaded.some(test));
  return (
    parts +
    has(({ name }) => name === identSection) +
    has(({ flags }) => (flags & sectionFlag.tls) !== 0n) +
    has(({ name }) => name === ".eh_frame_hdr") +
    1
  );
}

function ordered(loaded: readonly OutputSection[], holds: Holding): readonly OutputSection[] {
  const members = loaded.filter(({ flags }) => holdingOf(flags) === holds);
  // All that thread-local storage consists of is aligned by its first section.
  const alignment = Math.max(1, ...members.filter(isThreadLocal).map((section) => section.alignment));
  return members
    .toSorted((one, other) => rank(one, holds) - rank(other, holds))
    .map((section) =>
      // A system that loads the program can fill up with zeros only where it may write.
      section.type === sectionType.nobits && holds !== "data" ? { ...section, type: sectionType.progbits } : section,
    )
    .map((section, index) => (index === 0 && isThreadLocal(section) ? { ...section, alignment } : section));
}

function holdingOf(flags: bigint): Holding {
  if ((flags & (sectionFlag.write | sectionFlag.tls)) !== 0n) {
    return "data";
  }
  return (flags & sectionFlag.execinstr) === 0n ? "constants" : "code";
}

function isThreadLocal({ flags }: OutputSection): boolean {
  return (flags & sectionFlag.tls) !== 0n;
}

/** Thread-local storage comes first and in one piece, its zeros behind the rest of it. */
function rank(section: OutputSection, holds: Holding): number {
  const isZeros = section.type === sectionType.nobits;
  if (isThreadLocal(section)) {
    return isZeros ? -1 : -2;
  }
  const names: readonly string[] = order[holds];
  const named = names.indexOf(section.type === sectionType.note && section.name !== names[0] ? ".note" : section.name);
  const place = named < 0 ? names.indexOf("") : named;
  return isZeros ? names.length + Number(section.name !== ".bss") : place;
}

function threadLocalSegment(
  placed: readonly PlacedSection[],
): { readonly segment: Segment; readonly block: ThreadLocalBlock } | undefined {
  const sections = placed.filter(isThreadLocal);
  const [first] = sections;
  if (first === undefined) {
    return undefined;
  }
  const segment = spanning(segmentType.tls, sections);
  return {
    segment,
    block: { start: segment.address, pointer: segment.address + alignUp(segment.memorySize, segment.alignment) },
  };
}

/** A segment of neighbouring sections of one that is loaded. */
function spanning(type: number, sections: readonly PlacedSection[]): Segment {
  const [first] = sections;
  const last = sections.at(-1);
  if (first === undefined || last === undefined) {
    throw new Error("a segment of no sections");
  }
  const inFile = sections.findLast((section) => section.type !== sectionType.nobits);
  return {
    type,
    flags: segmentFlag.read,
    fileOffset: first.fileOffset,
    address: first.address,
    fileSize: inFile === undefined ? 0 : inFile.fileOffset + inFile.size - first.fileOffset,
    memorySize: last.address + last.size - first.address,
    alignment: Math.max(...sections.map(({ alignment }) => alignment)),
  };
}

function tooLarge({ name }: OutputSection, inFile: boolean): LinkFinding {
  return {
    code: "too-large",
    message: inFile
      ? `with the section ${name} the file would have more than ${fileLimit} bytes`
      : `the section ${name} ends beyond 0x${addressLimit.toString(16)}, the end of user space`,
    places: [],
  };
}

/** Not by bits: sizes may need more than 32. */
function alignUp(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}
