import { Mnemonic } from "iced-x86";
import type { SemanticTable, Semantics } from "./semantics.js";
import { withOne, withTwo } from "./semantics.js";
import { mask } from "./width.js";

function bitwise(operation: (left: bigint, right: bigint) => bigint): Semantics {
  return withTwo(({ width, read, write }, source) => (processor) => {
    const result = operation(read(processor), source(processor));
    write(processor, result);
    processor.flags.logic(width, result);
  });
}

const test = withTwo(({ width, read }, source) => (processor) => {
  processor.flags.logic(width, read(processor) & source(processor));
});

/** No flag changes (Intel SDM vol. 2, NOT). */
const complement = withOne(({ width, read, write }) => {
  const all = mask[width];
  return (processor) => {
    write(processor, read(processor) ^ all);
  };
});

/** Of 16 bits the result is undefined (Intel SDM vol. 2, BSWAP), so that is not modelled. */
const swapBytes = withOne(({ width, read, write }) => {
  if (width < 32) return undefined;
  const bytes = Array.from({ length: width / 8 }, (_, position) => BigInt(position * 8));
  return (processor) => {
    const value = read(processor);
    write(
      processor,
      bytes.reduce((swapped, position) => (swapped << 8n) | ((value >> position) & 0xffn), 0n),
    );
  };
});

/** Bit by bit. */
export const logic: SemanticTable = [
  [Mnemonic.And, bitwise((left, right) => left & right)],
  [Mnemonic.Or, bitwise((left, right) => left | right)],
  [Mnemonic.Xor, bitwise((left, right) => left ^ right)],
  [Mnemonic.Test, test],
  [Mnemonic.Not, complement],
  [Mnemonic.Bswap, swapBytes],
];
