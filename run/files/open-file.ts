import { CallError } from "../system-calls/result.js";
import type { FileStatus } from "./file-status.js";

/** What a thread may wait for at a file. */
export type Direction = "read" | "write";

/** What has to happen before a file may have become ready. */
export interface Awaited {
  /** Woken through `System.wakeUp`. */
  readonly channel?: object;
  /** Something of the host. */
  readonly host?: Promise<void>;
}

/** Bits of open(2) and fcntl(2): OpenBSD sys/fcntl.h. */
export const openFlag = Object.freeze({
  accessMode: 0x3,
  readOnly: 0x0,
  writeOnly: 0x1,
  readWrite: 0x2,
  nonblocking: 0x4,
  append: 0x8,
  sharedLock: 0x10,
  exclusiveLock: 0x20,
  async: 0x40,
  synchronous: 0x80,
  noFollow: 0x100,
  create: 0x200,
  truncate: 0x400,
  exclusive: 0x800,
  noControllingTerminal: 0x8000,
  closeOnExecution: 0x1_0000,
  directory: 0x2_0000,
});

/** The flags that F_SETFL changes and F_GETFL tells, apart from the access mode. */
export const statusFlags = openFlag.nonblocking | openFlag.append | openFlag.async | openFlag.synchronous;

/**
 * An open file: what several descriptors may share (dup, fork), with one offset. Its kinds override what they can do;
 * what they cannot do is the kernel's error for it.
 */
export abstract class OpenFile {
  abstract readonly type: "regular" | "directory" | "device" | "pipe" | "socket" | "stream" | "queue";
  /** O_RDONLY 0, O_WRONLY 1 or O_RDWR 2, and those of `statusFlags`. */
  flags: number;
  /** The process or group that F_SETOWN has named. */
  owner = 0;
  #references = 0;

  constructor(flags: number) {
    this.flags = flags & (openFlag.accessMode | statusFlags);
  }

  get readable(): boolean {
    return (this.flags & openFlag.accessMode) !== openFlag.writeOnly;
  }

  get writable(): boolean {
    return (this.flags & openFlag.accessMode) !== openFlag.readOnly;
  }

  get nonblocking(): boolean {
    return (this.flags & openFlag.nonblocking) !== 0;
  }

  /** One more descriptor is this file's. */
  retain(): void {
    this.#references += 1;
  }

  /** One less; the last one closes it. */
  release(): void {
    this.#references -= 1;
    if (this.#references === 0) {
      this.close();
    }
  }

  /** Gives back what the file holds of the host, and tells the other end. */
  protected abstract close(): void;

  abstract status(): FileStatus;

  /**
   * Shows what a read gives: at most `size` bytes, none at the end, undefined where one has to wait. Nothing is taken
   * away before `taken`, so that a read into memory that is not there loses nothing.
   */
  abstract peek(size: number, position?: number): Uint8Array | undefined;

  /** Takes away what `peek` has shown: not for reads at a position. */
  taken(count: number): void;
  taken(): void {
    // Most kinds have nothing to take away.
  }

  /** Writes; how many bytes it took, or undefined where one has to wait. */
  abstract write(bytes: Uint8Array, position?: number): number | undefined;

  /** Does it swallow what is written without looking at it, as /dev/null does? */
  readonly swallows: boolean = false;

  /** Can one read and write at a position? If not, ESPIPE. */
  readonly seekable: boolean = false;

  /** lseek(2). */
  seek(offset: bigint, whence: number): bigint;
  seek(): bigint {
    throw new CallError("ESPIPE");
  }

  /** Would a read (a write) not have to wait? */
  ready(direction: Direction): boolean;
  ready(): boolean {
    return true;
  }

  /** Has the other end gone? */
  hungUp(direction: Direction): boolean;
  hungUp(): boolean {
    return false;
  }

  /** What to wait for when it is not ready. */
  awaited(direction: Direction): Awaited;
  awaited(): Awaited {
    return {};
  }

  /**
   * Looks at the host before one says that nothing is there: to be waited for once, where a call is not to wait.
   * Undefined: what `ready` says is so already.
   */
  glance(): Promise<void> | undefined {
    return undefined;
  }

  /** Bytes that a read would give now (FIONREAD). */
  available(): number {
    return 0;
  }

  /** Room for bytes that a write would fill now (EVFILT_WRITE's data). */
  room(): number {
    return 0;
  }

  /** Is it a terminal? */
  readonly terminal: boolean = false;

  truncate(size: bigint): void;
  truncate(): void {
    throw new CallError("EINVAL");
  }

  /** fsync(2). */
  synchronize(): void {
    throw new CallError("EINVAL");
  }

  changeMode(mode: number): void;
  changeMode(): void {
    throw new CallError("EINVAL");
  }

  changeTimes(accessed: bigint, modified: bigint): void;
  changeTimes(): void {
    throw new CallError("EINVAL");
  }
}

/** Where lseek's whence and an offset lead from a position in a file of a size; not before the beginning. */
export function soughtPosition(offset: bigint, whence: number, position: bigint, size: bigint): bigint {
  const bases = [0n, position, size];
  const base = bases[whence];
  if (base === undefined || base + offset < 0n || base + offset > 0x7fff_ffff_ffff_ffffn) {
    throw new CallError("EINVAL");
  }
  return base + offset;
}
