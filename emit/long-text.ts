import { longestCharacter } from "./word.js";

/**
 * A text that may have tens of megabytes, written piece by piece. It is kept as the bytes of its file, in chunks: as one
 * string it would take that room a second and, while it is put together, a third time.
 */
export class LongText {
  readonly #full: Uint8Array[] = [];
  #chunk = Buffer.alloc(0);
  #length = 0;

  add(piece: string): void {
    this.#makeRoom(piece.length * longestCharacter);
    this.#length += this.#chunk.write(piece, this.#length);
  }

  /** Adds what is UTF-8 already. The bytes may change afterwards. */
  addBytes(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length);
    this.#chunk.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** In UTF-8; one chunk lies behind the other. */
  chunks(): readonly Uint8Array[] {
    return [...this.#full, this.#chunk.subarray(0, this.#length)];
  }

  toString(): string {
    return Buffer.concat(this.chunks()).toString();
  }

  #makeRoom(size: number): void {
    if (this.#length + size > this.#chunk.length) {
      this.#full.push(this.#chunk.subarray(0, this.#length));
      this.#chunk = Buffer.allocUnsafeSlow(Math.max(chunkSize, size));
      this.#length = 0;
    }
  }
}

/** In bytes; what is not written to takes no memory. */
const chunkSize = 0x10_0000;
