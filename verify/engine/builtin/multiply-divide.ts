import { Mnemonic } from "iced-x86";
import { flag } from "./flags.js";
import { exception, vector } from "./halt.js";
import type { DecodedOperand, Place } from "./operand.js";
import { placeOf, sourceOf } from "./place.js";
import type { Processor, Read, Step } from "./processor.js";
import type { SemanticTable, Semantics } from "./semantics.js";
import { withOne } from "./semantics.js";
import type { Width } from "./width.js";
import { mask, signBit, signed } from "./width.js";

/** The pair of registers that holds twice the width: AX for 8 bits, DX:AX, EDX:EAX, RDX:RAX for more. */
interface Pair {
  readonly low: Place;
  readonly high: Place;
}

const pairs: Readonly<Record<Width, Pair | undefined>> = {
  8: pairOf(8),
  16: pairOf(16),
  32: pairOf(32),
  64: pairOf(64),
};

function pairOf(width: Width): Pair | undefined {
  const low = placeOf({ kind: "register", width, number: 0, high: false });
  const high = placeOf({ kind: "register", width, number: width === 8 ? 0 : 2, high: width === 8 });
  return low && high && { low, high };
}

/** CF and OF say that the product does not fit in one half; SF, ZF, AF, PF are undefined and keep their values. */
function setProductFlags({ flags }: Processor, fits: boolean): void {
  flags.assign(flag.CF | flag.OF, fits ? 0 : flag.CF | flag.OF);
}

function multiplication(kind: "unsigned" | "signed"): (operand: Place) => Step | undefined {
  return ({ width, read }) => {
    const pair = pairs[width];
    const all = mask[width];
    const shift = BigInt(width);
    return (
      pair &&
      ((processor) => {
        const [left, right] = [pair.low.read(processor), read(processor)];
        const product = kind === "signed" ? signed(left, width) * signed(right, width) : left * right;
        const low = product & all;
        const high = (product >> shift) & all;
        pair.low.write(processor, low);
        pair.high.write(processor, high);
        setProductFlags(processor, kind === "signed" ? signed(low, width) === product : high === 0n);
      })
    );
  };
}

/** IMUL with two or three operands keeps the lower half only. */
function multiplyTo({ width, write }: Place, left: Read, right: Read): Step {
  const all = mask[width];
  return (processor) => {
    const product = signed(left(processor), width) * signed(right(processor), width);
    const low = product & all;
    write(processor, low);
    setProductFlags(processor, signed(low, width) === product);
  };
}

const multiplySigned: Semantics = (instruction) => {
  const [first, second, third]: readonly (DecodedOperand | undefined)[] = instruction.operands;
  if (second === undefined) return withOne(multiplication("signed"))(instruction);
  const destination = placeOf(first);
  const left = destination && sourceOf(second, destination.width);
  const right = destination && (third === undefined ? destination.read : sourceOf(third, destination.width));
  return left && right && multiplyTo(destination, left, right);
};

/** A quotient that does not fit is a divide error as much as a divisor of 0; the flags are undefined and stay. */
function division(kind: "unsigned" | "signed"): (operand: Place) => Step | undefined {
  return ({ width, read }) => {
    const pair = pairs[width];
    const all = mask[width];
    const shift = BigInt(width);
    const limit = signBit[width];
    const wideSign = 1n << BigInt(2 * width - 1);
    return (
      pair &&
      ((processor) => {
        const bits = (pair.high.read(processor) << shift) | pair.low.read(processor);
        const dividend = kind === "signed" ? (bits ^ wideSign) - wideSign : bits;
        const divisor = kind === "signed" ? signed(read(processor), width) : read(processor);
        if (divisor === 0n) throw exception(vector.divideError);
        const quotient = dividend / divisor;
        const fits = kind === "signed" ? quotient >= -limit && quotient < limit : quotient <= all;
        if (!fits) throw exception(vector.divideError);
        pair.low.write(processor, quotient & all);
        pair.high.write(processor, (dividend % divisor) & all);
      })
    );
  };
}

/** Multiplication and division. */
export const multiplyDivide: SemanticTable = [
  [Mnemonic.Mul, withOne(multiplication("unsigned"))],
  [Mnemonic.Imul, multiplySigned],
  [Mnemonic.Div, withOne(division("unsigned"))],
  [Mnemonic.Idiv, withOne(division("signed"))],
];
