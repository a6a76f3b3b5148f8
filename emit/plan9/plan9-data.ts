import type { Data } from "../../dsl/data/data.js";
import type { DataPart, IntegerValue } from "../../dsl/data/part.js";
import { addressSize, integerValue, partSize, utf8 } from "../../dsl/data/part.js";
import { readableNumber } from "../../dsl/lowering/att.js";
import type { Plan9Dialect } from "../../dsl/lowering/plan9-dialect.js";
import { asciiString } from "../ascii-string.js";
import { commentLines } from "../comment-lines.js";
import { dataFlags } from "./plan9-flags.js";
import { plan9Address } from "./plan9-operand.js";

/** A piece of a variable that one DATA line gives: 1, 2, 4 or 8 bytes. */
interface Chunk {
  readonly size: number;
  readonly value: string;
}

/** A variable: DATA lines for what is not zero, and GLOBL. */
export function emitData(data: Data, dialect: Plan9Dialect): string {
  const { name, doc, size, parts } = data;
  let offset = 0;
  const lines: string[] = [];
  for (const part of parts) {
    let place = offset;
    for (const chunk of chunksOf(part)) {
      lines.push(`DATA ${name}+${String(place)}(SB)/${String(chunk.size)}, ${chunk.value}`);
      place += chunk.size;
    }
    offset += partSize(part);
  }
  return [
    ...(doc === undefined ? [] : commentLines(doc, "//")),
    ...lines,
    `GLOBL ${name}(SB),${dataFlags(data, dialect)}$${String(size)}`,
  ].join("\n");
}

function chunksOf(part: DataPart): readonly Chunk[] {
  switch (part.kind) {
    case "text":
      return textChunks(utf8(part.text));
    case "integers":
      return part.values.flatMap((value) => integerChunks(value, part.type.size));
    case "zeros":
      return [];
    case "address":
      return [{ size: addressSize, value: plan9Address(part) }];
  }
}

/** A string constant of 6a has at most eight bytes, and DATA takes a power of two of them. */
function textChunks(bytes: Uint8Array): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let offset = 0; offset < bytes.length;) {
    const size = [8, 4, 2, 1].find((wanted) => offset + wanted <= bytes.length) ?? 1;
    chunks.push({ size, value: `$${asciiString(bytes.subarray(offset, offset + size))}` });
    offset += size;
  }
  return chunks;
}

/** 6a reads a number as a signed one of 64 bits, after which it applies the sign: -2^63 it cannot. */
const unreadable = -0x8000_0000_0000_0000n;

function integerChunks(given: IntegerValue, size: number): readonly Chunk[] {
  const value = integerValue(given) ?? 0n;
  const signed = size === 8 ? BigInt.asIntN(64, value) : value;
  if (signed !== unreadable) {
    return [{ size, value: `$${readableNumber(signed)}` }];
  }
  return [
    { size: 4, value: "$0" },
    { size: 4, value: "$0x80000000" },
  ];
}
