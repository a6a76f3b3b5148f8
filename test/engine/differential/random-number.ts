import type { Random } from "../../../verify/random.js";
import { chance } from "./random-word.js";

const doubles: readonly bigint[] = [
  0x0000_0000_0000_0000n, // zero
  0x0000_0000_0000_0001n, // the least denormal number
  0x000f_ffff_ffff_ffffn, // the greatest
  0x0010_0000_0000_0000n, // the least normal number
  0x3ff0_0000_0000_0000n, // 1
  0x3fe0_0000_0000_0000n, // 1/2
  0x3ff8_0000_0000_0000n, // 3/2
  0x3690_0000_0000_0000n, // what a single cannot hold any more
  0x47ef_ffff_f000_0000n, // greater than the greatest single
  0x41df_ffff_ffc0_0000n, // 2^31 - 1
  0x41e0_0000_0000_0000n, // 2^31
  0x43e0_0000_0000_0000n, // 2^63
  0x7fef_ffff_ffff_ffffn, // the greatest number
  0x7ff0_0000_0000_0000n, // infinity
  0x7ff8_0000_0000_0000n, // a quiet NaN
  0x7ff8_0000_0000_1234n,
  0x7ff0_0000_0000_0001n, // a signaling one
];

const singles: readonly number[] = [
  0x0000_0000, 0x0000_0001, 0x007f_ffff, 0x0080_0000, 0x3f80_0000, 0x3f00_0000, 0x3fc0_0000, 0x4eff_ffff, 0x4f00_0000,
  0x5f00_0000, 0x7f7f_ffff, 0x7f80_0000, 0x7fc0_0000, 0x7fc0_1234, 0x7f80_0001,
];

/** The bits of a number of 64 bits: a special one, or one near others. */
export function randomDouble(random: Random): bigint {
  const sign = chance(random, 0.5) ? 1n << 63n : 0n;
  if (chance(random, 0.4)) return random.pick(doubles) | sign;
  const exponent = BigInt(
    random.pick([0, 1, 0x20, 0x1ff, 0x380, 0x3ff, 0x43e, 0x47e, 0x5ff, 0x7c0, 0x7fd]) + random.below(4),
  );
  return sign | ((exponent << 52n) & 0x7ff0_0000_0000_0000n) | fraction(random, 52);
}

/** The same for 32 bits. */
export function randomSingle(random: Random): number {
  const sign = chance(random, 0.5) ? 0x8000_0000 : 0;
  if (chance(random, 0.4)) return (random.pick(singles) | sign) >>> 0;
  const exponent = random.pick([0, 1, 0x40, 0x7e, 0x80, 0x96, 0x9e, 0xbe, 0xd0, 0xf8, 0xfb]) + random.below(4);
  return (sign | ((exponent << 23) & 0x7f80_0000) | Number(fraction(random, 23))) >>> 0;
}

/** Few bits at the top, few at the bottom, or any. */
function fraction(random: Random, width: number): bigint {
  const any = random.uint64() & ((1n << BigInt(width)) - 1n);
  if (chance(random, 0.4)) return any;
  return chance(random, 0.5) ? any & 7n : (any >> BigInt(width - 3)) << BigInt(width - 3);
}
