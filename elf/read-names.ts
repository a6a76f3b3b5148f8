import { ElfError } from "./elf-error.js";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads the names of a string table. A damaged file may let thousands of symbols share one endless name, so the names of
 * a table together may not be much longer than the table: each is read once, and tables share nothing but tails.
 */
export class NameReader {
  readonly #bytes: Uint8Array;
  readonly #table: string;
  readonly #read = new Map<number, string>();
  #budget: number;

  /** `table` is what messages call it. */
  constructor(bytes: Uint8Array, table: string) {
    this.#bytes = bytes;
    this.#table = table;
    this.#budget = 16 * bytes.length + 0x1_0000;
    if (bytes.length > 0 && bytes.at(-1) !== 0) {
      throw new ElfError(`${table} does not end with a zero byte`);
    }
  }

  /** The name at an offset; `what` asks for it. */
  at(offset: number, what: string): string {
    const known = this.#read.get(offset);
    if (known !== undefined) {
      return known;
    }
    // A table may be left out where nothing has a name.
    if (offset === 0 && this.#bytes.length === 0) {
      return "";
    }
    const end = offset < this.#bytes.length ? this.#bytes.indexOf(0, offset) : -1;
    if (end < 0) {
      throw new ElfError(
        `the name of ${what} is at offset ${offset} of ${this.#table}, which has ${this.#bytes.length} bytes`,
      );
    }
    this.#budget -= end - offset;
    if (this.#budget < 0) {
      throw new ElfError(`the names in ${this.#table} are together far longer than the table: it is damaged`);
    }
    const name = this.#decode(this.#bytes.subarray(offset, end), offset, what);
    this.#read.set(offset, name);
    return name;
  }

  #decode(bytes: Uint8Array, offset: number, what: string): string {
    try {
      return decoder.decode(bytes);
    } catch {
      throw new ElfError(`the name of ${what}, at offset ${offset} of ${this.#table}, is no UTF-8`);
    }
  }
}
