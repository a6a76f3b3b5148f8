import { lstatSync, readdirSync } from "node:fs";
import { CallError } from "../system-calls/result.js";
import type { FileStatus } from "./file-status.js";
import { fileType, foldedInode } from "./file-status.js";
import { onHost } from "./host-error.js";
import { OpenFile } from "./open-file.js";
import type { Folder } from "./path-walk.js";
import { devices } from "./virtual-tree.js";

/** An entry of a folder. */
export interface DirectoryEntry {
  readonly name: string;
  readonly inode: number;
  /** d_type: the type's bits of `mode`, shifted down. */
  readonly type: number;
}

/** An open folder: a list of entries as it was when its reading began. */
export class DirectoryFile extends OpenFile {
  override readonly type = "directory";
  override readonly seekable = true;
  /** The folder's way from the root: where relative paths of the *at calls and fchdir begin. */
  readonly names: readonly string[];
  readonly #list: () => readonly DirectoryEntry[];
  readonly #status: () => FileStatus;
  readonly #changeMode: (mode: number) => void;
  readonly #changeTimes: (accessed: bigint, modified: bigint) => void;
  #entries: readonly DirectoryEntry[] | undefined;
  #position = 0n;

  constructor(
    names: readonly string[],
    folder: {
      readonly list: () => readonly DirectoryEntry[];
      readonly status: () => FileStatus;
      readonly changeMode: (mode: number) => void;
      readonly changeTimes: (accessed: bigint, modified: bigint) => void;
    },
    flags: number,
  ) {
    super(flags);
    this.names = names;
    this.#list = folder.list;
    this.#status = folder.status;
    this.#changeMode = folder.changeMode;
    this.#changeTimes = folder.changeTimes;
    this.#entries = folder.list();
  }

  protected override close(): void {
    this.#entries = [];
  }

  override status(): FileStatus {
    return this.#status();
  }

  override peek(): Uint8Array {
    throw new CallError("EISDIR");
  }

  override write(): number {
    throw new CallError("EBADF");
  }

  /** Positions are numbers of entries. Going back to the beginning reads the folder anew. */
  override seek(offset: bigint, whence: number): bigint {
    const bases = [0n, this.#position];
    const base = bases[whence];
    if (base === undefined || base + offset < 0n) {
      throw new CallError("EINVAL");
    }
    this.#position = base + offset;
    if (this.#position === 0n) {
      this.#entries = undefined;
    }
    return this.#position;
  }

  override synchronize(): void {
    // Its changes went to the host at once.
  }

  override changeMode(mode: number): void {
    this.#changeMode(mode);
  }

  override changeTimes(accessed: bigint, modified: bigint): void {
    this.#changeTimes(accessed, modified);
  }

  get position(): bigint {
    return this.#position;
  }

  /** The entries from the position on. */
  ahead(): readonly DirectoryEntry[] {
    this.#entries ??= this.#list();
    return this.#entries.slice(Number(this.#position));
  }

  passed(count: number): void {
    this.#position += BigInt(count);
  }
}

/** What a folder holds, `.` and `..` first, the rest by name: an order that does not depend on the host. */
export function listFolder(folder: Folder, inode: number, isRoot: boolean): readonly DirectoryEntry[] {
  const directory = fileType.directory >> 12;
  const entries: DirectoryEntry[] = [];
  if (folder.kind === "virtual-directory") {
    for (const [name, entry] of folder.entries) {
      const type = entry.kind === "device" ? fileType.characterDevice >> 12 : directory;
      entries.push({ name, inode: entry.inode, type });
    }
  } else {
    for (const name of onHost(() => readdirSync(folder.pin.listing, "latin1"))) {
      const entry = hostEntry(folder, name);
      if (entry !== undefined && !(isRoot && name === "dev")) {
        entries.push(entry);
      }
    }
    if (isRoot) {
      entries.push({ name: "dev", inode: devices.inode, type: directory });
    }
  }
  entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  return [{ name: ".", inode, type: directory }, { name: "..", inode, type: directory }, ...entries];
}

/** Undefined: it has gone meanwhile. */
function hostEntry(folder: Folder & { readonly kind: "host" }, name: string): DirectoryEntry | undefined {
  try {
    const stat = lstatSync(folder.pin.entry(name), { bigint: true });
    return { name, inode: foldedInode(stat.ino), type: Number(stat.mode >> 12n) & 0xf };
  } catch {
    return undefined;
  }
}

/** Bytes of a `struct dirent` of 2011 before the name. */
const nameOffset = 8;

/**
 * `struct dirent`s of 2011 for the first entries, as many as there is room for: a 32-bit number, 16 bits of length, type,
 * length of the name, the name with a zero, all in a multiple of four.
 */
export function encodeEntries(
  entries: readonly DirectoryEntry[],
  room: number,
): { readonly bytes: Uint8Array; readonly count: number } {
  const parts: Uint8Array[] = [];
  let used = 0;
  for (const entry of entries) {
    const length = nameOffset + ((entry.name.length + 1 + 3) & ~3);
    if (used + length > room) {
      break;
    }
    const part = new Uint8Array(length);
    const view = new DataView(part.buffer);
    view.setUint32(0, entry.inode, true);
    view.setUint16(4, length, true);
    view.setUint8(6, entry.type);
    view.setUint8(7, entry.name.length);
    part.set(Buffer.from(entry.name, "latin1"), nameOffset);
    parts.push(part);
    used += length;
  }
  return { bytes: new Uint8Array(Buffer.concat(parts)), count: parts.length };
}
