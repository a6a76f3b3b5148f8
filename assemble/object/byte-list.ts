/** Bytes that are written one behind the other, little-endian. */
export class ByteList {
  readonly #bytes: number[] = [];

  get length(): number {
    return this.#bytes.length;
  }

  uint8(value: number): void {
    this.#bytes.push(value & 0xff);
  }

  uint16(value: number): void {
    this.#bytes.push(value & 0xff, (value >>> 8) & 0xff);
  }

  uint32(value: number): void {
    this.uint16(value & 0xffff);
    this.uint16(value >>> 16);
  }

  /** Seven bits to a byte, the lowest first, as DWARF writes numbers; not negative. */
  uleb128(value: number): void {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) {
      this.uint8((rest % 0x80) | 0x80);
    }
    this.uint8(rest);
  }

  /** The same with a sign; at most 32 bits. */
  sleb128(value: number): void {
    let rest = value;
    for (; rest < -0x40 || rest > 0x3f; rest >>= 7) {
      this.uint8((rest & 0x7f) | 0x80);
    }
    this.uint8(rest & 0x7f);
  }

  /** With the NUL that ends it. */
  string(text: string): void {
    this.#bytes.push(...Buffer.from(`${text}\0`));
  }

  /** Up to a multiple of `alignment`. */
  fill(alignment: number, value: number): void {
    while (this.#bytes.length % alignment !== 0) {
      this.uint8(value);
    }
  }

  setUint32(at: number, value: number): void {
    this.#bytes.splice(at, 4, value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}
