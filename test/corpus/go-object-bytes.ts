/** Bytes that are no object of Go, or not all of one. */
export class GoObjectError extends Error {}

/** Numbers and strings of an object, each checked to be inside it. */
export class GoObjectBytes {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.#bytes.length;
  }

  u8(offset: number): number {
    return this.#view.getUint8(this.#inside(offset, 1));
  }

  u16(offset: number): number {
    return this.#view.getUint16(this.#inside(offset, 2), true);
  }

  u32(offset: number): number {
    return this.#view.getUint32(this.#inside(offset, 4), true);
  }

  i32(offset: number): number {
    return this.#view.getInt32(this.#inside(offset, 4), true);
  }

  i64(offset: number): bigint {
    return this.#view.getBigInt64(this.#inside(offset, 8), true);
  }

  slice(offset: number, length: number): Uint8Array {
    return this.#bytes.slice(this.#inside(offset, length), offset + length);
  }

  /** A string by the length and offset that stand at `offset`. */
  string(offset: number): string {
    return Buffer.from(this.slice(this.u32(offset + 4), this.u32(offset))).toString("utf8");
  }

  #inside(offset: number, length: number): number {
    if (offset < 0 || length < 0 || offset + length > this.#bytes.length) {
      throw new GoObjectError(
        `the object ends at ${this.#bytes.length}, and ${length} bytes at ${offset} belong to it: it is cut off or broken`,
      );
    }
    return offset;
  }
}
