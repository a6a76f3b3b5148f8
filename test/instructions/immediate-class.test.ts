import { expect } from "chai";
import { immediateClass } from "../../dsl/operands/immediate.js";
import { checkLines } from "./type-check.js";

/** Around every power of two and of ten, where a range or the number of digits changes. */
const boundaries: readonly bigint[] = [
  ...Array.from({ length: 67 }, (_, bits) => 1n << BigInt(bits)),
  ...Array.from({ length: 22 }, (_, digits) => 10n ** BigInt(digits)),
].flatMap((power) => [power - 2n, power - 1n, power, power + 1n].flatMap((value) => [value, -value]));

/** Written by hand, from the table in operand-class.ts: first value, last value, class. */
const ranges: readonly (readonly [bigint, bigint, string])[] = [
  [-0x80n, -1n, "n8"],
  [0n, 0x7fn, "i8"],
  [0x80n, 0xffn, "u8"],
  [-0x8000n, 0x7fffn, "i16"],
  [0x8000n, 0xffffn, "u16"],
  [-0x8000_0000n, 0x7fff_ffffn, "i32"],
  [0x8000_0000n, 0xffff_ffffn, "u32"],
  [-0x8000_0000_0000_0000n, 0xffff_ffff_ffff_ffffn, "i64"],
];

function expectedClass(value: bigint): string {
  return ranges.find(([first, last]) => value >= first && value <= last)?.[2] ?? "too-wide";
}

describe("the class of an immediate", function () {
  this.timeout(60_000);
  const values = [...new Set(boundaries)];

  it("is that of the smallest range it lies in", () => {
    for (const value of values) {
      expect(immediateClass(value), String(value)).to.equal(expectedClass(value));
      const number = Number(value);
      expect(immediateClass(number), String(number)).to.equal(
        Number.isSafeInteger(number) ? expectedClass(value) : "too-wide",
      );
    }
    for (const value of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 1e300]) {
      expect(immediateClass(value)).to.equal("too-wide");
    }
  });

  it(`is the same to the type checker, for ${String(values.length)} values as bigint and as number`, () => {
    const literals = values.flatMap((value) => [
      { literal: `${String(value)}n`, expected: immediateClass(value) },
      { literal: String(value), expected: immediateClass(Number(value)) },
    ]);
    const preamble = ['import type { ImmediateClassOf } from "../../dsl/operands/immediate.js";'];
    const lines = literals.map(({ literal }, position) => `type T${String(position)} = ImmediateClassOf<${literal}>;`);
    const given = checkLines(preamble, [
      ...lines,
      "type N = ImmediateClassOf<number>;",
      "type F = ImmediateClassOf<0.5>;",
    ]);
    expect(given.map(({ messages }) => messages.join())).to.deep.equal([
      ...literals.map(({ expected }) => `"${expected}"`),
      '"imm"',
      '"too-wide"',
    ]);
  });
});
