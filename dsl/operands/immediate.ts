import type { SourceSite } from "../source-site.js";
import { captureSite } from "../source-site.js";
import type { ImmediateClass, Width } from "./operand-class.js";

/**
 * A named number: a kernel constant, a flag. It stands wherever a number can, and its name comes out in the
 * assembly as a comment and in C as the constant itself.
 */
export interface Constant<
  Name extends string = string,
  Value extends number | bigint = number | bigint,
  C extends ImmediateClass = ImmediateClass,
> {
  readonly kind: "constant";
  readonly class: C;
  readonly name: Name;
  readonly value: Value;
  /** Where it was described: of a table, the place of the table. */
  readonly site?: SourceSite;
}

/** The class of a number, from its literal type. A `number` or `bigint` that is no literal is `imm`. */
export type ImmediateClassOf<V extends number | bigint> = number extends V
  ? "imm"
  : bigint extends V
    ? "imm"
    : ClassOfDecimal<`${V}`, V extends bigint ? true : false>;

/** A tuple as long as the decimal, so that lengths can be compared. */
type Digits<S extends string, Seen extends readonly unknown[] = readonly []> = S extends `${string}${infer Rest}`
  ? Digits<Rest, readonly [...Seen, 0]>
  : Seen;

type DigitOrder = "0123456789";

/** Is decimal A at most decimal B? Both without sign and leading zeros, of equal length. */
type AtMost<A extends string, B extends string> = A extends `${infer HeadA}${infer TailA}`
  ? B extends `${infer HeadB}${infer TailB}`
    ? HeadA extends HeadB
      ? AtMost<TailA, TailB>
      : DigitOrder extends `${string}${HeadA}${string}${HeadB}${string}`
        ? true
        : false
    : false
  : true;

type ClassOfDecimal<S extends string, Exact extends boolean> = S extends
  `${string}.${string}` | `${string}e${string}` | "NaN" | `${string}Infinity`
  ? "too-wide"
  : S extends `-${infer Magnitude}`
    ? ClassOfNegative<Magnitude, Digits<Magnitude>["length"], Exact>
    : ClassOfPositive<S, Digits<S>["length"], Exact>;

/** The number of digits decides, but for the lengths in which a power of two lies. */
type ClassOfPositive<S extends string, Length, Exact extends boolean> = Length extends 1 | 2
  ? "i8"
  : Length extends 3
    ? AtMost<S, "127"> extends true
      ? "i8"
      : AtMost<S, "255"> extends true
        ? "u8"
        : "i16"
    : Length extends 4
      ? "i16"
      : Length extends 5
        ? AtMost<S, "32767"> extends true
          ? "i16"
          : AtMost<S, "65535"> extends true
            ? "u16"
            : "i32"
        : Length extends 6 | 7 | 8 | 9
          ? "i32"
          : Length extends 10
            ? AtMost<S, "2147483647"> extends true
              ? "i32"
              : AtMost<S, "4294967295"> extends true
                ? "u32"
                : "i64"
            : WideClass<S, Length, Exact, "18446744073709551615">;

type ClassOfNegative<S extends string, Length, Exact extends boolean> = Length extends 1 | 2
  ? "n8"
  : Length extends 3
    ? AtMost<S, "128"> extends true
      ? "n8"
      : "i16"
    : Length extends 4
      ? "i16"
      : Length extends 5
        ? AtMost<S, "32768"> extends true
          ? "i16"
          : "i32"
        : Length extends 6 | 7 | 8 | 9
          ? "i32"
          : Length extends 10
            ? AtMost<S, "2147483648"> extends true
              ? "i32"
              : "i64"
            : WideClass<S, Length, Exact, "9223372036854775808">;

/** Eleven digits and more: what a `number` no longer holds exactly, or 64 bits no longer hold, is too wide. */
type WideClass<S extends string, Length, Exact extends boolean, Limit extends string> = Length extends
  11 | 12 | 13 | 14 | 15
  ? "i64"
  : Exact extends false
    ? Length extends 16
      ? AtMost<S, "9007199254740991"> extends true
        ? "i64"
        : "too-wide"
      : "too-wide"
    : Length extends 16 | 17 | 18
      ? "i64"
      : Length extends 19
        ? Digits<Limit>["length"] extends 19
          ? WithinLimit<S, Limit>
          : "i64"
        : Length extends 20
          ? Digits<Limit>["length"] extends 20
            ? WithinLimit<S, Limit>
            : "too-wide"
          : "too-wide";

type WithinLimit<S extends string, Limit extends string> = AtMost<S, Limit> extends true ? "i64" : "too-wide";

/** The class of a number at run time, the same as the type gives for a literal. */
export function immediateClass(value: number | bigint): Exclude<ImmediateClass, "imm"> {
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    return "too-wide";
  }
  const v = BigInt(value);
  if (v >= -0x80n && v < 0n) return "n8";
  if (v >= 0n && v <= 0x7fn) return "i8";
  if (v >= 0n && v <= 0xffn) return "u8";
  if (v >= -0x8000n && v <= 0x7fffn) return "i16";
  if (v >= 0n && v <= 0xffffn) return "u16";
  if (v >= -0x8000_0000n && v <= 0x7fff_ffffn) return "i32";
  if (v >= 0n && v <= 0xffff_ffffn) return "u32";
  if (v >= -0x8000_0000_0000_0000n && v <= 0xffff_ffff_ffff_ffffn) return "i64";
  return "too-wide";
}

/** The bits of `value` in `width` bits, read as a signed number. */
export function signedValue(value: bigint, width: Width): bigint {
  return BigInt.asIntN(width, value);
}

/** A named number. */
export function constant<const Name extends string, const Value extends number | bigint>(
  name: Name,
  value: Value,
): Constant<Name, Value, ImmediateClassOf<Value>> {
  return Object.freeze({
    kind: "constant",
    // The literal type and the run-time judgement agree (test/dsl/immediate.test.ts compares them at every boundary).
    class: immediateClass(value) as ImmediateClassOf<Value>,
    name,
    value,
    site: captureSite(constant),
  });
}

/** A table of named numbers, each under its own name, in the order given. */
export type ConstantTable<Values extends Readonly<Record<string, number | bigint>>> = {
  readonly [Name in keyof Values]: Constant<Name & string, Values[Name], ImmediateClassOf<Values[Name]>>;
};

/**
 * Constants by name.
 *
 * @example
 * const kernel = constants({ PROT_READ: 1, PROT_WRITE: 2 });
 * MOVL(kernel.PROT_READ, DX);
 */
export function constants<const Values extends Readonly<Record<string, number | bigint>>>(
  values: Values,
): ConstantTable<Values>;
export function constants(values: Readonly<Record<string, number | bigint>>): Readonly<Record<string, Constant>> {
  const site = captureSite(constants);
  return Object.freeze(
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, Object.freeze({ ...constant(name, value), site })]),
    ),
  );
}
