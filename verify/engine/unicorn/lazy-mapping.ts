import type { Permissions } from "../engine.js";
import { permissionBit } from "./constants.js";
import type { GuestMemory, MemoryUser } from "./guest-memory.js";
import type { UnicornProcessor } from "./processor.js";
import type { Range } from "./regions.js";
import { endOfAddresses, intersection, overlap, slices } from "./regions.js";

/** The most that is mapped at once: to take a piece away costs Unicorn time by its size. */
const largestPiece = 16n << 20n;

/** With more pieces than these Unicorn gets slow: it looks through all of them at many an access. */
const manyPieces = 256;

/** At some 4,000 Unicorn ends the process: it has 12 bits for the number of one (qemu/exec.c, phys_section_add). */
const mostPieces = 512;

interface Piece extends Range {
  readonly executable: boolean;
}

/**
 * Guest memory, mapped into Unicorn where a program touches it: what is mapped, protected and unmapped without being
 * touched costs nothing there, where thousands of mappings would take seconds.
 */
export class LazyMapping implements MemoryUser {
  readonly #processor: UnicornProcessor;
  readonly #memory: GuestMemory;
  /** By address, without overlaps. */
  readonly #pieces: Piece[] = [];

  constructor(processor: UnicornProcessor, memory: GuestMemory) {
    this.#processor = processor;
    this.#memory = memory;
  }

  mapped(): void {
    // Nothing is there of memory that nobody has touched.
  }

  unmapping(range: Range): void {
    this.drop(range);
  }

  protecting(range: Range): void {
    this.drop(range);
  }

  codeWritten(range: Range): void {
    for (const piece of this.#overlapping(range)) this.#forgetTranslations(piece, range);
  }

  /** Maps what lies around an address. Answers whether there was something to map: if not, the access is at fault. */
  provide(address: bigint): boolean {
    const region = this.#memory.regions.find(address);
    if (region === undefined) return false;
    const { permissions } = region;
    if (permissionBits(permissions) === 0) return false;
    const chunkStart = address & -largestPiece;
    let { start, end } = intersection(region, { start: chunkStart, end: chunkStart + largestPiece });
    const index = this.#firstEndingAfter(address);
    const [before, behind] = [this.#pieces[index - 1], this.#pieces[index]];
    if (behind !== undefined && behind.start <= address) return false;
    if (before !== undefined && before.end > start) start = before.end;
    if (behind !== undefined && behind.start < end) end = behind.start;
    // As page tables have it. Unicorn lets it through anyway, once it has the page in its cache.
    this.#insert({ start, end }, { ...permissions, read: true });
    return true;
  }

  /** Maps a range of one page, which must have no piece. */
  add(range: Range, permissions: Permissions): void {
    this.#insert(range, permissions);
  }

  /** Takes pieces away; they come back when they are touched again. */
  drop(range: Range): void {
    const gone = this.#overlapping(range);
    if (gone.length === 0) return;
    this.#pieces.splice(this.#firstEndingAfter(range.start), gone.length);
    for (const piece of gone) {
      this.#forgetTranslations(piece, piece);
      this.#processor.unmap(piece.start, piece.end - piece.start);
    }
  }

  /** Are there as many pieces as there may be? No more is then to be provided before `clear`. */
  get isCrowded(): boolean {
    return this.#pieces.length >= mostPieces;
  }

  /** Takes all pieces away. Not while Unicorn runs. */
  clear(): void {
    this.drop({ start: 0n, end: endOfAddresses });
  }

  /** Begins anew where there are many pieces. To be called between runs. */
  tidy(): void {
    if (this.#pieces.length > manyPieces) this.clear();
  }

  #insert({ start, end }: Range, permissions: Permissions): void {
    const bits = permissionBits(permissions);
    this.#processor.mapHost(start, end - start, bits, this.#memory.host.pointer(start));
    const piece = { start, end, executable: permissions.execute };
    this.#pieces.splice(this.#firstEndingAfter(start), 0, piece);
  }

  /** Unicorn would use them again for other memory at the same place. */
  #forgetTranslations(piece: Piece, range: Range): void {
    if (!piece.executable) return;
    const { start, end } = intersection(range, piece);
    for (const part of slices({ start, end }, largestPiece)) this.#processor.removeTranslations(part.start, part.end);
  }

  #overlapping(range: Range): readonly Piece[] {
    const first = this.#firstEndingAfter(range.start);
    let behind = first;
    for (let piece = this.#pieces[behind]; piece !== undefined && overlap(piece, range);) {
      behind += 1;
      piece = this.#pieces[behind];
    }
    return this.#pieces.slice(first, behind);
  }

  #firstEndingAfter(address: bigint): number {
    let low = 0;
    let high = this.#pieces.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const piece = this.#pieces[middle];
      if (piece !== undefined && piece.end <= address) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function permissionBits({ read, write, execute }: Permissions): number {
  const { read: readable, write: writable, execute: executable } = permissionBit;
  return (read ? readable : 0) | (write ? writable : 0) | (execute ? executable : 0);
}
