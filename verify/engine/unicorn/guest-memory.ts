import type { Permissions } from "../engine.js";
import { EngineError } from "../engine.js";
import { HostMemory } from "./host-memory.js";
import type { Library } from "./library.js";
import type { Range, Region } from "./regions.js";
import { endOfAddresses, pageSize, Regions } from "./regions.js";

/** One past the last address of the lower half, and the first of the upper half, of the canonical ones. */
const lowerHalfEnd = 1n << 47n;
const upperHalfStart = endOfAddresses - lowerHalfEnd;

/** A processor that the memory is lent to, and that must know what becomes of it. */
export interface MemoryUser {
  mapped(range: Range, permissions: Permissions): void;
  /** The range is about to be unmapped: what was executable of it is said. */
  unmapping(range: Range, wasCode: boolean): void;
  protecting(range: Range, permissions: Permissions, wasCode: boolean): void;
  /** Bytes of what may be executed were set from outside. */
  codeWritten(range: Range): void;
}

/**
 * The memory of the emulated machine. It is memory of this process, lent to Unicorn: its own it copies whenever a
 * part of it is protected or unmapped. Reading and writing then need no call.
 */
export class GuestMemory {
  readonly regions = new Regions();
  readonly host: HostMemory;
  readonly #users = new Set<MemoryUser>();

  constructor(library: Library) {
    this.host = new HostMemory(library);
  }

  /** Lends the memory to a processor, which learns of what is mapped already, and of every change. */
  lend(user: MemoryUser): void {
    this.#users.add(user);
    for (const region of this.regions.all) user.mapped(region, region.permissions);
  }

  takeBack(user: MemoryUser): void {
    this.#users.delete(user);
  }

  map(address: bigint, size: bigint, permissions: Permissions): void {
    const range = pages("map", address, size);
    if (!canonical(range)) {
      throw new EngineError(`${rangeText(range)} cannot be mapped: its addresses are not canonical`);
    }
    const [clash] = this.regions.within(range);
    if (clash !== undefined) {
      throw new EngineError(`${rangeText(range)} cannot be mapped: ${rangeText(clash)} is mapped already`);
    }
    const frozen = Object.freeze({ ...permissions });
    this.regions.set(range, frozen);
    for (const user of this.#users) user.mapped(range, frozen);
  }

  unmap(address: bigint, size: bigint): void {
    const range = pages("unmap", address, size);
    this.#needMapped("unmapped", range);
    const wasCode = this.#isCode(range);
    for (const user of this.#users) user.unmapping(range, wasCode);
    this.regions.remove(range);
    this.host.forget(range);
  }

  protect(address: bigint, size: bigint, permissions: Permissions): void {
    const range = pages("protect", address, size);
    this.#needMapped("protected", range);
    const wasCode = this.#isCode(range);
    const frozen = Object.freeze({ ...permissions });
    for (const user of this.#users) user.protecting(range, frozen, wasCode);
    this.regions.set(range, frozen);
  }

  read(address: bigint, size: number): Uint8Array {
    if (this.#regionOf(address, size) !== undefined) {
      const piece = this.host.bytes(address, size);
      if (piece.length === size) return piece.slice();
    }
    const bytes = new Uint8Array(size);
    this.#each("read", address, size, (part, offset) => {
      bytes.set(part, offset);
    });
    return bytes;
  }

  write(address: bigint, bytes: Uint8Array): void {
    // Nearly all of it lies in one region and one piece, and is no code.
    const region = this.#regionOf(address, bytes.length);
    if (region?.permissions.execute === false && this.host.set(address, bytes)) return;
    this.#each("write", address, bytes.length, (part, offset, start, isCode) => {
      part.set(offset === 0 && part.length === bytes.length ? bytes : bytes.subarray(offset, offset + part.length));
      if (!isCode) return;
      for (const user of this.#users) user.codeWritten({ start, end: start + BigInt(part.length) });
    });
  }

  /** May the byte at an address be used so? */
  allows(address: bigint, way: keyof Permissions): boolean {
    return this.regions.find(address)?.permissions[way] ?? false;
  }

  /** The first byte from `address` on that may not be used so; `undefined` if all of them may. */
  firstRefused(address: bigint, size: number, way: keyof Permissions): bigint | undefined {
    if (!this.allows(address, way)) return address;
    const last = BigInt.asUintN(64, address + BigInt(size) - 1n);
    // No access is larger than a page.
    return this.allows(last, way) ? undefined : last & ~(pageSize - 1n);
  }

  dispose(): void {
    this.#users.clear();
    this.regions.remove({ start: 0n, end: endOfAddresses });
    this.host.dispose();
  }

  #needMapped(what: string, range: Range): void {
    if (!this.regions.cover(range)) {
      throw new EngineError(`${rangeText(range)} cannot be ${what}: part of it is not mapped`);
    }
  }

  #isCode(range: Range): boolean {
    return this.regions.within(range).some(({ permissions }) => permissions.execute);
  }

  /** The region that all of these bytes lie in, if it is one. */
  #regionOf(address: bigint, size: number): Region | undefined {
    const region = this.regions.find(address);
    return region !== undefined && address + BigInt(size) <= region.end ? region : undefined;
  }

  /** Calls `use` with every part of the bytes from `address` on that lies in one piece, if all are mapped. */
  #each(
    what: "read" | "write",
    address: bigint,
    size: number,
    use: (part: Uint8Array, offset: number, start: bigint, isCode: boolean) => void,
  ): void {
    const parts: Parameters<typeof use>[] = [];
    for (let offset = 0; offset < size;) {
      const start = BigInt.asUintN(64, address + BigInt(offset));
      const region = this.regions.find(start);
      if (region === undefined) {
        const where = `${String(size)} bytes at ${hex(address)}`;
        throw new EngineError(`cannot ${what} ${where}: nothing is mapped at ${hex(start)}`);
      }
      const inRegion = region.end - start;
      const wanted = size - offset;
      const part = this.host.bytes(start, inRegion < BigInt(wanted) ? Number(inRegion) : wanted);
      parts.push([part, offset, start, region.permissions.execute]);
      offset += part.length;
    }
    for (const part of parts) use(...part);
  }
}

/** The range, if it is one of whole pages. */
function pages(what: string, address: bigint, size: bigint): Range {
  const range = { start: address, end: address + size };
  const whole = address % pageSize === 0n && size % pageSize === 0n && size > 0n;
  if (!whole || address < 0n || range.end > endOfAddresses) {
    throw new EngineError(
      `cannot ${what} ${hex(size)} bytes from ${hex(address)}: memory is ${what}ped in whole pages of 4096 bytes`,
    );
  }
  return range;
}

function canonical({ start, end }: Range): boolean {
  return end <= lowerHalfEnd || start >= upperHalfStart;
}

function rangeText({ start, end }: Range): string {
  return `memory from ${hex(start)} to ${hex(end)}`;
}

function hex(value: bigint): string {
  return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}
