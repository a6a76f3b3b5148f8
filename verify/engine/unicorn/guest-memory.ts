import type { Permissions } from "../engine.js";
import { EngineError } from "../engine.js";
import { permissionBits } from "./constants.js";
import { FetchGuards } from "./fetch-guards.js";
import type { UnicornProcessor } from "./processor.js";
import type { Range, Region } from "./regions.js";
import { endOfAddresses, pageSize, Regions } from "./regions.js";

/** Unicorn refuses more than 16 GiB in one piece, and needs time to split a piece by its size. */
const largestPiece = 256n << 20n;

/** One past the last address of the lower half, and the first of the upper half, of the canonical ones. */
const lowerHalfEnd = 1n << 47n;
const upperHalfStart = endOfAddresses - lowerHalfEnd;

/**
 * The memory of the emulated machine. It is memory of this process, lent to Unicorn: its own it copies whenever a
 * part of it is protected or unmapped. Reading and writing then need no call.
 */
export class GuestMemory {
  readonly regions = new Regions();
  readonly #processor: UnicornProcessor;
  readonly #guards: FetchGuards;
  readonly #views = new WeakMap<Region, Uint8Array>();
  /** Counts what changed the layout. */
  #changes = 0;

  constructor(processor: UnicornProcessor) {
    this.#processor = processor;
    this.#guards = new FetchGuards(processor, this.regions);
  }

  /** Another number after every change of what is mapped, or how. */
  get layout(): number {
    return this.#changes;
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
    const host = this.#processor.library.reserve(size);
    this.#changed(range);
    const regions: Region[] = [];
    for (let start = range.start; start < range.end; start += largestPiece) {
      const end = start + largestPiece < range.end ? start + largestPiece : range.end;
      regions.push({ start, end, permissions: Object.freeze({ ...permissions }), host: host + (start - range.start) });
    }
    for (const region of regions) {
      const { start, end } = region;
      this.#processor.mapHost(start, end - start, permissionBits(permissions), region.host);
    }
    this.regions.add(regions);
  }

  unmap(address: bigint, size: bigint): void {
    const range = pages("unmap", address, size);
    this.#needMapped("unmapped", range);
    if (this.#isCode(range)) this.forgetTranslations(range);
    this.#changed(range);
    for (const region of this.regions.remove(range)) {
      this.#processor.unmap(region.start, region.end - region.start);
      this.#processor.library.release(region.host, region.end - region.start);
    }
  }

  protect(address: bigint, size: bigint, permissions: Permissions): void {
    const range = pages("protect", address, size);
    this.#needMapped("protected", range);
    if (permissions.execute || this.#isCode(range)) this.forgetTranslations(range);
    this.#changed(range);
    const regions = this.regions.remove(range).map((region) => ({ ...region, permissions: { ...permissions } }));
    this.regions.add(regions);
    for (const { start, end } of regions) {
      this.#processor.protect(start, end - start, permissionBits(permissions));
    }
  }

  read(address: bigint, size: number): Uint8Array {
    const bytes = new Uint8Array(size);
    this.#each("read", address, size, (part, offset) => {
      bytes.set(part, offset);
    });
    return bytes;
  }

  write(address: bigint, bytes: Uint8Array): void {
    this.#each("write", address, bytes.length, (part, offset, region, start) => {
      part.set(offset === 0 && part.length === bytes.length ? bytes : bytes.subarray(offset, offset + part.length));
      if (region.permissions.execute) this.forgetTranslations({ start, end: start + BigInt(part.length) });
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

  /**
   * Makes Unicorn translate anew what it has translated of a range, and of the code before that may have been read on
   * into it: Unicorn takes no notice when code changes under it.
   */
  forgetTranslations(range: Range): void {
    for (const { start, end } of this.regions.within(range)) this.#processor.removeTranslations(start, end);
  }

  /** Lets Unicorn read ahead behind what may be executed. To be called before a run, and after a change inside one. */
  guard(): void {
    this.#guards.update();
  }

  /** Lets Unicorn read the page of an address as code, which it is not. */
  guardPage(address: bigint): void {
    this.#guards.addPage(address & ~(pageSize - 1n));
    if (this.#guards.tooMany) this.#changes += 1;
  }

  /** The pages that Unicorn takes for code, and are not. */
  get guardedPages(): readonly bigint[] {
    return this.#guards.pages;
  }

  dispose(): void {
    for (const { start, end, host } of this.regions.remove({ start: 0n, end: endOfAddresses })) {
      this.#processor.library.release(host, end - start);
    }
  }

  #needMapped(what: string, range: Range): void {
    if (!this.regions.cover(range)) {
      throw new EngineError(`${rangeText(range)} cannot be ${what}: part of it is not mapped`);
    }
  }

  #isCode(range: Range): boolean {
    return this.regions.within(range).some(({ permissions }) => permissions.execute);
  }

  #changed(range: Range): void {
    this.#guards.giveWay(range);
    this.#changes += 1;
  }

  /** Calls `use` with every part of the bytes from `address` on, as they lie in regions. */
  #each(
    what: "read" | "write",
    address: bigint,
    size: number,
    use: (part: Uint8Array, offset: number, region: Region, start: bigint) => void,
  ): void {
    const parts: Parameters<typeof use>[] = [];
    for (let offset = 0; offset < size;) {
      const start = BigInt.asUintN(64, address + BigInt(offset));
      const region = this.regions.find(start);
      if (region === undefined) {
        const where = `${String(size)} bytes at ${hex(address)}`;
        throw new EngineError(`cannot ${what} ${where}: nothing is mapped at ${hex(start)}`);
      }
      const from = Number(start - region.start);
      const part = this.#view(region).subarray(from, from + size - offset);
      parts.push([part, offset, region, start]);
      offset += part.length;
    }
    for (const part of parts) use(...part);
  }

  #view(region: Region): Uint8Array {
    const known = this.#views.get(region);
    if (known !== undefined) return known;
    const view = this.#processor.library.view(region.host, Number(region.end - region.start));
    this.#views.set(region, view);
    return view;
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
