import type { Data } from "./data.js";
import { integerValue, partSize, utf8 } from "./part.js";

/** A field of a variable that takes the address of a symbol. Offset and addend in bytes. */
export interface AddressField {
  readonly offset: number;
  readonly symbol: string;
  readonly addend: number;
}

/** What a variable holds at first; where it holds addresses, zeros. */
export function dataBytes(data: Data): Uint8Array {
  const bytes = new Uint8Array(data.size);
  let offset = 0;
  for (const part of data.parts) {
    if (part.kind === "text") {
      bytes.set(utf8(part.text), offset);
    } else if (part.kind === "integers") {
      for (const [index, value] of part.values.entries()) {
        bytes.set(littleEndian(integerValue(value) ?? 0n, part.type.size), offset + index * part.type.size);
      }
    }
    offset += partSize(part);
  }
  return bytes;
}

/** The addresses that a variable holds, by offset. */
export function addressFields(data: Data): readonly AddressField[] {
  const fields: AddressField[] = [];
  let offset = 0;
  for (const part of data.parts) {
    if (part.kind === "address") {
      fields.push({ offset, symbol: part.symbol, addend: part.addend });
    }
    offset += partSize(part);
  }
  return fields;
}

function littleEndian(value: bigint, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn));
}
