/**
 * A text that may have tens of megabytes, written piece by piece. It is kept as the bytes of its file, in chunks: as one
 * string it would take that room a second and, while it is put together, a third time.
 */
export class LongText {
  readonly #chunks: Uint8Array[] = [];
  #pending = "";

  add(piece: string): void {
    this.#pending += piece;
    if (this.#pending.length >= chunkLength) {
      this.#flush();
    }
  }

  /** In UTF-8; one chunk lies behind the other. */
  chunks(): readonly Uint8Array[] {
    this.#flush();
    return this.#chunks;
  }

  toString(): string {
    return this.#chunks.map((chunk) => Buffer.from(chunk).toString()).join("") + this.#pending;
  }

  #flush(): void {
    if (this.#pending !== "") {
      this.#chunks.push(Buffer.from(this.#pending));
      this.#pending = "";
    }
  }
}

/** Characters: what V8 frees with its youngest garbage, and far more than a call costs. */
const chunkLength = 0x1_0000;
