import type { ScalarType } from "../../dsl/ctypes/ctype.js";
import {
  bool,
  byte,
  int16,
  int32,
  int64,
  int8,
  intptr,
  pointer,
  typedef,
  uint16,
  uint32,
  uint64,
  uint8,
  uintptr,
  voidType,
} from "../../dsl/ctypes/ctype.js";
import { Random } from "../../verify/random.js";

/** A type as the description has it and as C spells it. */
interface SpelledType {
  readonly type: ScalarType;
  readonly c: string;
}

/** The types of the language that bridges pass, spelled by hand. */
const types: readonly SpelledType[] = [
  { type: int8, c: "int8_t" },
  { type: int16, c: "int16_t" },
  { type: int32, c: "int32_t" },
  { type: int64, c: "int64_t" },
  { type: uint8, c: "uint8_t" },
  { type: uint16, c: "uint16_t" },
  { type: uint32, c: "uint32_t" },
  { type: uint64, c: "uint64_t" },
  { type: byte, c: "uint8_t" },
  { type: bool, c: "uint8_t" },
  { type: intptr, c: "intptr_t" },
  { type: uintptr, c: "uintptr_t" },
  { type: pointer(voidType), c: "void *" },
  { type: pointer(int32), c: "int32_t *" },
  { type: typedef("Flags", uint16), c: "uint16_t" },
  { type: typedef("Level", int8), c: "int8_t" },
];

/** One argument with what is passed for it: the bits, at the type's width. */
export interface RandomArgument extends SpelledType {
  readonly name: string;
  readonly value: bigint;
}

/** A function of up to eight scalars and pointers, called once. */
export interface RandomSignature {
  readonly name: string;
  readonly args: readonly RandomArgument[];
  /** Undefined where nothing is returned. */
  readonly result: SpelledType | undefined;
  /** What AX holds when the function comes back: more than a narrow result has. */
  readonly answer: bigint;
}

/** The most arguments that a random function has. */
export const mostArguments = 8;

/** As many functions as asked for, all different streams of one seed; every number of arguments comes up. */
export function randomSignatures(seed: number, count: number): readonly RandomSignature[] {
  const random = new Random(seed, "signatures");
  return Array.from({ length: count }, (_, index) => ({
    name: `test·f${String(index)}`,
    args: Array.from({ length: index % (mostArguments + 1) }, (_unused, position) => {
      const spelled = random.pick(types);
      return { ...spelled, name: `a${String(position)}`, value: anyBits(8 * spelled.type.size, random) };
    }),
    result: random.below(8) === 0 ? undefined : random.pick(types),
    answer: anyBits(64, random),
  }));
}

/** Limits of a width, or any bits. */
function anyBits(bits: number, random: Random): bigint {
  const top = 1n << BigInt(bits - 1);
  const value = random.below(3) === 0 ? random.pick([0n, -1n, 1n, top, top - 1n]) : random.uint64();
  return BigInt.asUintN(bits, value);
}
