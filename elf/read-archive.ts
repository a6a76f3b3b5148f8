import { CheckedBytes, viewOf } from "./checked-bytes.js";
import { ElfError } from "./elf-error.js";

/** A library: objects one after the other, with an index of the symbols that they define. */
export interface ElfArchive {
  /** The path of the file, for messages. */
  readonly name: string;
  /** In the order of the file. */
  readonly members: readonly ArchiveMember[];
  /** Which member defines a symbol, the first one where there are several; absent where the file has no index. */
  readonly index?: ReadonlyMap<string, ArchiveMember>;
}

export interface ArchiveMember {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const magic = "!<arch>\n";
const thinMagic = "!<thin>\n";
const headerSize = 60;

/** Does a file begin like an archive? */
export function isArchive(bytes: Uint8Array): boolean {
  const start = ascii(bytes.subarray(0, magic.length));
  return start === magic || start === thinMagic;
}

/** Reads an archive in the format of System V and GNU, with long names of GNU's kind or BSD's. */
export function readArchive(bytes: Uint8Array, name: string): ElfArchive {
  if (ascii(bytes.subarray(0, magic.length)) !== magic) {
    throw new ElfError(
      isArchive(bytes) ? "it is a thin archive, which has no objects in it: make it without T" : "it is no archive",
    );
  }
  const file = new CheckedBytes(bytes);
  const members: ArchiveMember[] = [];
  const byOffset = new Map<number, ArchiveMember>();
  let index: { readonly bytes: Uint8Array; readonly wide: boolean } | undefined;
  let longNames = new Uint8Array();
  for (let at = magic.length; at < bytes.length;) {
    const what = `the member at byte ${at}`;
    const header = file.piece(BigInt(at), BigInt(headerSize), `the header of ${what}`);
    if (header[58] !== 0x60 || header[59] !== 0x0a) {
      throw new ElfError(`the header of ${what} does not end with a backquote and a line feed`);
    }
    const field = ascii(header.subarray(0, 16)).trimEnd();
    const content = file.piece(BigInt(at + headerSize), BigInt(sizeOf(header, what)), what);
    if (field === "/" || field === "/SYM64/") {
      index ??= { bytes: content, wide: field !== "/" };
    } else if (field === "//") {
      longNames = content.slice();
    } else if (field !== "__.SYMDEF" && field !== "__.SYMDEF SORTED") {
      const member = memberOf(field, content, longNames, what);
      members.push(member);
      byOffset.set(at, member);
    }
    // Members begin at even bytes.
    at += headerSize + content.length + (content.length % 2);
  }
  return {
    name,
    members,
    ...(index === undefined ? {} : { index: readIndex(index.bytes, index.wide, byOffset) }),
  };
}

function sizeOf(header: Uint8Array, what: string): number {
  const text = ascii(header.subarray(48, 58)).trimEnd();
  if (!/^\d+$/.test(text)) {
    throw new ElfError(`the size of ${what} is ${JSON.stringify(text)}, which is no number`);
  }
  return Number(text);
}

function memberOf(field: string, content: Uint8Array, longNames: Uint8Array, what: string): ArchiveMember {
  const [, long] = /^\/(\d+)$/.exec(field) ?? [];
  if (long !== undefined) {
    const start = Number(long);
    const end = start < longNames.length ? longNames.indexOf(0x0a, start) : -1;
    if (end < 0) {
      throw new ElfError(`the name of ${what} is at byte ${start} of a list of ${longNames.length} bytes`);
    }
    return { name: text(longNames.subarray(start, Math.min(end, start + 4096))).replace(/\/$/, ""), bytes: content };
  }
  const [, inside] = /^#1\/(\d+)$/.exec(field) ?? [];
  if (inside !== undefined) {
    const length = Number(inside);
    if (length > content.length) {
      throw new ElfError(`the name of ${what} is longer than the member`);
    }
    return {
      name: text(content.subarray(0, Math.min(length, 4096))).replace(/\0+$/, ""),
      bytes: content.subarray(length),
    };
  }
  return { name: field.replace(/\/$/, ""), bytes: content };
}

/** Big-endian: the number of symbols, the offset of the member of each, and their names. */
function readIndex(
  bytes: Uint8Array,
  wide: boolean,
  byOffset: ReadonlyMap<number, ArchiveMember>,
): ReadonlyMap<string, ArchiveMember> {
  const width = wide ? 8 : 4;
  const view = viewOf(bytes);
  const word = (at: number): number => (wide ? Number(view.getBigUint64(at, false)) : view.getUint32(at, false));
  const count = bytes.length < width ? Number.POSITIVE_INFINITY : word(0);
  const namesAt = (count + 1) * width;
  if (namesAt > bytes.length) {
    throw new ElfError(`the symbol index has ${bytes.length} bytes, too few for its number of symbols`);
  }
  const found = new Map<string, ArchiveMember>();
  let at = namesAt;
  for (let entry = 0; entry < count; entry += 1) {
    const end = bytes.indexOf(0, at);
    if (end < 0) {
      throw new ElfError(`the symbol index ends in the name of symbol ${entry}`);
    }
    const offset = word((entry + 1) * width);
    const member = byOffset.get(offset);
    if (member === undefined) {
      throw new ElfError(`symbol ${entry} of the index is at byte ${offset}, where no member begins`);
    }
    const name = text(bytes.subarray(at, end));
    if (!found.has(name)) {
      found.set(name, member);
    }
    at = end + 1;
  }
  return found;
}

function ascii(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}
