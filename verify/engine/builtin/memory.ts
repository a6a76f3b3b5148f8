import type { MemoryPart, Permissions } from "../engine.js";
import { EngineError } from "../engine.js";
import { Halt } from "./halt.js";
import type { DecodedInstruction } from "./page.js";
import { Page, pageSize } from "./page.js";
import { Regions } from "./regions.js";
import type { Width } from "./width.js";

/** What a program does with a byte of memory. */
export type Access = "read" | "write" | "fetch";

/** 2^47: user addresses end here, and with it what fits without a sign (Intel SDM vol. 1, 3.3.7.1). */
const halfOfSpace = 0x8000_0000_0000;
const slots = 64;

/**
 * The memory of a program: regions of any size, with pages that come into being when they are written to.
 *
 * An address is canonical where bits 63 to 47 are the same; it is a `number` here, negative in the upper half. Nothing
 * can be mapped at any other, so an access there is one to unmapped memory.
 */
export class Memory {
  readonly #regions = new Regions();
  readonly #pages = new Map<number, Page>();
  /** Pages that were found to be readable, writable, executable lately, by the low bits of their number. */
  readonly #readable: (Page | undefined)[] = Array.from({ length: slots }, () => undefined);
  readonly #writable: (Page | undefined)[] = Array.from({ length: slots }, () => undefined);
  readonly #executable: (Page | undefined)[] = Array.from({ length: slots }, () => undefined);

  map(address: bigint, size: bigint, permissions: Permissions): void {
    const { start, end } = pagesOf(address, size);
    this.#regions.add({ start, end, permissions: Object.freeze({ ...permissions }) });
    this.#forget();
  }

  unmap(address: bigint, size: bigint): void {
    const { start, end } = pagesOf(address, size);
    if (!this.#regions.cover(start, end)) {
      throw new EngineError(`${sizeText(address, size)} cannot be unmapped: not all of them are mapped`);
    }
    this.#regions.remove(start, end);
    for (const page of this.#touched(start, end)) this.#pages.delete(page.number);
    this.#forget();
  }

  protect(address: bigint, size: bigint, permissions: Permissions): void {
    const { start, end } = pagesOf(address, size);
    const frozen = Object.freeze({ ...permissions });
    this.#regions.protect(start, end, frozen);
    for (const page of this.#touched(start, end)) page.permissions = frozen;
    this.#forget();
  }

  /** A little-endian number, read by the program. */
  load(address: bigint, width: Width): bigint {
    const position = positionOf(address);
    if (position !== undefined) {
      const number = Math.floor(position / pageSize);
      const offset = position - number * pageSize;
      const page = this.#readable[number & (slots - 1)];
      if (page?.number === number && offset <= pageSize - width / 8) return loadFrom(page.view, offset, width);
    }
    return this.#loadSlowly(address, width);
  }

  #loadSlowly(address: bigint, width: Width): bigint {
    const size = width / 8;
    const position = this.#check(address, size, "read");
    const bytes = new Uint8Array(size);
    this.#copyOut(position, bytes);
    this.#remember(this.#readable, Math.floor(position / pageSize));
    return loadFrom(new DataView(bytes.buffer), 0, width);
  }

  /** Throws where the program may not read these bytes. */
  checkLoad(address: bigint, size: number): void {
    this.#check(address, size, "read");
  }

  /** Throws where the program may not write these bytes. */
  checkStore(address: bigint, size: number): void {
    this.#check(address, size, "write");
  }

  /** A little-endian number, written by the program. */
  store(address: bigint, width: Width, value: bigint): void {
    const position = positionOf(address);
    if (position !== undefined) {
      const number = Math.floor(position / pageSize);
      const offset = position - number * pageSize;
      const page = this.#writable[number & (slots - 1)];
      if (page?.number === number && offset <= pageSize - width / 8) {
        storeTo(page.view, offset, width, value);
        page.written(offset, width / 8);
        return;
      }
    }
    this.#storeSlowly(address, width, value);
  }

  #storeSlowly(address: bigint, width: Width, value: bigint): void {
    const size = width / 8;
    const position = this.#check(address, size, "write");
    const bytes = new Uint8Array(size);
    storeTo(new DataView(bytes.buffer), 0, width, value);
    this.#copyIn(position, bytes);
    this.#remember(this.#writable, Math.floor(position / pageSize));
  }

  /** The decoded instruction at an address, if it is kept and may still be executed. */
  decodedAt(address: bigint): DecodedInstruction | undefined {
    const position = positionOf(address);
    if (position === undefined) return undefined;
    const number = Math.floor(position / pageSize);
    const page = this.#executable[number & (slots - 1)];
    return page?.number === number ? page.decodedAt(position - number * pageSize) : undefined;
  }

  /**
   * Keeps a decoded instruction until one of its bytes is written or its page may no longer be executed. One that
   * crosses into the next page is not kept.
   */
  keepDecoded(address: bigint, size: number, instruction: DecodedInstruction): void {
    const position = this.#check(address, 1, "fetch");
    const number = Math.floor(position / pageSize);
    const offset = position - number * pageSize;
    if (offset + size > pageSize) return;
    this.#touch(number).keepDecoded(offset, instruction);
    this.#remember(this.#executable, number);
  }

  /** Up to `size` bytes of code: less where what follows may not be executed, and none where nothing may. */
  fetch(address: bigint, size: number): Uint8Array {
    const position = positionOf(address);
    if (position === undefined || !this.#permits(position, "fetch")) return new Uint8Array(0);
    const bytes = new Uint8Array(size);
    this.#copyOut(position, bytes);
    const nextPage = (Math.floor(position / pageSize) + 1) * pageSize;
    const reachable = this.#permits(nextPage, "fetch") ? size : Math.min(size, nextPage - position);
    return bytes.subarray(0, reachable);
  }

  /** Bytes of mapped memory, whatever its permissions. */
  read(address: bigint, size: number): Uint8Array {
    const bytes = new Uint8Array(size);
    this.#copyOut(this.#mapped(address, size, "read"), bytes);
    return bytes;
  }

  /** Sets bytes of mapped memory, whatever its permissions. */
  write(address: bigint, bytes: Uint8Array): void {
    this.#copyIn(this.#mapped(address, bytes.length, "written"), bytes);
  }

  /** Bytes of the pages that were touched. */
  get residentBytes(): number {
    return this.#pages.size * pageSize;
  }

  /** Those of some addresses, by address. */
  residentParts(address: bigint, size: bigint): readonly MemoryPart[] {
    const start = this.#mapped(address, Number(size), "looked at");
    const first = address - BigInt(start);
    return this.#touched(start / pageSize, (start + Number(size)) / pageSize)
      .map((page) => first + BigInt(page.number * pageSize))
      .sort((one, other) => (one < other ? -1 : 1))
      .map((part) => ({ start: part, end: part + BigInt(pageSize) }));
  }

  /** Forgets everything. */
  clear(): void {
    this.#regions.remove(-halfOfSpace / pageSize, halfOfSpace / pageSize);
    this.#pages.clear();
    this.#forget();
  }

  #mapped(address: bigint, size: number, what: string): number {
    const position = positionOf(BigInt.asUintN(64, address));
    if (position !== undefined) {
      const [start, end] = [Math.floor(position / pageSize), Math.ceil((position + size) / pageSize)];
      if (this.#regions.cover(start, Math.max(end, start + 1))) return position;
    }
    throw new EngineError(`${sizeText(address, size)} cannot be ${what}: not all of them are mapped`);
  }

  /** The position of an address at which all bytes may be accessed so; throws the fault of the first that may not. */
  #check(address: bigint, size: number, access: Access): number {
    const position = positionOf(address);
    if (position === undefined || !this.#permits(position, access)) throw fault(access, address);
    const nextPage = (Math.floor(position / pageSize) + 1) * pageSize;
    if (position + size > nextPage && !this.#permits(nextPage, access)) throw fault(access, BigInt(nextPage));
    return position;
  }

  #permits(position: number, access: Access): boolean {
    const permissions = this.#regions.find(Math.floor(position / pageSize))?.permissions;
    if (permissions === undefined) return false;
    switch (access) {
      case "read":
        return permissions.read;
      case "write":
        return permissions.write;
      case "fetch":
        return permissions.execute;
    }
  }

  /** Pages that nobody has written to stay away: they are zero. */
  #copyOut(position: number, bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) {
      const number = Math.floor((position + done) / pageSize);
      const offset = position + done - number * pageSize;
      const size = Math.min(bytes.length - done, pageSize - offset);
      const page = this.#pages.get(number);
      if (page !== undefined) bytes.set(page.bytes.subarray(offset, offset + size), done);
      done += size;
    }
  }

  #copyIn(position: number, bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) {
      const number = Math.floor((position + done) / pageSize);
      const offset = position + done - number * pageSize;
      const size = Math.min(bytes.length - done, pageSize - offset);
      const page = this.#touch(number);
      page.set(offset, bytes.subarray(done, done + size));
      done += size;
    }
  }

  #touch(number: number): Page {
    const known = this.#pages.get(number);
    if (known !== undefined) return known;
    const permissions = this.#regions.find(number)?.permissions;
    if (permissions === undefined) throw new EngineError("a page that is not mapped cannot be touched");
    const page = new Page(number, permissions);
    this.#pages.set(number, page);
    return page;
  }

  #touched(start: number, end: number): readonly Page[] {
    if (end - start > this.#pages.size) {
      return [...this.#pages.values()].filter(({ number }) => number >= start && number < end);
    }
    const numbers = Array.from({ length: end - start }, (_, index) => start + index);
    return numbers.flatMap((number) => this.#pages.get(number) ?? []);
  }

  #remember(pages: (Page | undefined)[], number: number): void {
    pages[number & (slots - 1)] = this.#pages.get(number);
  }

  #forget(): void {
    this.#readable.fill(undefined);
    this.#writable.fill(undefined);
    this.#executable.fill(undefined);
  }
}

/** A canonical address as a number, negative in the upper half; undefined where it is not canonical. */
function positionOf(address: bigint): number | undefined {
  const number = Number(address);
  if (number < halfOfSpace) return number;
  const negative = Number(BigInt.asIntN(64, address));
  return negative >= -halfOfSpace && negative < 0 ? negative : undefined;
}

function fault(access: Access, address: bigint): Halt {
  return new Halt({ kind: "fault", access, address: BigInt.asUintN(64, address) });
}

function pagesOf(address: bigint, size: bigint): { readonly start: number; readonly end: number } {
  const position = positionOf(BigInt.asUintN(64, address));
  const length = Number(size);
  const end = (position ?? 0) + length;
  const problem =
    position === undefined || (position < 0 ? end > 0 : end > halfOfSpace)
      ? "it leaves the address space"
      : position % pageSize !== 0 || length % pageSize !== 0 || length <= 0
        ? "address and size must be multiples of 4096"
        : undefined;
  if (position === undefined || problem !== undefined) {
    throw new EngineError(`${sizeText(address, size)} are no range of pages: ${problem ?? "it is nowhere"}`);
  }
  return { start: position / pageSize, end: end / pageSize };
}

function sizeText(address: bigint, size: bigint | number): string {
  return `${String(size)} bytes from 0x${BigInt.asUintN(64, address).toString(16)} on`;
}

function loadFrom(view: DataView, offset: number, width: Width): bigint {
  switch (width) {
    case 8:
      return BigInt(view.getUint8(offset));
    case 16:
      return BigInt(view.getUint16(offset, true));
    case 32:
      return BigInt(view.getUint32(offset, true));
    case 64:
      return view.getBigUint64(offset, true);
  }
}

function storeTo(view: DataView, offset: number, width: Width, value: bigint): void {
  switch (width) {
    case 8:
      view.setUint8(offset, Number(value));
      return;
    case 16:
      view.setUint16(offset, Number(value), true);
      return;
    case 32:
      view.setUint32(offset, Number(value), true);
      return;
    case 64:
      view.setBigUint64(offset, value, true);
  }
}
