import type { Library, Pointer } from "./library.js";
import type { Range } from "./regions.js";
import { slices } from "./regions.js";

/** So much of guest memory lies in one piece in this process. */
const windowSize = 1n << 30n;
/**
 * So much of it is shown by one ArrayBuffer. To V8 all of that is memory in use: for a gibibyte it collects garbage at once,
 * and then makes do with the smallest heap.
 */
const viewBits = 21n;
const viewSize = 1n << viewBits;
const viewBytes = Number(viewSize);
const hostPageSize = 4096;

/**
 * The memory of this process that stands for guest memory: a gibibyte for every gibibyte of guest addresses that is
 * used at all, so that neighbours in the guest are neighbours here. Untouched it costs nothing but addresses.
 */
export class HostMemory {
  readonly #library: Library;
  /** Where a gibibyte of guest addresses is in this process, by its number. */
  readonly #windows = new Map<bigint, Pointer>();
  /** Made when somebody asks for the bytes; by their numbers. */
  readonly #views = new Map<bigint, Uint8Array>();
  #lastView: { readonly number: bigint; readonly bytes: Uint8Array } | undefined;

  constructor(library: Library) {
    this.#library = library;
  }

  /** The parts of a range that lie in one piece in this process. */
  pieces(range: Range): readonly Range[] {
    return slices(range, windowSize);
  }

  /** Where the byte of a guest address is. */
  pointer(address: bigint): Pointer {
    return this.#window(address) + (address % windowSize);
  }

  /** The bytes from a guest address on, not a copy: up to `size`, fewer where the piece ends. */
  bytes(address: bigint, size: number): Uint8Array {
    const offset = Number(address & (viewSize - 1n));
    return this.#view(address >> viewBits).subarray(offset, offset + size);
  }

  /** Sets bytes; false, and nothing done, where they do not lie in one piece. */
  set(address: bigint, bytes: Uint8Array): boolean {
    const offset = Number(address & (viewSize - 1n));
    if (offset + bytes.length > viewBytes) return false;
    this.#view(address >> viewBits).set(bytes, offset);
    return true;
  }

  /** Gives the memory of a range back: it is zero again. */
  forget(range: Range): void {
    for (const { start, end } of this.pieces(range)) {
      const window = this.#windows.get(start / windowSize);
      if (window !== undefined) this.#library.discard(window + (start % windowSize), end - start);
    }
  }

  /** Bytes of it that this process has memory for. */
  get residentBytes(): number {
    let pages = 0;
    const resident = new Uint8Array(Number(windowSize) / hostPageSize);
    for (const host of this.#windows.values()) {
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
      this.#library.residentPages(window + (start % windowSize), end - start, resident);
      for (let page = 0; page < resident.length; page += 1) {
        if (((resident[page] ?? 0) & 1) === 0) continue;
        const address = start + BigInt(page * hostPageSize);
        const last = parts.at(-1);
        if (last?.end === address) last.end += BigInt(hostPageSize);
        else parts.push({ start: address, end: address + BigInt(hostPageSize) });
      }
    }
    return parts;
  }

  dispose(): void {
    for (const host of this.#windows.values()) this.#library.release(host, windowSize);
    this.#windows.clear();
    this.#views.clear();
    this.#lastView = undefined;
  }

  #view(number: bigint): Uint8Array {
    if (this.#lastView?.number === number) return this.#lastView.bytes;
    const bytes = this.#views.get(number) ?? this.#newView(number);
    this.#lastView = { number, bytes };
    return bytes;
  }

  #newView(number: bigint): Uint8Array {
    const bytes = this.#library.view(this.pointer(number << viewBits), viewBytes);
    this.#views.set(number, bytes);
    return bytes;
  }

  #window(address: bigint): Pointer {
    const number = address / windowSize;
    const known = this.#windows.get(number);
    if (known !== undefined) return known;
    const host = this.#library.reserve(windowSize);
    this.#windows.set(number, host);
    return host;
  }
}
