/** A table of NUL-terminated strings that grows as its strings are asked for, each kept once. */
export class StringTable {
  readonly #offsets = new Map<string, number>([["", 0]]);
  /** Zero behind the last string. */
  #bytes = Buffer.alloc(1024);
  #size = 1;

  /** Where a string lies in the table. */
  offsetOf(text: string): number {
    const known = this.#offsets.get(text);
    if (known !== undefined) {
      return known;
    }
    const offset = this.append(text);
    this.#offsets.set(text, offset);
    return offset;
  }

  /** Adds a string that no other is like, and says where it lies. */
  append(text: string): number {
    const offset = this.#size;
    this.#makeRoom(longestCharacter * text.length + 1);
    this.#size += this.#bytes.write(text, offset) + 1;
    return offset;
  }

  /** The table with every string that has been asked for. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  #makeRoom(size: number): void {
    if (this.#size + size > this.#bytes.length) {
      this.#bytes = Buffer.concat([this.#bytes], 2 * (this.#size + size));
    }
  }
}

/** Bytes of UTF-8 that a unit of UTF-16 takes at most. */
const longestCharacter = 3;
