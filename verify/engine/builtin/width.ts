/** Width of an operand in bits. All values are unsigned numbers of that many bits. */
export type Width = 8 | 16 | 32 | 64;

/** All ones. */
export const mask: Readonly<Record<Width, bigint>> = Object.freeze({
  8: 0xffn,
  16: 0xffffn,
  32: 0xffff_ffffn,
  64: 0xffff_ffff_ffff_ffffn,
});

/** The most significant bit. */
export const signBit: Readonly<Record<Width, bigint>> = Object.freeze({
  8: 1n << 7n,
  16: 1n << 15n,
  32: 1n << 31n,
  64: 1n << 63n,
});

/** The number that the bits mean in two's complement. */
export function signed(value: bigint, width: Width): bigint {
  const sign = signBit[width];
  return (value ^ sign) - sign;
}

/** The same number in more bits. */
export function signExtend(value: bigint, from: Width, to: Width): bigint {
  return signed(value, from) & mask[to];
}

/** A number of bytes as a width in bits; undefined where general registers have no such width. */
export function widthOfBytes(size: number): Width | undefined {
  switch (size) {
    case 1:
      return 8;
    case 2:
      return 16;
    case 4:
      return 32;
    case 8:
      return 64;
    default:
      return undefined;
  }
}
