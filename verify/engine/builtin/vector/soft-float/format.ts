/** A binary format of IEEE 754. */
export interface Format {
  readonly width: 32 | 64;
  /** Bits of the fraction, without the one in front. */
  readonly fraction: number;
  readonly bias: number;
}

export const single: Format = Object.freeze({ width: 32, fraction: 23, bias: 127 });
export const double: Format = Object.freeze({ width: 64, fraction: 52, bias: 1023 });

/** A number that is no NaN and no infinity: the significand, times 2 to the exponent. */
export interface Finite {
  readonly kind: "finite";
  readonly negative: boolean;
  /** 0 for zeros. */
  readonly significand: bigint;
  readonly exponent: number;
  /** It was less than the least normal number, and was not taken for 0. */
  readonly denormal: boolean;
}

export type Unpacked =
  | Finite
  | { readonly kind: "infinity"; readonly negative: boolean }
  | { readonly kind: "nan"; readonly quiet: boolean; readonly bits: bigint };

/** Bits of MXCSR that say what has happened. */
export const happened = Object.freeze({
  invalid: 1,
  denormal: 2,
  divideByZero: 4,
  overflow: 8,
  underflow: 16,
  inexact: 32,
});

/** How results are rounded: the field of MXCSR. */
export type Rounding = "nearest" | "down" | "up" | "to-zero";

const roundings: readonly Rounding[] = ["nearest", "down", "up", "to-zero"];

/** What MXCSR's field, or that of an instruction, stands for. */
export function roundingOf(field: number): Rounding {
  return roundings[field & 3] ?? "nearest";
}

/** What MXCSR asks for, and what has happened since. */
export class Environment {
  readonly rounding: Rounding;
  /** What is too small for a normal number becomes 0, as long as the exception is masked. */
  readonly flushesToZero: boolean;
  readonly takesDenormalsForZero: boolean;
  flags = 0;

  constructor(mxcsr: number) {
    this.rounding = roundingOf(mxcsr >> 13);
    this.flushesToZero = (mxcsr & 0x8800) === 0x8800;
    this.takesDenormalsForZero = (mxcsr & 0x40) !== 0;
  }
}

/** The number that the bits stand for. */
export function unpack(bits: bigint, { width, fraction, bias }: Format, environment: Environment): Unpacked {
  const negative = bits >> BigInt(width - 1) !== 0n;
  const significand = bits & ((1n << BigInt(fraction)) - 1n);
  const field = Number((bits >> BigInt(fraction)) & ((1n << BigInt(width - 1 - fraction)) - 1n));
  if (field === 2 * bias + 1) {
    if (significand === 0n) return { kind: "infinity", negative };
    return { kind: "nan", quiet: significand >> BigInt(fraction - 1) !== 0n, bits };
  }
  const least = 1 - bias - fraction;
  if (field !== 0) {
    const exponent = field - 1 + least;
    return { kind: "finite", negative, significand: significand | (1n << BigInt(fraction)), exponent, denormal: false };
  }
  const kept = environment.takesDenormalsForZero ? 0n : significand;
  return { kind: "finite", negative, significand: kept, exponent: least, denormal: kept !== 0n };
}

function signBit(negative: boolean, { width }: Format): bigint {
  return negative ? 1n << BigInt(width - 1) : 0n;
}

export function zero(negative: boolean, format: Format): bigint {
  return signBit(negative, format);
}

export function infinity(negative: boolean, format: Format): bigint {
  return signBit(negative, format) | (BigInt(2 * format.bias + 1) << BigInt(format.fraction));
}

/** What an invalid operation gives: a quiet NaN, negative and without a payload. */
export function defaultNan(format: Format): bigint {
  return infinity(true, format) | (1n << BigInt(format.fraction - 1));
}

/** A NaN with its quiet bit. */
export function quieted(bits: bigint, { fraction }: Format): bigint {
  return bits | (1n << BigInt(fraction - 1));
}

/** Bits up to the highest that is set. */
export function bitLength(value: bigint): number {
  const digits = value.toString(16);
  return 4 * digits.length - Math.clz32(parseInt(digits.charAt(0), 16)) + 28;
}

/**
 * The bits of a number that is not 0, rounded. `more` says that there is something below the significand's last bit,
 * which is then at least two below the result's last.
 */
export function round(
  negative: boolean,
  significand: bigint,
  exponent: number,
  more: boolean,
  format: Format,
  environment: Environment,
): bigint {
  const { fraction, bias } = format;
  const least = 1 - bias - fraction;
  const free = exponent + bitLength(significand) - (fraction + 1);
  const { rounding } = environment;
  const tiny =
    free < least && isTiny(cut(negative, significand, free - exponent, more, rounding), free, least, fraction);
  if (tiny && environment.flushesToZero) {
    environment.flags |= happened.underflow | happened.inexact;
    return zero(negative, format);
  }
  let last = Math.max(free, least);
  const rounded = cut(negative, significand, last - exponent, more, rounding);
  let { kept } = rounded;
  if (rounded.inexact) environment.flags |= happened.inexact | (tiny ? happened.underflow : 0);
  if (bitLength(kept) > fraction + 1) {
    kept >>= 1n;
    last += 1;
  }
  const field = kept >> BigInt(fraction) === 0n ? 0 : last - least + 1;
  if (field > 2 * bias) return overflowed(negative, format, environment);
  const low = kept & ((1n << BigInt(fraction)) - 1n);
  return signBit(negative, format) | (BigInt(field) << BigInt(fraction)) | low;
}

/** Less than the least normal number even when rounded as if there were no such limit (Intel SDM vol. 1, 4.9.1.5). */
function isTiny({ kept }: { readonly kept: bigint }, last: number, least: number, fraction: number): boolean {
  return last + bitLength(kept) - (fraction + 1) < least;
}

function overflowed(negative: boolean, format: Format, environment: Environment): bigint {
  environment.flags |= happened.overflow | happened.inexact;
  const { rounding } = environment;
  const away = rounding === "nearest" || rounding === (negative ? "down" : "up");
  return away ? infinity(negative, format) : infinity(negative, format) - 1n;
}

/** Without its last `distance` bits, rounded. */
export function cut(
  negative: boolean,
  significand: bigint,
  distance: number,
  more: boolean,
  rounding: Rounding,
): { readonly kept: bigint; readonly inexact: boolean } {
  if (distance <= 0) return { kept: significand << BigInt(-distance), inexact: more };
  const kept = significand >> BigInt(distance);
  const rest = significand - (kept << BigInt(distance));
  const inexact = more || rest !== 0n;
  const half = 1n << BigInt(distance - 1);
  const up =
    rounding === "nearest"
      ? rest > half || (rest === half && (more || (kept & 1n) !== 0n))
      : inexact && rounding === (negative ? "down" : "up");
  return { kept: up ? kept + 1n : kept, inexact };
}
