import type { Random } from "../../../verify/random.js";

/** True with this probability. */
export function chance(random: Random, probability: number): boolean {
  return random.uint32() < probability * 0x1_0000_0000;
}

const boundaries: readonly bigint[] = [7, 8, 15, 16, 31, 32, 63, 64]
  .flatMap((bits) => [(1n << BigInt(bits)) - 1n, 1n << BigInt(bits), (1n << BigInt(bits)) + 1n])
  .flatMap((value) => [value, -value])
  .concat([0n, 1n, -1n, 2n, -2n])
  .map((value) => BigInt.asUintN(64, value));

/** A register's or a word's content: half of them at the limits of some width. */
export function randomWord(random: Random): bigint {
  if (chance(random, 0.4)) return random.uint64();
  const value = random.pick(boundaries);
  // The lower part at a limit, the upper part anything.
  return chance(random, 0.5) ? value : (random.uint64() & ~0xffff_ffffn) | (value & 0xffff_ffffn);
}
