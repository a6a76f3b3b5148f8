import { Malformed } from "./malformed.js";
import type { Token } from "./token.js";

/** A number has 64 bits. */
const largest = (1n << 64n) - 1n;

/** The value of a number as Go's assembler reads it: `10`, `0x10`, `010`, `0o10`, `0b10`, with `_` between digits. */
export function integerValue(token: Token): bigint {
  const { text } = token;
  if (/__|_$|^0_?[bBoOxX]$/.test(text)) {
    throw new Malformed(`${text} is no number`, token);
  }
  const digits = text.replaceAll("_", "");
  const octal = /^0\d+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
  if (/^0[oO].*[89]/.test(octal) || /^0[bB].*[2-9]/.test(octal)) {
    throw new Malformed(`${text} is no ${/^0[bB]/.test(octal) ? "binary" : "octal"} number`, token);
  }
  // Some thousands of digits would take long to convert, and are too many in any base.
  const value = octal.length > 100 && !/^0[a-z]?0*[\da-f]{0,64}$/i.test(octal) ? largest + 1n : BigInt(octal);
  if (value > largest) {
    throw new Malformed(`the number ${shortened(text)} is too large: expected one of 64 bits`, token);
  }
  return value;
}

/** The value of a fraction, also of a hexadecimal one (`0x1.8p3`). */
export function floatValue(token: Token): number {
  const digits = token.text.replaceAll("_", "");
  const [, whole = "", part = "", exponent = ""] = /^0x([\da-f]*)\.?([\da-f]*)p([+-]?\d+)$/i.exec(digits) ?? [];
  const isHexadecimal = whole + part !== "";
  const scale = 2 ** (Number(exponent) - 4 * part.length);
  const value = isHexadecimal ? Number(BigInt(`0x${whole}${part}`)) * scale : Number(digits);
  if (!Number.isFinite(value)) {
    throw new Malformed(`${shortened(token.text)} is no number that a double can hold`, token);
  }
  return value;
}

/** The value of `'x'`: its code point. */
export function characterValue(token: Token): bigint {
  const bytes = unquoted(token);
  const text = new TextDecoder().decode(bytes);
  const code = text.codePointAt(0);
  if (code === undefined || String.fromCodePoint(code) !== text) {
    throw new Malformed(`${token.text} is no character: expected one between the quotation marks`, token);
  }
  if (!new TextEncoder().encode(text).every((byte, index) => byte === bytes[index])) {
    throw new Malformed(`${token.text} is no character: expected one in UTF-8`, token);
  }
  return BigInt(code);
}

const simple: Readonly<Record<string, number>> = {
  ...{ a: 7, b: 8, e: 27, f: 12, n: 10, r: 13, t: 9, v: 11, z: 0 },
  ...{ "\\": 0x5c, "'": 0x27, '"': 0x22 },
};
const escapes =
  /\\(?:(?<octal>[0-7]{1,3})|x(?<hex>[\da-fA-F]{2})|u(?<u>[\da-fA-F]{4})|U(?<U>[\da-fA-F]{8})|(?<simple>[abefnrtvz\\'"]))|(?<plain>[^\\]+)/gy;

/** The bytes of a quoted text: Go's escapes, and 6a's `\z` (zero) and `\e`. */
export function unquoted(token: Token): Uint8Array {
  const inside = token.text.slice(1, -1);
  const bytes: number[] = [];
  let at = 0;
  for (const match of inside.matchAll(escapes)) {
    at = match.index + match[0].length;
    const { octal, hex, u, U, simple: name, plain } = match.groups ?? {};
    const code = u ?? U;
    if (octal !== undefined || hex !== undefined) {
      bytes.push(octal === undefined ? Number.parseInt(hex ?? "", 16) : Number.parseInt(octal, 8));
    } else if (code !== undefined) {
      bytes.push(...encoded(Number.parseInt(code, 16), token));
    } else if (name !== undefined) {
      bytes.push(simple[name] ?? 0);
    } else {
      new TextEncoder().encode(plain).forEach((byte) => bytes.push(byte));
    }
  }
  if (at < inside.length || bytes.some((byte) => byte > 255)) {
    throw new Malformed(
      `${shortened(token.text)} has an escape that is none: expected \\n, \\t, \\\\, \\", \\x41, \\101 and the like`,
      token,
    );
  }
  return Uint8Array.from(bytes);
}

function encoded(code: number, token: Token): Uint8Array {
  if (code > 0x10_ffff || (code >= 0xd800 && code < 0xe000)) {
    throw new Malformed(`${shortened(token.text)} names a character that there is not`, token);
  }
  return new TextEncoder().encode(String.fromCodePoint(code));
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
