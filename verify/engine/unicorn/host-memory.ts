import type { Library, Pointer } from "./library.js";
import type { Range } from "./regions.js";
import { slices } from "./regions.js";

/** So much of guest memory lies in one piece in this process: what one ArrayBuffer can show in every version of Node. */
const windowSize = 1n << 30n;
const hostPageSize = 4096;

/** A gibibyte of guest addresses: the memory of this process that stands for it. */
interface Window {
  readonly host: Pointer;
  /** Made when somebody asks for it: to V8 it is a gibibyte in use, which it collects garbage for. */
  bytes: Uint8Array | undefined;
}

/**
 * The memory of this process that stands for guest memory: a gibibyte for every gibibyte of guest addresses that is
 * used at all, so that neighbours in the guest are neighbours here. Untouched it costs nothing but addresses.
 */
export class HostMemory {
  readonly #library: Library;
  readonly #windows = new Map<bigint, Window>();

  constructor(library: Library) {
    this.#library = library;
  }

  /** The parts of a range that lie in one piece in this process. */
  pieces(range: Range): readonly Range[] {
    return slices(range, windowSize);
  }

  /** Where the byte of a guest address is. */
  pointer(address: bigint): Pointer {
    return this.#window(address).host + (address % windowSize);
  }

  /** The bytes from a guest address on, not a copy: up to `size`, fewer where the piece ends. */
  bytes(address: bigint, size: number): Uint8Array {
    const offset = Number(address % windowSize);
    const window = this.#window(address);
    window.bytes ??= this.#library.view(window.host, Number(windowSize));
    return window.bytes.subarray(offset, offset + size);
  }

  /** Gives the memory of a range back: it is zero again. */
  forget(range: Range): void {
    for (const { start, end } of this.pieces(range)) {
      const window = this.#windows.get(start / windowSize);
      if (window !== undefined) this.#library.discard(window.host + (start % windowSize), end - start);
    }
  }

  /** Bytes of it that this process has memory for. */
  get residentBytes(): number {
    let pages = 0;
    const resident = new Uint8Array(Number(windowSize) / hostPageSize);
    for (const { host } of this.#windows.values()) {
      this.#library.residentPages(host, windowSize, resident);
      for (const flags of resident) pages += flags & 1;
    }
    return pages * hostPageSize;
  }

  /** The pages of a range that this process has memory for, those beside each other as one part. */
  residentParts(range: Range): readonly Range[] {
    const parts: { readonly start: bigint; end: bigint }[] = [];
    for (const { start, end } of this.pieces(range)) {
      const window = this.#windows.get(start / windowSize);
      if (window === undefined) continue;
      const resident = new Uint8Array(Number(end - start) / hostPageSize);
      this.#library.residentPages(window.host + (start % windowSize), end - start, resident);
      for (const [page, flags] of resident.entries()) {
        if ((flags & 1) === 0) continue;
        const address = start + BigInt(page * hostPageSize);
        const last = parts.at(-1);
        if (last?.end === address) last.end += BigInt(hostPageSize);
        else parts.push({ start: address, end: address + BigInt(hostPageSize) });
      }
    }
    return parts;
  }

  dispose(): void {
    for (const { host } of this.#windows.values()) this.#library.release(host, windowSize);
    this.#windows.clear();
  }

  #window(address: bigint): Window {
    const number = address / windowSize;
    const known = this.#windows.get(number);
    if (known !== undefined) return known;
    const host = this.#library.reserve(windowSize);
    const window: Window = { host, bytes: undefined };
    this.#windows.set(number, window);
    return window;
  }
}
