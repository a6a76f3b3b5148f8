/** A table of NUL-terminated strings that grows as its strings are asked for, each kept once. */
export class StringTable {
  readonly #offsets = new Map<string, number>([["", 0]]);
  readonly #chunks: Uint8Array[] = [Uint8Array.of(0)];
  #size = 1;

  /** Where a string lies in the table. */
  offsetOf(text: string): number {
    const known = this.#offsets.get(text);
    if (known !== undefined) {
      return known;
    }
    const offset = this.#size;
    const bytes = new TextEncoder().encode(`${text}\0`);
    this.#offsets.set(text, offset);
    this.#chunks.push(bytes);
    this.#size += bytes.length;
    return offset;
  }

  /** The table with every string that has been asked for. */
  bytes(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }
}
