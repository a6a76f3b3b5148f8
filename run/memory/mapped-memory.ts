import type { Engine, Permissions } from "../../verify/engine/engine.js";
import { CallError } from "../system-calls/result.js";
import { BadAddress } from "./bad-address.js";
import { pageSize, userEnd } from "./layout.js";
import { noPermissions, permissionsOf } from "./protection.js";
import type { Region } from "./region.js";
import type { RegionMap } from "./region-map.js";

/** The most that one call moves between the kernel and a program. */
const largestTransfer = 1 << 30;

/** How the kernel reads and writes what a program has mapped: only what the program might itself, and EFAULT otherwise. */
export abstract class MappedMemory {
  readonly #engine: Engine;
  readonly #regions: RegionMap;

  constructor(engine: Engine, regions: RegionMap) {
    this.#engine = engine;
    this.#regions = regions;
  }

  /** What may be done with the byte at an address; undefined where nothing is mapped. */
  permissionsAt(address: bigint): Permissions | undefined {
    const region = address < 0n || address >= userEnd ? undefined : this.#regions.find(Number(address));
    return region === undefined ? undefined : permissionsIn(region);
  }

  /** How many of the bytes from an address on the program may itself use so, without a gap. */
  accessible(address: bigint, size: number, way: "read" | "write"): number {
    if (address < 0n || address >= userEnd) {
      return 0;
    }
    const start = Number(address);
    let reached = start;
    while (reached < start + size) {
      const region = this.#regions.find(reached);
      if (region === undefined || !permissionsIn(region)[way]) {
        break;
      }
      reached = region.end;
    }
    return Math.min(reached - start, size);
  }

  /** Bytes of the guest, for the kernel to read. Throws BadAddress where they are not there or not readable. */
  read(address: bigint, size: number): Uint8Array {
    this.#demand(address, size, "read");
    return size === 0 ? new Uint8Array(0) : this.#engine.read(address, size);
  }

  /** Writes bytes for the kernel: all of them, or none and BadAddress. */
  write(address: bigint, bytes: Uint8Array): void {
    this.#demand(address, bytes.length, "write");
    if (bytes.length > 0) {
      this.#engine.write(address, bytes);
    }
  }

  readUint32(address: bigint): number {
    return viewOf(this.read(address, 4)).getUint32(0, true);
  }

  readUint64(address: bigint): bigint {
    return viewOf(this.read(address, 8)).getBigUint64(0, true);
  }

  writeUint32(address: bigint, value: number): void {
    const bytes = new Uint8Array(4);
    viewOf(bytes).setUint32(0, value, true);
    this.write(address, bytes);
  }

  writeUint64(address: bigint, value: bigint): void {
    const bytes = new Uint8Array(8);
    viewOf(bytes).setBigUint64(0, value, true);
    this.write(address, bytes);
  }

  /**
   * A string that ends with a zero byte, without it. Throws BadAddress where it leaves what can be read, or CallError
   * ENAMETOOLONG if it has more than `limit` bytes, the zero one included.
   */
  readString(address: bigint, limit: number): Uint8Array {
    const pieces: Uint8Array[] = [];
    for (let length = 0; length < limit;) {
      const at = address + BigInt(length);
      const inPage = pageSize - Number(BigInt.asUintN(12, at));
      const piece = this.read(at, Math.min(inPage, limit - length));
      const end = piece.indexOf(0);
      if (end >= 0) {
        pieces.push(piece.subarray(0, end));
        return Buffer.concat(pieces);
      }
      pieces.push(piece);
      length += piece.length;
    }
    throw new CallError("ENAMETOOLONG");
  }

  /** Puts bytes where the program may not: what a loader and a debugger do. All must be mapped. */
  install(address: bigint, bytes: Uint8Array): void {
    if (bytes.length > 0) {
      this.#engine.write(address, bytes);
    }
  }

  #demand(address: bigint, size: number, way: "read" | "write"): void {
    const there = this.accessible(address, size, way);
    if (there < size) {
      throw new BadAddress(BigInt.asUintN(64, address + BigInt(there)));
    }
    if (size > largestTransfer) {
      throw new CallError("ENOMEM");
    }
  }
}

/** What a program may do in a region. */
export function permissionsIn({ protection: bits, beyondFile }: Region): Permissions {
  return beyondFile ? noPermissions : permissionsOf(bits);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
