import { NoNumber } from "./no-number.js";

/** An integer type of C, as far as arithmetic knows it. */
export interface IntegerKind {
  readonly bits: number;
  readonly isSigned: boolean;
}

/** A constant of C: a value with its type. */
export interface CInteger {
  readonly type: IntegerKind;
  readonly value: bigint;
}

export const int: IntegerKind = Object.freeze({ bits: 32, isSigned: true });
export const unsignedLong: IntegerKind = Object.freeze({ bits: 64, isSigned: false });
const long: IntegerKind = Object.freeze({ bits: 64, isSigned: true });
const unsigned: IntegerKind = Object.freeze({ bits: 32, isSigned: false });

/** A value in a type, wrapped around where it does not fit. */
export function converted(value: bigint, type: IntegerKind): CInteger {
  return { type, value: type.isSigned ? BigInt.asIntN(type.bits, value) : BigInt.asUintN(type.bits, value) };
}

export function truth(value: boolean): CInteger {
  return { type: int, value: value ? 1n : 0n };
}

/** What is narrower than an int becomes one (C11, 6.3.1.1). */
export function promoted({ type, value }: CInteger): CInteger {
  return type.bits < 32 ? { type: int, value } : { type, value };
}

/** The type that two operands have in common (6.3.1.8). */
export function commonType(one: CInteger, other: CInteger): IntegerKind {
  const { type: a } = promoted(one);
  const { type: b } = promoted(other);
  if (a.bits !== b.bits) {
    return a.bits > b.bits ? a : b;
  }
  return { bits: a.bits, isSigned: a.isSigned && b.isSigned };
}

/** `0x10ul`: the first type of 6.4.4.1 that holds it. */
export function integerLiteral(text: string): CInteger {
  const [, digits = "", suffix = ""] =
    /^(0[xX][0-9a-fA-F]+|0[bB][01]+|0[0-7]*|[1-9]\d*)([uU]?[lL]{0,2}|[lL]{1,2}[uU])$/.exec(text) ?? [];
  if (digits === "") {
    throw new NoNumber(`${text} is no integer`);
  }
  const value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  const isUnsigned = /u/i.test(suffix);
  const isDecimal = /^[1-9]/.test(digits);
  const types = [int, unsigned, long, unsignedLong].filter(
    ({ bits, isSigned }) => (!/l/i.test(suffix) || bits === 64) && (isUnsigned ? !isSigned : isSigned || !isDecimal),
  );
  const type = types.find((one) => converted(value, one).value === value);
  if (type === undefined) {
    throw new NoNumber(`${text} has more than 64 bits`);
  }
  return { type, value };
}

const escapes: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  e: 27,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  "\\": 92,
  "'": 39,
  '"': 34,
  "?": 63,
};

/** `'A'`, `'\n'`, `'\377'`: an int with the value of a char, which is signed. */
export function characterLiteral(text: string): CInteger {
  const inside = text.slice(1, -1);
  const [, octal, hexadecimal, escape] = /^\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|(.))$/s.exec(inside) ?? [];
  const code =
    octal !== undefined
      ? Number.parseInt(octal, 8)
      : hexadecimal !== undefined
        ? Number.parseInt(hexadecimal, 16)
        : escape !== undefined
          ? escapes[escape]
          : inside.length === 1
            ? inside.charCodeAt(0)
            : undefined;
  if (code === undefined || code > 255 || (code > 127 && !inside.startsWith("\\"))) {
    throw new NoNumber(`${text} is no character of one byte`);
  }
  return { type: int, value: BigInt.asIntN(8, BigInt(code)) };
}

/** A binary operation but for those that judge their operands one by one. */
export function calculated(sign: string, one: CInteger, other: CInteger): CInteger {
  if (sign === "<<" || sign === ">>") {
    return shifted(sign, promoted(one), other.value);
  }
  const type = commonType(one, other);
  const a = converted(one.value, type).value;
  const b = converted(other.value, type).value;
  switch (sign) {
    case "+":
      return converted(a + b, type);
    case "-":
      return converted(a - b, type);
    case "*":
      return converted(a * b, type);
    case "/":
    case "%":
      if (b === 0n) {
        throw new NoNumber("it divides by zero");
      }
      return converted(sign === "/" ? a / b : a % b, type);
    case "&":
      return converted(a & b, type);
    case "|":
      return converted(a | b, type);
    case "^":
      return converted(a ^ b, type);
    case "==":
      return truth(a === b);
    case "!=":
      return truth(a !== b);
    case "<":
      return truth(a < b);
    case "<=":
      return truth(a <= b);
    case ">":
      return truth(a > b);
    case ">=":
      return truth(a >= b);
    default:
      throw new NoNumber(`${sign} is no operator of constants`);
  }
}

function shifted(sign: "<<" | ">>", { type, value }: CInteger, by: bigint): CInteger {
  if (by < 0n || by >= BigInt(type.bits)) {
    throw new NoNumber(`it shifts by ${String(by)}`);
  }
  return converted(sign === "<<" ? value << by : value >> by, type);
}
