import { closeSync, fchmodSync, fstatSync, fsyncSync, ftruncateSync, futimesSync, readSync, writeSync } from "node:fs";
import { CallError } from "../system-calls/result.js";
import type { FileStatus } from "./file-status.js";
import { hostStatus } from "./file-status.js";
import { onHost } from "./host-error.js";
import { OpenFile, openFlag, soughtPosition } from "./open-file.js";

/** The most that one transfer with the host moves; who wants more asks again. */
const longestTransfer = 1 << 20;

/** A regular file of the host's, inside the root. */
export class RegularFile extends OpenFile {
  override readonly type = "regular";
  override readonly seekable = true;
  readonly #descriptor: number;
  #position = 0;

  constructor(descriptor: number, flags: number) {
    super(flags);
    this.#descriptor = descriptor;
  }

  protected override close(): void {
    closeSync(this.#descriptor);
  }

  override status(): FileStatus {
    return hostStatus(onHost(() => fstatSync(this.#descriptor, { bigint: true })));
  }

  override peek(size: number, position?: number): Uint8Array {
    const at = position ?? this.#position;
    if (!Number.isSafeInteger(at)) {
      return new Uint8Array(0);
    }
    const left = Number(this.status().size) - at;
    const bytes = new Uint8Array(Math.max(0, Math.min(size, longestTransfer, left)));
    const count = onHost(() => readSync(this.#descriptor, bytes, 0, bytes.length, at));
    return bytes.subarray(0, count);
  }

  override taken(count: number): void {
    this.#position += count;
  }

  override write(bytes: Uint8Array, position?: number): number {
    if (position === undefined && (this.flags & openFlag.append) !== 0) {
      this.#position = Number(this.status().size);
    }
    const at = position ?? this.#position;
    if (!Number.isSafeInteger(at + bytes.length)) {
      throw new CallError("EFBIG");
    }
    const count = onHost(() => writeSync(this.#descriptor, bytes, 0, bytes.length, at));
    if (position === undefined) {
      this.#position += count;
    }
    return count;
  }

  override seek(offset: bigint, whence: number): bigint {
    const sought = soughtPosition(offset, whence, BigInt(this.#position), this.status().size);
    this.#position = Number(sought);
    return sought;
  }

  override available(): number {
    return Math.max(0, Number(this.status().size) - this.#position);
  }

  override truncate(size: bigint): void {
    if (size > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw new CallError("EFBIG");
    }
    onHost(() => {
      ftruncateSync(this.#descriptor, Number(size));
    });
  }

  override synchronize(): void {
    onHost(() => {
      fsyncSync(this.#descriptor);
    });
  }

  override changeMode(mode: number): void {
    onHost(() => {
      fchmodSync(this.#descriptor, mode);
    });
  }

  override changeTimes(accessed: bigint, modified: bigint): void {
    onHost(() => {
      futimesSync(this.#descriptor, Number(accessed) / 1e9, Number(modified) / 1e9);
    });
  }
}
