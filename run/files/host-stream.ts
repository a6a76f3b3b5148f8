import { fstatSync, readFileSync, readSync, writeSync } from "node:fs";
import { isatty } from "node:tty";
import { CallError } from "../system-calls/result.js";
import type { FileStatus } from "./file-status.js";
import { fileType, hostStatus } from "./file-status.js";
import { hostCode, onHost } from "./host-error.js";
import type { HostInput } from "./host-input.js";
import type { Awaited, Direction } from "./open-file.js";
import { OpenFile, openFlag, soughtPosition } from "./open-file.js";

/** How long to wait, in milliseconds, before writing again to a host's stream that takes nothing at the moment. */
const retryAfter = 5;

/**
 * One of the host's standard streams, 0, 1 or 2. Writes go to the host at once. Reads of a regular file do too; those
 * of a pipe or a terminal go through `HostInput`, so that only the thread that reads waits.
 */
export class HostStream extends OpenFile {
  override readonly type = "stream";
  override readonly terminal: boolean;
  /** Is it a regular file of the host's? */
  override readonly seekable: boolean;
  readonly #descriptor: number;
  readonly #input: HostInput | undefined;
  /** Where the next read or write is, once the guest has asked for a position; until then the host knows. */
  #position: number | undefined;
  #full = false;

  constructor(descriptor: number, input: HostInput) {
    const terminal = isatty(descriptor);
    super(terminal ? openFlag.readWrite : descriptor === 0 ? openFlag.readOnly : openFlag.writeOnly);
    this.#descriptor = descriptor;
    this.terminal = terminal;
    this.seekable = isRegular(descriptor);
    // A terminal is read through whichever descriptor: it is one.
    this.#input = descriptor === 0 || terminal ? (this.seekable ? undefined : input) : undefined;
  }

  protected override close(): void {
    // The host's stream is portwright's own as well: it stays open.
    this.#input?.letGo();
  }

  /** The host's descriptor. */
  get hostDescriptor(): number {
    return this.#descriptor;
  }

  override status(): FileStatus {
    const status = hostStatus(onHost(() => fstatSync(this.#descriptor, { bigint: true })));
    const type = status.mode & fileType.mask;
    // What libc makes of a stream depends on the type and on the block size only; a device's number would tell of the host.
    return type === fileType.regular ? status : { ...status, special: this.terminal ? 0x500 : 0, size: 0n, blocks: 0n };
  }

  override peek(size: number, position?: number): Uint8Array | undefined {
    if (this.#input !== undefined) {
      return this.#input.ready ? this.#input.held.slice(0, size) : undefined;
    }
    const bytes = new Uint8Array(Math.min(size, 1 << 20));
    const at = position ?? this.#place();
    const count = onHost(() => readSync(this.#descriptor, bytes, 0, bytes.length, at));
    return bytes.subarray(0, count);
  }

  override taken(count: number): void {
    if (this.#input !== undefined) {
      this.#input.take(count);
    } else if (this.#position !== undefined) {
      this.#position += count;
    }
  }

  override write(bytes: Uint8Array, position?: number): number | undefined {
    try {
      const count = writeSync(this.#descriptor, bytes, 0, bytes.length, position ?? this.#position ?? null);
      this.#full = false;
      if (position === undefined && this.#position !== undefined) {
        this.#position += count;
      }
      return count;
    } catch (thrown) {
      if (hostCode(thrown) === "EAGAIN") {
        this.#full = true;
        return undefined;
      }
      return onHost(() => {
        throw thrown;
      });
    }
  }

  override seek(offset: bigint, whence: number): bigint {
    if (!this.seekable) {
      throw new CallError("ESPIPE");
    }
    const size = onHost(() => fstatSync(this.#descriptor, { bigint: true })).size;
    const sought = soughtPosition(offset, whence, BigInt(this.#place() ?? 0), size);
    this.#position = Number(sought);
    return sought;
  }

  override ready(direction: Direction): boolean {
    if (direction === "read") {
      return this.#input?.ready ?? true;
    }
    return !this.#full;
  }

  override hungUp(direction: Direction): boolean {
    return direction === "read" && this.#input !== undefined && this.#input.ended && this.#input.held.length === 0;
  }

  override awaited(direction: Direction): Awaited {
    if (direction === "read") {
      return this.#input === undefined ? {} : { host: this.#input.whenReady() };
    }
    return {
      host: new Promise((resolve) => {
        setTimeout(() => {
          this.#full = false;
          resolve();
        }, retryAfter);
      }),
    };
  }

  override glance(): Promise<void> | undefined {
    return this.#input === undefined || this.#input.ready ? undefined : this.#input.glance();
  }

  override available(): number {
    if (this.#input !== undefined) {
      return this.#input.held.length;
    }
    return this.seekable ? Number(this.status().size) - (this.#place() ?? 0) : 0;
  }

  override room(): number {
    return this.#full ? 0 : 16384;
  }

  override synchronize(): void {
    if (!this.seekable) {
      throw new CallError("EINVAL");
    }
  }

  /**
   * The position of a regular file: the guest's, or else the host's. A read at the host's own moves it, but peeking must
   * not, so reads are at a position where the host tells one (Linux).
   */
  #place(): number | null {
    if (this.#position === undefined && this.seekable && this.#descriptor === 0) {
      this.#position = hostPosition(this.#descriptor);
    }
    return this.#position ?? (this.seekable ? (hostPosition(this.#descriptor) ?? null) : null);
  }
}

function isRegular(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}

/** Where the host stands in a file of ours, on Linux. Node has no lseek. */
function hostPosition(descriptor: number): number | undefined {
  try {
    const position = /^pos:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, "utf8"))?.[1];
    return position === undefined ? undefined : Number(position);
  } catch {
    return undefined;
  }
}

/** Is a standard stream of the host open at all? */
export function isOpenOnHost(descriptor: number): boolean {
  try {
    fstatSync(descriptor);
    return true;
  } catch {
    return false;
  }
}
