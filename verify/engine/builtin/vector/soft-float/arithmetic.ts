import type { Environment, Finite, Format, Unpacked } from "./format.js";
import { bitLength, defaultNan, happened, infinity, quieted, round, unpack, zero } from "./format.js";

/** An operation on two numbers by their bits. */
export type BinaryOperation = (left: bigint, right: bigint, format: Format, environment: Environment) => bigint;

function invalid(format: Format, environment: Environment): bigint {
  environment.flags |= happened.invalid;
  return defaultNan(format);
}

/**
 * The first NaN of the operands, quiet; a signaling one among them is invalid. Where none is a NaN, undefined, and
 * denormal numbers are noticed.
 */
export function nanAmong(operands: readonly Unpacked[], format: Format, environment: Environment): bigint | undefined {
  if (operands.some((operand) => operand.kind === "nan" && !operand.quiet)) environment.flags |= happened.invalid;
  const nan = operands.find((operand) => operand.kind === "nan");
  if (nan?.kind === "nan") return quieted(nan.bits, format);
  return undefined;
}

/** Sets the flag for numbers below the normal ones. */
export function noticeDenormals(operands: readonly Unpacked[], environment: Environment): void {
  if (operands.some((operand) => operand.kind === "finite" && operand.denormal)) {
    environment.flags |= happened.denormal;
  }
}

function binary(
  operation: (
    left: Exclude<Unpacked, { kind: "nan" }>,
    right: Exclude<Unpacked, { kind: "nan" }>,
    format: Format,
    environment: Environment,
  ) => bigint,
): BinaryOperation {
  return (leftBits, rightBits, format, environment) => {
    const [left, right] = [unpack(leftBits, format, environment), unpack(rightBits, format, environment)];
    const nan = nanAmong([left, right], format, environment);
    if (nan !== undefined || left.kind === "nan" || right.kind === "nan") return nan ?? defaultNan(format);
    noticeDenormals([left, right], environment);
    return operation(left, right, format, environment);
  };
}

/** Two finite numbers added, exactly and then rounded. */
function addFinite(left: Finite, right: Finite, format: Format, environment: Environment): bigint {
  const exponent = Math.min(left.exponent, right.exponent);
  const value = ({ negative, significand, exponent: own }: Finite): bigint =>
    (negative ? -significand : significand) << BigInt(own - exponent);
  const sum = value(left) + value(right);
  if (sum !== 0n) return round(sum < 0n, sum < 0n ? -sum : sum, exponent, false, format, environment);
  const sameSign = left.negative === right.negative;
  return zero(sameSign ? left.negative : environment.rounding === "down", format);
}

export const add = binary((left, right, format, environment) => {
  if (left.kind === "finite" && right.kind === "finite") return addFinite(left, right, format, environment);
  if (left.kind === "infinity" && right.kind === "infinity" && left.negative !== right.negative) {
    return invalid(format, environment);
  }
  return infinity(left.kind === "infinity" ? left.negative : right.negative, format);
});

export const subtract = binary((left, right, format, environment) => {
  if (left.kind === "finite" && right.kind === "finite") {
    return addFinite(left, { ...right, negative: !right.negative }, format, environment);
  }
  if (left.kind === "infinity" && right.kind === "infinity" && left.negative === right.negative) {
    return invalid(format, environment);
  }
  return infinity(left.kind === "infinity" ? left.negative : !right.negative, format);
});

function isZero(operand: Unpacked): boolean {
  return operand.kind === "finite" && operand.significand === 0n;
}

export const multiply = binary((left, right, format, environment) => {
  const negative = left.negative !== right.negative;
  if (left.kind === "infinity" || right.kind === "infinity") {
    return isZero(left) || isZero(right) ? invalid(format, environment) : infinity(negative, format);
  }
  const significand = left.significand * right.significand;
  if (significand === 0n) return zero(negative, format);
  return round(negative, significand, left.exponent + right.exponent, false, format, environment);
});

export const divide: BinaryOperation = (leftBits, rightBits, format, environment) => {
  const [left, right] = [unpack(leftBits, format, environment), unpack(rightBits, format, environment)];
  const nan = nanAmong([left, right], format, environment);
  if (nan !== undefined || left.kind === "nan" || right.kind === "nan") return nan ?? defaultNan(format);
  const negative = left.negative !== right.negative;
  if (left.kind === "infinity") {
    if (right.kind === "infinity") return invalid(format, environment);
    noticeDenormals([right], environment);
    return infinity(negative, format);
  }
  if (right.kind === "infinity") {
    noticeDenormals([left], environment);
    return zero(negative, format);
  }
  if (right.significand === 0n) {
    if (left.significand === 0n) return invalid(format, environment);
    environment.flags |= happened.divideByZero;
    return infinity(negative, format);
  }
  noticeDenormals([left, right], environment);
  if (left.significand === 0n) return zero(negative, format);
  // Two bits more than the result has, and whether anything is below them.
  const wanted = format.fraction + 4 + bitLength(right.significand) - bitLength(left.significand);
  const distance = Math.max(wanted, 0);
  const dividend = left.significand << BigInt(distance);
  const quotient = dividend / right.significand;
  const more = quotient * right.significand !== dividend;
  return round(negative, quotient, left.exponent - right.exponent - distance, more, format, environment);
};

/** The greatest integer whose square is not more. */
function integerRoot(value: bigint): bigint {
  let root = 1n << BigInt((bitLength(value) + 1) >> 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

export function squareRoot(bits: bigint, format: Format, environment: Environment): bigint {
  const operand = unpack(bits, format, environment);
  const nan = nanAmong([operand], format, environment);
  if (nan !== undefined || operand.kind === "nan") return nan ?? defaultNan(format);
  if (isZero(operand)) return zero(operand.negative, format);
  if (operand.negative) return invalid(format, environment);
  if (operand.kind === "infinity") return infinity(false, format);
  noticeDenormals([operand], environment);
  const wanted = Math.max(2 * (format.fraction + 4) - bitLength(operand.significand), 0);
  const distance = (operand.exponent - wanted) % 2 === 0 ? wanted : wanted + 1;
  const scaled = operand.significand << BigInt(distance);
  const root = integerRoot(scaled);
  return round(false, root, (operand.exponent - distance) / 2, root * root !== scaled, format, environment);
}

/**
 * `left * right + addend` with one rounding; the product's sign may be turned. NaNs count in the order given. Infinity
 * times 0 is invalid, but nothing happens where the addend is a quiet NaN, which then is the result.
 */
export function multiplyAdd(
  [leftBits, rightBits, addendBits]: readonly [bigint, bigint, bigint],
  turned: boolean,
  format: Format,
  environment: Environment,
): bigint {
  const left = unpack(leftBits, format, environment);
  const right = unpack(rightBits, format, environment);
  const addend = unpack(addendBits, format, environment);
  const nan = nanAmong([left, right, addend], format, environment);
  if (nan !== undefined || left.kind === "nan" || right.kind === "nan" || addend.kind === "nan") {
    return nan ?? defaultNan(format);
  }
  const undefinedProduct = (left.kind === "infinity" && isZero(right)) || (right.kind === "infinity" && isZero(left));
  if (undefinedProduct) return invalid(format, environment);
  const negative = (left.negative !== right.negative) !== turned;
  if (left.kind === "infinity" || right.kind === "infinity") {
    if (addend.kind === "infinity" && addend.negative !== negative) return invalid(format, environment);
    noticeDenormals([left, right, addend], environment);
    return infinity(negative, format);
  }
  noticeDenormals([left, right, addend], environment);
  if (addend.kind === "infinity") return infinity(addend.negative, format);
  const product: Finite = {
    kind: "finite",
    negative,
    significand: left.significand * right.significand,
    exponent: left.exponent + right.exponent,
    denormal: false,
  };
  return addFinite(product, addend, format, environment);
}
