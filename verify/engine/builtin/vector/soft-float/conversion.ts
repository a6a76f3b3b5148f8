import { nanAmong, noticeDenormals } from "./arithmetic.js";
import type { Environment, Format, Rounding } from "./format.js";
import { cut, defaultNan, happened, infinity, quieted, round, unpack, zero } from "./format.js";

/** An integer of `width` bits with a sign, as a number. */
export function fromInteger(value: bigint, width: 32 | 64, format: Format, environment: Environment): bigint {
  const number = BigInt.asIntN(width, value);
  if (number === 0n) return zero(false, format);
  return round(number < 0n, number < 0n ? -number : number, 0, false, format, environment);
}

/** A number as an integer with a sign; what does not fit, and a NaN, is invalid, and gives the least one. */
export function toInteger(
  bits: bigint,
  format: Format,
  width: 32 | 64,
  rounding: Rounding,
  environment: Environment,
): bigint {
  const indefinite = 1n << BigInt(width - 1);
  const operand = unpack(bits, format, environment);
  if (operand.kind !== "finite") {
    environment.flags |= happened.invalid;
    return indefinite;
  }
  const { kept, inexact } = cut(operand.negative, operand.significand, -operand.exponent, false, rounding);
  const value = operand.negative ? -kept : kept;
  if (BigInt.asIntN(width, value) !== value) {
    environment.flags |= happened.invalid;
    return indefinite;
  }
  if (inexact) environment.flags |= happened.inexact;
  return BigInt.asUintN(width, value);
}

/** A number in another format; a NaN keeps the upper bits of its payload. */
export function toFormat(bits: bigint, from: Format, to: Format, environment: Environment): bigint {
  const operand = unpack(bits, from, environment);
  if (operand.kind === "nan") {
    nanAmong([operand], from, environment);
    const payload = quieted(operand.bits, from) & ((1n << BigInt(from.fraction)) - 1n);
    const distance = BigInt(to.fraction - from.fraction);
    const negative = operand.bits >> BigInt(from.width - 1) !== 0n;
    return infinity(negative, to) | (distance > 0n ? payload << distance : payload >> -distance);
  }
  if (operand.kind === "infinity") return infinity(operand.negative, to);
  noticeDenormals([operand], environment);
  if (operand.significand === 0n) return zero(operand.negative, to);
  return round(operand.negative, operand.significand, operand.exponent, false, to, environment);
}

/** The number rounded to an integer, in its own format. */
export function toIntegral(
  bits: bigint,
  rounding: Rounding,
  saysInexact: boolean,
  format: Format,
  environment: Environment,
): bigint {
  const operand = unpack(bits, format, environment);
  if (operand.kind === "nan") return nanAmong([operand], format, environment) ?? defaultNan(format);
  if (operand.kind === "infinity" || operand.exponent >= 0) return bits;
  const { kept, inexact } = cut(operand.negative, operand.significand, -operand.exponent, false, rounding);
  if (inexact && saysInexact) environment.flags |= happened.inexact;
  return kept === 0n ? zero(operand.negative, format) : round(operand.negative, kept, 0, false, format, environment);
}
