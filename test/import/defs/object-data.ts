import { readFileSync } from "node:fs";
import type { ElfObject, ObjectSymbol } from "../../../elf/object.js";
import { readObject } from "../../../elf/read-object.js";

/** What the variables of an object hold, by their names. */
export class ObjectData {
  readonly #object: ElfObject;
  readonly #places: ReadonlyMap<string, ObjectSymbol>;

  constructor(path: string) {
    this.#object = readObject(readFileSync(path), path);
    this.#places = new Map(this.#object.symbols.map((symbol) => [symbol.name, symbol]));
  }

  bytes(name: string): Uint8Array {
    const symbol = this.#places.get(name);
    const section = symbol?.place.kind === "section" ? this.#object.sections[symbol.place.index] : undefined;
    if (symbol === undefined || section === undefined) {
      throw new Error(`the object has no ${name}`);
    }
    const from = Number(symbol.value);
    return section.bytes.subarray(from, from + Number(symbol.size));
  }

  numbers(name: string): readonly bigint[] {
    const bytes = this.bytes(name);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Array.from({ length: bytes.length / 8 }, (_, index) => view.getBigInt64(index * 8, true));
  }

  /** Where the ones of a variable are: the lowest of them, and how many follow without a gap. */
  ones(name: string): { readonly offset: number; readonly width: number } {
    const bytes = this.bytes(name);
    const isOne = (bit: number): boolean => (((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 1;
    let offset = bytes.findIndex((byte) => byte !== 0) * 8;
    if (offset < 0) {
      throw new Error(`${name} has no ones`);
    }
    while (!isOne(offset)) {
      offset += 1;
    }
    let end = offset;
    while (isOne(end)) {
      end += 1;
    }
    if (bytes.subarray((end >> 3) + 1).some((byte) => byte !== 0) || (bytes[end >> 3] ?? 0) >> (end & 7) !== 0) {
      throw new Error(`${name} has gaps in its ones`);
    }
    return { offset, width: end - offset };
  }
}
