import { expect } from "chai";
import type { Routine } from "../../dsl/index.js";
import {
  AX,
  DI,
  JEQ,
  CMPQ,
  MOVL,
  MOVQ,
  RET,
  SYSCALL,
  at,
  calls,
  cannotFail,
  crashesAt,
  inOrder,
  int64,
  none,
  onError,
  pointee,
  pointer,
  returns,
  returnsNothing,
  routine,
  stores,
  systemCall,
  systemCalls,
  voidType,
} from "../../dsl/index.js";
import { createBuiltinEngine } from "../../verify/engine/builtin/builtin-engine.js";
import { resultOf } from "../../dsl/contracts/value.js";
import { verifyAll } from "../../verify/verify-port.js";
import { subjectOf } from "./subject-of.js";

const sys = systemCalls({ allocate: systemCall(9, pointer(int64), {}) });

/** The codes of what is found in a routine. */
async function codesOf(described: Routine): Promise<readonly string[]> {
  const subject = await subjectOf(described);
  return [...verifyAll([{ subject }], { seed: 1, states: 50, engines: [createBuiltinEngine()] })].flatMap(
    ({ findings }) => findings.map(({ code }) => code),
  );
}

describe("contracts", () => {
  it("may follow what a system call returns", async () => {
    const fill = (value: 7 | 8): Routine =>
      routine(
        "runtime·x",
        {
          frame: none,
          contract: () =>
            inOrder(
              calls(sys.allocate, {}, onError(cannotFail("for the test"))),
              stores(resultOf(0), int64, 7),
              returnsNothing,
            ),
        },
        () => [MOVL(sys.allocate, AX), SYSCALL(), MOVQ(value, at(AX)), RET()],
      );
    expect(await codesOf(fill(7))).to.deep.equal([]);
    expect(await codesOf(fill(8))).to.deep.equal(["memory-not-stored"]);
  });

  it("may look far behind a pointer", async () => {
    const load = (offset: number): Routine =>
      routine(
        "runtime·x",
        {
          args: { from: pointer(voidType) },
          returns: int64,
          frame: none,
          contract: ({ from }) => inOrder(returns(pointee(from, 0x1_0000))),
        },
        ({ from }) => [MOVQ(from, DI), MOVQ(at(DI, offset), AX), RET()],
      );
    expect(await codesOf(load(0x1_0000))).to.deep.equal([]);
    expect(await codesOf(load(0xfff8))).to.deep.equal(["read-outside", "result"]);
  });

  it("do not ask both ways of a branch that leads where control goes anyway", async () => {
    const described = routine(
      "runtime·x",
      { frame: none, labels: ["on"], contract: () => returnsNothing },
      (_, { on }) => [CMPQ(AX, DI), JEQ(on), on, RET()],
    );
    expect(await codesOf(described)).to.deep.equal([]);
  });

  it("of a crash want the store to fault", async () => {
    const described = (address: number): Routine =>
      routine("runtime·x", { frame: none, contract: () => crashesAt(address) }, () => [
        MOVQ(address, DI),
        MOVQ(AX, at(DI)),
        RET(),
      ]);
    expect(await codesOf(described(0xf1))).to.deep.equal([]);
    // The stack of the routine under test lies there.
    expect(await codesOf(described(0x7f7f_ff00_8000))).not.to.deep.equal([]);
  });
});
