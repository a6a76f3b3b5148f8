import { ElfError } from "./elf-error.js";

/** The bytes of a file that nobody has looked at yet: what lies outside of them is an ElfError. */
export class CheckedBytes {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get size(): number {
    return this.#bytes.length;
  }

  /** A piece of the file, not copied; `what` it is, for the message. */
  piece(offset: bigint, size: bigint, what: string): Uint8Array {
    const end = offset + size;
    if (end > BigInt(this.#bytes.length)) {
      throw new ElfError(
        `${what} ends at byte ${end} (offset ${offset}, size ${size}), but the file has ${this.#bytes.length} bytes`,
      );
    }
    return this.#bytes.subarray(Number(offset), Number(end));
  }

  /** The same for reading numbers from. */
  record(offset: bigint, size: number, what: string): DataView {
    return viewOf(this.piece(offset, BigInt(size), what));
  }
}

/** Bytes to read numbers from. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
