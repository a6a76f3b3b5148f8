import type { System } from "../kernel/system.js";
import { CallError } from "../system-calls/result.js";
import type { FileStatus } from "./file-status.js";
import { fileType, guestGroup, guestUser } from "./file-status.js";
import type { Awaited, Direction } from "./open-file.js";
import { OpenFile, openFlag } from "./open-file.js";
import { wakeWaiters } from "./readiness.js";

/** How much a pipe holds: the kernel's PIPE_SIZE. */
const capacity = 16384;

/** A write of no more is never split: PIPE_BUF. */
export const atomicWrite = 512;

/** The bytes under way in one direction. */
class Channel {
  readonly #system: Pick<System, "wakeUp">;
  #bytes = new Uint8Array(0);
  /** Who is left: without a writer the reader gets the end, without a reader the writer gets EPIPE. */
  readerGone = false;
  writerGone = false;

  constructor(system: Pick<System, "wakeUp">) {
    this.#system = system;
  }

  get held(): number {
    return this.#bytes.length;
  }

  get room(): number {
    return capacity - this.#bytes.length;
  }

  peek(size: number): Uint8Array | undefined {
    return this.held === 0 && !this.writerGone ? undefined : this.#bytes.slice(0, size);
  }

  taken(count: number): void {
    this.#bytes = this.#bytes.slice(count);
    this.changed();
  }

  write(bytes: Uint8Array): number | undefined {
    if (this.readerGone || this.writerGone) {
      throw new CallError("EPIPE");
    }
    if (bytes.length === 0) {
      return 0;
    }
    if (this.room < (bytes.length <= atomicWrite ? bytes.length : 1)) {
      return undefined;
    }
    const count = Math.min(bytes.length, this.room);
    const joined = new Uint8Array(this.held + count);
    joined.set(this.#bytes);
    joined.set(bytes.subarray(0, count), this.held);
    this.#bytes = joined;
    this.changed();
    return count;
  }

  closeReader(): void {
    this.readerGone = true;
    this.#bytes = new Uint8Array(0);
    this.changed();
  }

  closeWriter(): void {
    this.writerGone = true;
    this.changed();
  }

  private changed(): void {
    wakeWaiters(this.#system, this);
  }
}

/** One end of a pipe, or of a pair of sockets, which are two pipes crosswise. */
export class PipeEnd extends OpenFile {
  override readonly type: "pipe" | "socket";
  readonly #system: System;
  readonly #incoming: Channel | undefined;
  readonly #outgoing: Channel | undefined;
  readonly #inode: number;

  constructor(
    type: "pipe" | "socket",
    system: System,
    incoming: Channel | undefined,
    outgoing: Channel | undefined,
    inode: number,
  ) {
    // In 2011 both ends of a pipe were open for both; what is not connected fails when used.
    super(
      outgoing === undefined ? openFlag.readOnly : incoming === undefined ? openFlag.writeOnly : openFlag.readWrite,
    );
    this.type = type;
    this.#system = system;
    this.#incoming = incoming;
    this.#outgoing = outgoing;
    this.#inode = inode;
  }

  protected override close(): void {
    this.#incoming?.closeReader();
    this.#outgoing?.closeWriter();
  }

  /** shutdown(2) of a socket: nothing more is read, or written. */
  shutDown(direction: Direction): void {
    if (direction === "read") {
      this.#incoming?.closeReader();
    } else {
      this.#outgoing?.closeWriter();
    }
  }

  override status(): FileStatus {
    const time = this.#system.clock.timeOfDay;
    return {
      device: 0,
      inode: this.#inode,
      mode: (this.type === "pipe" ? fileType.fifo : fileType.socket) | (this.type === "pipe" ? 0o600 : 0o666),
      links: 0,
      user: guestUser,
      group: guestGroup,
      special: 0,
      size: BigInt(this.available()),
      blocks: 0n,
      blockSize: capacity,
      accessed: time,
      modified: time,
      changed: time,
      born: time,
    };
  }

  override peek(size: number): Uint8Array | undefined {
    const incoming = connected(this.#incoming);
    return incoming.readerGone ? new Uint8Array(0) : incoming.peek(size);
  }

  override taken(count: number): void {
    if (count > 0) {
      connected(this.#incoming).taken(count);
    }
  }

  override write(bytes: Uint8Array): number | undefined {
    return connected(this.#outgoing).write(bytes);
  }

  override ready(direction: Direction): boolean {
    if (direction === "read") {
      return this.#incoming !== undefined && (this.available() > 0 || this.hungUp("read"));
    }
    return this.#outgoing !== undefined && (this.#outgoing.room >= atomicWrite || this.hungUp("write"));
  }

  override hungUp(direction: Direction): boolean {
    const channel = direction === "read" ? this.#incoming : this.#outgoing;
    return channel !== undefined && (channel.writerGone || channel.readerGone);
  }

  override awaited(direction: Direction): Awaited {
    const channel = direction === "read" ? this.#incoming : this.#outgoing;
    return channel === undefined ? {} : { channel };
  }

  override available(): number {
    return this.#incoming?.held ?? 0;
  }

  override room(): number {
    return this.#outgoing?.room ?? 0;
  }
}

function connected(channel: Channel | undefined): Channel {
  if (channel === undefined) {
    throw new CallError("EBADF");
  }
  return channel;
}

let lastInode = 0;

/** The end to read and the end to write of a new pipe. */
export function makePipe(system: System): readonly [PipeEnd, PipeEnd] {
  const channel = new Channel(system);
  lastInode += 1;
  return [
    new PipeEnd("pipe", system, channel, undefined, lastInode),
    new PipeEnd("pipe", system, undefined, channel, lastInode),
  ];
}

/** Two connected stream sockets. */
export function makeSocketPair(system: System): readonly [PipeEnd, PipeEnd] {
  const one = new Channel(system);
  const other = new Channel(system);
  lastInode += 2;
  return [
    new PipeEnd("socket", system, one, other, lastInode - 1),
    new PipeEnd("socket", system, other, one, lastInode),
  ];
}
