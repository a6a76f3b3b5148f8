import type { BinaryOperation } from "./arithmetic.js";
import { noticeDenormals } from "./arithmetic.js";
import type { Environment, Format, Unpacked } from "./format.js";
import { happened, unpack } from "./format.js";

/** How two numbers stand to each other; NaNs do not. */
export type Order = "less" | "equal" | "greater" | "unordered";

/** Which NaNs make a comparison invalid. */
export type Signals = "any-nan" | "signaling-nan";

/** Compares two numbers by their bits. */
export function compare(
  leftBits: bigint,
  rightBits: bigint,
  signals: Signals,
  format: Format,
  environment: Environment,
): Order {
  const [left, right] = [unpack(leftBits, format, environment), unpack(rightBits, format, environment)];
  if (left.kind === "nan" || right.kind === "nan") {
    const isInvalid = [left, right].some(
      (operand) => operand.kind === "nan" && (signals === "any-nan" || !operand.quiet),
    );
    if (isInvalid) environment.flags |= happened.invalid;
    return "unordered";
  }
  noticeDenormals([left, right], environment);
  const difference = sortValue(left, format) - sortValue(right, format);
  return difference < 0n ? "less" : difference > 0n ? "greater" : "equal";
}

/** A number that sorts as the operand does. */
function sortValue(operand: Exclude<Unpacked, { kind: "nan" }>, { bias, fraction }: Format): bigint {
  const magnitude =
    operand.kind === "infinity"
      ? 1n << BigInt(2 * (bias + fraction) + 1)
      : operand.significand << BigInt(operand.exponent - (1 - bias - fraction));
  return operand.negative ? -magnitude : magnitude;
}

/**
 * MIN and MAX: the first operand where it is less, or greater, in every other case the second, as it is (Intel SDM
 * vol. 2, MINSD).
 */
function extremum(wanted: "less" | "greater"): BinaryOperation {
  return (left, right, format, environment) =>
    compare(left, right, "any-nan", format, environment) === wanted
      ? withoutDenormal(left, format, environment)
      : withoutDenormal(right, format, environment);
}

/** What takes denormal numbers for 0 gives 0. */
function withoutDenormal(bits: bigint, format: Format, environment: Environment): bigint {
  const operand = unpack(bits, format, environment);
  const isZero = operand.kind === "finite" && operand.significand === 0n;
  return isZero ? bits & (1n << BigInt(format.width - 1)) : bits;
}

export const least = extremum("less");
export const greatest = extremum("greater");

/** The relations of CMPSD and its kin, by the lowest three bits of their number (Intel SDM vol. 2, CMPPD). */
const relations: readonly (readonly [holds: readonly Order[], signals: Signals])[] = [
  [["equal"], "signaling-nan"],
  [["less"], "any-nan"],
  [["less", "equal"], "any-nan"],
  [["unordered"], "signaling-nan"],
  [["less", "greater", "unordered"], "signaling-nan"],
  [["equal", "greater", "unordered"], "any-nan"],
  [["greater", "unordered"], "any-nan"],
  [["less", "equal", "greater"], "signaling-nan"],
];

/** All ones where the relation holds, else 0. */
export function relation(number: number): BinaryOperation {
  const [holds, signals] = relations[number & 7] ?? [[], "any-nan"];
  return (left, right, format, environment) =>
    holds.includes(compare(left, right, signals, format, environment)) ? (1n << BigInt(format.width)) - 1n : 0n;
}
