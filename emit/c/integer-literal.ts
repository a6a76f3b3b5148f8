/** The lowest int and the lowest 64-bit integer have no literal of their own in C: their magnitude is a wider type. */
const lowest32 = -0x8000_0000n;
const lowest64 = -0x8000_0000_0000_0000n;
const highest32 = 0x7fff_ffffn;

/** Can an enumerator have this value in standard C? */
export function fitsInt(value: number | bigint): boolean {
  const v = BigInt(value);
  return v >= lowest32 && v <= highest32;
}

/**
 * A number as godefs wrote it: `0`, or lower-case hexadecimal. Negative numbers keep their sign, with a suffix where
 * the magnitude alone would be unsigned.
 */
export function hexLiteral(value: number | bigint): string {
  return literal(BigInt(value), (digits) => `${digits}LL`);
}

/** The same for standard C, where numbers wider than int get their type from a macro of <stdint.h>. */
export function standardLiteral(value: number | bigint): string {
  const v = BigInt(value);
  return v > highest32
    ? `${v > 0x7fff_ffff_ffff_ffffn ? "UINT64_C" : "INT64_C"}(0x${v.toString(16)})`
    : literal(v, (digits) => `INT64_C(${digits})`);
}

function literal(value: bigint, wide: (digits: string) => string): string {
  if (value === 0n) {
    return "0";
  }
  if (value > 0n) {
    return `0x${value.toString(16)}`;
  }
  if (value === lowest32 || value === lowest64) {
    return `(${literal(value + 1n, wide)} - 1)`;
  }
  const digits = `0x${(-value).toString(16)}`;
  return `-${-value > highest32 ? wide(digits) : digits}`;
}
