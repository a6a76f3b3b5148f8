import { expect } from "chai";
import { lowerRoutine } from "../../dsl/lowering/lower-routine.js";
import type { MachineRoutine } from "../../dsl/lowering/machine.js";
import {
  ADDQ,
  AX,
  BX,
  CMPXCHG16B,
  CX,
  DI,
  MFENCE,
  MOVL,
  MOVQ,
  PUSHQ,
  RDTSC,
  REP,
  RET,
  SI,
  SP,
  STOSQ,
  SUBQ,
  XCHGQ,
  XORQ,
  at,
  external,
  CALL,
  none,
  routine,
} from "../../dsl/index.js";
import type { BodyItem } from "../../dsl/index.js";
import { provenEquivalent } from "../../verify/mutate/equivalence.js";
import type { MutationKind } from "../../verify/mutate/mutants.js";
import { mutantsOf } from "../../verify/mutate/mutants.js";

function lowered(body: readonly BodyItem<never>[]): MachineRoutine {
  return lowerRoutine(
    routine("runtime·x", { frame: none }, () => body),
    "corrected",
    (label) => label.name,
  ).routine;
}

/** What is proven of the mutants of one kind of the first instruction. */
function proven(kind: MutationKind, body: readonly BodyItem<never>[]): readonly boolean[] {
  const original = lowered(body);
  return [...mutantsOf(original)]
    .filter((mutant) => mutant.kind === kind && mutant.index === 0)
    .map((mutant) => provenEquivalent(original, mutant) !== undefined);
}

describe("equivalence of mutants", () => {
  it("is proven of doing twice what is done once", () => {
    for (const item of [MOVQ(AX, BX), MOVL(7, CX), MOVQ(AX, at(BX)), MOVQ(at(SP, 8), AX), XORQ(AX, AX), RET()]) {
      expect(proven("doubling", [item, RET()]), item.mnemonic).to.deep.equal([true]);
    }
  });

  it("is not proven where the second time sees the first", () => {
    for (const item of [
      ADDQ(1, AX),
      XORQ(AX, BX),
      SUBQ(8, SP),
      PUSHQ(AX),
      CALL(external("runtime·y")),
      MOVQ(at(AX), AX),
    ]) {
      expect(proven("doubling", [item, RET()]), item.mnemonic).to.deep.equal([false]);
    }
  });

  it("is proven of the order of instructions that have nothing to do with each other", () => {
    expect(proven("swap", [MOVQ(at(SP, 8), DI), MOVQ(at(SP, 16), SI), RET()])).to.deep.equal([true]);
    expect(proven("swap", [MOVQ(AX, at(SP, 0)), MOVQ(BX, at(SP, 8)), RET()])).to.deep.equal([true]);
  });

  it("is not proven of the order of those that have", () => {
    for (const [one, other] of [
      [MOVQ(AX, BX), MOVQ(BX, CX)],
      [MOVQ(AX, BX), MOVQ(CX, BX)],
      [MOVQ(AX, at(SP, 0)), MOVQ(BX, at(SP, 4))],
      [MOVQ(AX, at(BX)), MOVQ(CX, at(DI))],
      [MOVQ(AX, at(SP, 0)), SUBQ(8, SP)],
      [ADDQ(1, AX), ADDQ(1, BX)],
      [CALL(external("runtime·y")), MOVQ(AX, BX)],
      [MOVQ(AX, at(BX)), MFENCE()],
      [MOVQ(AX, at(BX)), XCHGQ(CX, at(BX, 8))],
      [CMPXCHG16B(at(BX)), MOVQ(CX, at(BX, 8))],
    ] as const) {
      expect(proven("swap", [one, other, RET()])).to.deep.equal([false]);
    }
  });

  it("is not proven where a prefix counts in CX, or where something is different every time", () => {
    expect(proven("swap", [MOVL(8, CX), REP(), STOSQ(), RET()])).to.deep.equal([false]);
    expect(proven("doubling", [RDTSC(), RET()])).to.deep.equal([false]);
  });

  it("is proven of small numbers moved with 32 or 64 bits, and of nothing narrower or wider", () => {
    expect(proven("width", [MOVL(4, AX), RET()])).to.deep.equal([false, false, true]);
    expect(proven("width", [MOVL(0x8000_0000, AX), RET()]).filter(Boolean)).to.deep.equal([]);
    expect(proven("width", [MOVL(at(SP, 8), AX), RET()]).filter(Boolean)).to.deep.equal([]);
  });

  it("is never proven of a register, a condition or a number changed", () => {
    const original = lowered([MOVQ(AX, BX), MOVL(3, CX), RET()]);
    const others = [...mutantsOf(original)].filter(({ kind }) => kind === "register" || kind === "immediate");
    expect(others.length).to.be.above(60);
    expect(others.filter((mutant) => provenEquivalent(original, mutant) !== undefined)).to.deep.equal([]);
  });
});
