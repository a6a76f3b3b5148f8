import { Mnemonic } from "iced-x86";
import type { DecodedOperand } from "../operand.js";
import type { Processor } from "../processor.js";
import type { SemanticTable, Semantics } from "../semantics.js";
import { doublewords, quadwords, signedDoublewords, signedWords, words } from "./lanes.js";
import type { Operation } from "./operands.js";
import { unaryBy, vectorRegister, vectorSource } from "./operands.js";
import { clearHalf, copyHalf } from "./vector-file.js";

/** Shifts every element by so many bits. */
type ShiftBy = (count: number) => Operation;

/** Counts beyond an element's width shift everything out; arithmetic ones go on to the sign (Intel SDM vol. 2, PSRAW). */
const shiftBy = Object.freeze({
  leftWords: (count) => words((_, value) => (count > 15 ? 0 : value << count)),
  leftDoublewords: (count) => doublewords((_, value) => (count > 31 ? 0 : value << count)),
  leftQuadwords: (count) => quadwords((_, value) => (count > 63 ? 0n : value << BigInt(count))),
  rightWords: (count) => words((_, value) => (count > 15 ? 0 : value >>> count)),
  rightDoublewords: (count) => doublewords((_, value) => (count > 31 ? 0 : value >>> count)),
  rightQuadwords: (count) => quadwords((_, value) => (count > 63 ? 0n : value >> BigInt(count))),
  arithmeticWords: (count) => signedWords((_, value) => value >> Math.min(count, 15)),
  arithmeticDoublewords: (count) => signedDoublewords((_, value) => value >> Math.min(count, 31)),
} satisfies Readonly<Record<string, ShiftBy>>);

/** All bytes by so many places to higher addresses. */
const bytesLeft: ShiftBy = (count) => (to, _, from) => {
  for (let at = 0; at < 16; at += 1) to.setUint8(at, at < count ? 0 : from.getUint8(at - count));
};

const bytesRight: ShiftBy = (count) => (to, _, from) => {
  for (let at = 0; at < 16; at += 1) to.setUint8(at, at + count > 15 ? 0 : from.getUint8(at + count));
};

/** The count is a number, or the lower half of a vector of 16 bytes. */
function shifting(shift: ShiftBy): Semantics {
  return (decoded) => {
    const { operands, vex } = decoded;
    const [first, second, third]: readonly (DecodedOperand | undefined)[] = operands;
    const destination = vectorRegister(first);
    if (destination === undefined) return undefined;
    const { number, size } = destination;
    const [shifted, counting] = vex ? [second, third] : [first, second];
    const value = vectorSource(shifted, size, "any");
    const count = countOf(counting, vex ? "any" : "aligned");
    if (value === undefined || count === undefined) return undefined;
    return (processor) => {
      const operation = shift(count(processor));
      const [fromLow, fromHigh] = value(processor);
      const { vectors } = processor;
      const { result } = vectors;
      const [low, high] = vectors.register(number);
      operation(result, fromLow, fromLow, vectors, 0);
      copyHalf(low, result);
      if (size === 32) {
        operation(result, fromHigh, fromHigh, vectors, 1);
        copyHalf(high, result);
      } else if (vex) {
        clearHalf(high);
      }
    };
  };
}

function countOf(
  operand: DecodedOperand | undefined,
  alignment: "aligned" | "any",
): ((processor: Processor) => number) | undefined {
  if (operand?.kind === "immediate") {
    const count = Number(operand.value);
    return () => count;
  }
  const source = vectorSource(operand, 16, alignment);
  // Beyond the widest element all counts are the same, so no digit matters that a number would lose.
  return source && ((processor) => Number(source(processor)[0].getBigUint64(0, true)));
}

/** Shifts by bytes name what is shifted where they have a VEX prefix, and shift the destination where not. */
function shiftingBytes(shift: ShiftBy): Semantics {
  const whole = unaryBy(shift);
  return (decoded) => {
    const [first, ...others] = decoded.operands;
    return first && whole(decoded.vex ? decoded : { ...decoded, operands: [first, first, ...others] });
  };
}

/** Shifts of elements by bits, and of all bytes by bytes. */
export const vectorShifts: SemanticTable = [
  [Mnemonic.Psllw, shifting(shiftBy.leftWords)],
  [Mnemonic.Pslld, shifting(shiftBy.leftDoublewords)],
  [Mnemonic.Psllq, shifting(shiftBy.leftQuadwords)],
  [Mnemonic.Psrlw, shifting(shiftBy.rightWords)],
  [Mnemonic.Psrld, shifting(shiftBy.rightDoublewords)],
  [Mnemonic.Psrlq, shifting(shiftBy.rightQuadwords)],
  [Mnemonic.Psraw, shifting(shiftBy.arithmeticWords)],
  [Mnemonic.Psrad, shifting(shiftBy.arithmeticDoublewords)],
  [Mnemonic.Pslldq, shiftingBytes(bytesLeft)],
  [Mnemonic.Psrldq, shiftingBytes(bytesRight)],
  [Mnemonic.Vpsllw, shifting(shiftBy.leftWords)],
  [Mnemonic.Vpslld, shifting(shiftBy.leftDoublewords)],
  [Mnemonic.Vpsllq, shifting(shiftBy.leftQuadwords)],
  [Mnemonic.Vpsrlw, shifting(shiftBy.rightWords)],
  [Mnemonic.Vpsrld, shifting(shiftBy.rightDoublewords)],
  [Mnemonic.Vpsrlq, shifting(shiftBy.rightQuadwords)],
  [Mnemonic.Vpsraw, shifting(shiftBy.arithmeticWords)],
  [Mnemonic.Vpsrad, shifting(shiftBy.arithmeticDoublewords)],
  [Mnemonic.Vpslldq, shiftingBytes(bytesLeft)],
  [Mnemonic.Vpsrldq, shiftingBytes(bytesRight)],
];
