import type { Random } from "../../verify/random.js";
import type { FileStatus } from "./file-status.js";
import { fileType } from "./file-status.js";
import { OpenFile } from "./open-file.js";

/** Devices that portwright plays itself. `descriptor` is one of those that stand for an open file: /dev/stdin, /dev/fd/N. */
export type DeviceName = "null" | "zero" | "random" | "terminal" | "descriptor";

/** Numbers of OpenBSD/amd64's devices: major * 256 + minor. */
const special: Readonly<Record<DeviceName, number>> = Object.freeze({
  null: 0x202,
  zero: 0x20c,
  random: 0x2d00,
  terminal: 0x100,
  descriptor: 0x1600,
});

export function deviceStatus(name: DeviceName, inode: number, time: bigint): FileStatus {
  return {
    device: 1,
    inode,
    mode: fileType.characterDevice | (name === "random" ? 0o644 : 0o666),
    links: 1,
    user: 0,
    group: 0,
    special: special[name],
    size: 0n,
    blocks: 0n,
    blockSize: 65536,
    accessed: time,
    modified: time,
    changed: time,
    born: time,
  };
}

/** The most that one read of /dev/zero or /dev/urandom gives. */
const longestRead = 1 << 20;

/** /dev/null, /dev/zero and those that give random bytes, opened. */
export class DeviceFile extends OpenFile {
  override readonly type = "device";
  override readonly seekable = true;
  override readonly swallows: boolean;
  readonly #name: DeviceName;
  readonly #status: FileStatus;
  readonly #entropy: Random;

  constructor(name: DeviceName, status: FileStatus, entropy: Random, flags: number) {
    super(flags);
    this.#name = name;
    this.swallows = name !== "random";
    this.#status = status;
    this.#entropy = entropy;
  }

  protected override close(): void {
    // Nothing of the host's.
  }

  override status(): FileStatus {
    return this.#status;
  }

  override peek(size: number): Uint8Array {
    switch (this.#name) {
      case "null":
      case "terminal":
      case "descriptor":
        return new Uint8Array(0);
      case "zero":
        return new Uint8Array(Math.min(size, longestRead));
      case "random":
        return this.#entropy.bytes(Math.min(size, longestRead));
    }
  }

  override write(bytes: Uint8Array): number {
    return bytes.length;
  }

  override seek(): bigint {
    return 0n;
  }

  override synchronize(): void {
    // Nothing to do.
  }

  override truncate(): void {
    // The kernel leaves it to the device, and these do not care.
  }
}
