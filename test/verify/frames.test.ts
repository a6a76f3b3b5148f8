import { expect } from "chai";
import type { Routine } from "../../dsl/index.js";
import {
  AX,
  BX,
  CX,
  DI,
  JEQ,
  MOVQ,
  POPQ,
  PUSHQ,
  RET,
  SP,
  STD,
  at,
  int64,
  pointer,
  returns,
  routine,
  inOrder,
  stores,
  returnsNothing,
} from "../../dsl/index.js";
import { createBuiltinEngine } from "../../verify/engine/builtin/builtin-engine.js";
import { verifyAll } from "../../verify/verify-port.js";
import { subjectOf } from "./subject-of.js";

async function codesOf(described: Routine): Promise<readonly string[]> {
  const subject = await subjectOf(described);
  return [...verifyAll([{ subject }], { seed: 1, states: 100, engines: [createBuiltinEngine()] })].flatMap(
    ({ findings }) => findings.map(({ code }) => code),
  );
}

describe("frames", () => {
  for (const size of [8, 120, 128, 4096, 16_384]) {
    it(`of ${String(size)} bytes leave arguments and the caller's stack where they are`, async () => {
      const described = routine(
        "runtime·x",
        {
          args: { value: int64, place: pointer(int64) },
          returns: int64,
          frame: size,
          contract: ({ value, place }) => inOrder(stores(place, int64, value), returns(value)),
        },
        ({ value, place }) => [
          MOVQ(value, AX),
          MOVQ(AX, at(SP, size - 8)),
          MOVQ(AX, at(SP, 0)),
          MOVQ(place, DI),
          PUSHQ(AX),
          MOVQ(value, BX),
          POPQ(CX),
          MOVQ(BX, at(DI)),
          MOVQ(at(SP, size - 8), AX),
          RET(),
        ],
      );
      expect(await codesOf(described)).to.deep.equal([]);
    });

    it(`of ${String(size)} bytes hold poison until something is stored there`, async () => {
      const described = routine(
        "runtime·x",
        { args: { value: int64 }, returns: int64, frame: size, contract: ({ value }) => inOrder(returns(value)) },
        ({ value }) => [MOVQ(value, AX), MOVQ(at(SP, 0), AX), RET()],
      );
      expect(await codesOf(described)).to.deep.equal(["result"]);
    });
  }
});

describe("states", () => {
  it("are fresh: what one has stored is not there in the next, however far away", async () => {
    const described = routine(
      "runtime·x",
      {
        args: { n: int64, p: pointer(int64) },
        frame: 0,
        labels: ["out"],
        contract: ({ p }) => inOrder(stores(p, int64, 9), returnsNothing),
      },
      ({ n, p }, { out }) => [MOVQ(n, AX), MOVQ(p, DI), MOVQ(9, BX), JEQ(out), MOVQ(BX, at(DI)), out, RET()],
    );
    expect(await codesOf(described)).to.include("memory-not-stored");
  });

  it("tell when the direction flag is left set", async () => {
    const described = routine("runtime·x", { frame: 0, contract: () => returnsNothing }, () => [STD(), RET()]);
    expect(await codesOf(described)).to.deep.equal(["direction-flag"]);
  });
});
