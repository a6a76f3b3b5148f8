import { viewOf } from "../../../elf/checked-bytes.js";
import type { DebugSection } from "./debug-sections.js";
import { DwarfError, placeIn } from "./dwarf-error.js";

/** No name of C is longer; what is, is no name. */
const longestString = 0x10000;

/** Reads a section from some offset on. What lies outside, or does not end, is a DwarfError. */
export class SectionReader {
  readonly section: DebugSection;
  readonly #view: DataView;
  readonly #end: number;
  #at: number;

  constructor(section: DebugSection, at: number, end = section.bytes.length) {
    this.section = section;
    this.#view = viewOf(section.bytes);
    this.#end = end;
    this.#at = at;
    if (at < 0 || at > end || end > section.bytes.length) {
      throw new DwarfError(
        section.name,
        at,
        `is outside: expected an offset below 0x${Math.min(end, section.bytes.length).toString(16)}`,
      );
    }
  }

  get at(): number {
    return this.#at;
  }

  get atEnd(): boolean {
    return this.#at >= this.#end;
  }

  fail(message: string, at = this.#at): DwarfError {
    return new DwarfError(this.section.name, at, message);
  }

  skip(size: number): void {
    this.#take(size);
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  u24(): number {
    const at = this.#take(3);
    return this.#view.getUint16(at, true) | (this.#view.getUint8(at + 2) << 16);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#take(8), true);
  }

  /** An offset of 4 bytes, or of 8 in the 64-bit format (DWARF 5, 7.4). */
  offset(size: 4 | 8): number {
    return size === 4 ? this.u32() : this.#number(this.u64());
  }

  uleb(): bigint {
    return BigInt.asUintN(64, this.#leb().value);
  }

  sleb(): bigint {
    const { value, bits } = this.#leb();
    return BigInt.asIntN(64, BigInt.asIntN(bits, value));
  }

  /** LEB128 (7.6): seven bits a byte, the lowest first. */
  #leb(): { readonly value: bigint; readonly bits: number } {
    let value = 0n;
    let bits = 0;
    const from = this.#at;
    for (;;) {
      const byte = this.u8();
      value |= BigInt(byte & 0x7f) << BigInt(bits);
      bits += 7;
      if (byte < 0x80) {
        return { value, bits };
      }
      if (bits > 63) {
        throw this.fail("has a number of more than 64 bits", from);
      }
    }
  }

  /** A LEB128 that counts, sizes or codes something. */
  count(): number {
    const from = this.#at;
    const value = this.uleb();
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw this.fail(`has the number ${value}, too large to count anything`, from);
    }
    return Number(value);
  }

  bytes(size: number): Uint8Array {
    const at = this.#take(size);
    return this.section.bytes.subarray(at, at + size);
  }

  /** A string that ends with a zero byte. */
  text(): string {
    const from = this.#at;
    const rest = this.section.bytes.subarray(from, Math.min(from + longestString, this.#end));
    const length = rest.indexOf(0);
    if (length < 0) {
      throw this.fail("has a string without an end, or one too long for a name");
    }
    this.#at = from + length + 1;
    return Buffer.from(rest.subarray(0, length)).toString("utf8");
  }

  #number(value: bigint): number {
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw this.fail(`has the offset ${value}, which is in no file`);
    }
    return Number(value);
  }

  #take(size: number): number {
    const at = this.#at;
    if (size > this.#end - at) {
      throw this.fail(
        `ends too early: ${size} bytes should follow, up to ${placeIn(this.section.name, this.#end)} there are ${this.#end - at}`,
      );
    }
    this.#at = at + size;
    return at;
  }
}
