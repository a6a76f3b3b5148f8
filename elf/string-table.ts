/** A table of NUL-terminated strings that grows as its strings are asked for, each kept once. */
export class StringTable {
  readonly #offsets = new Map<string, number>([["", 0]]);
  #text = "\0";
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
    this.#text += `${text}\0`;
    this.#size += Buffer.byteLength(text) + 1;
    return offset;
  }

  /** The table with every string that has been asked for. */
  bytes(): Uint8Array {
    return Buffer.from(this.#text);
  }
}
