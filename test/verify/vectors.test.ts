import { expect } from "chai";
import type { BodyItem, Routine } from "../../dsl/index.js";
import {
  AX,
  DI,
  MOVOU,
  MOVQ,
  PXOR,
  RET,
  VMOVDQU,
  VPXOR,
  VZEROUPPER,
  X0,
  X1,
  Y0,
  at,
  inOrder,
  none,
  pointer,
  returns,
  int64,
  routine,
  stores,
  voidType,
} from "../../dsl/index.js";
import { lowerRoutine } from "../../dsl/lowering/lower-routine.js";
import { plus } from "../../dsl/contracts/value.js";
import { availableEngines, createEngine } from "../../verify/engine/available-engines.js";
import type { EngineName } from "../../verify/engine/engine.js";
import { provenEquivalent } from "../../verify/mutate/equivalence.js";
import { mutantsOf } from "../../verify/mutate/mutants.js";
import { verifyAll } from "../../verify/verify-port.js";
import { subjectOf } from "./subject-of.js";

/** Clears 16 bytes behind a pointer, if its body does, with the pointer in DI. */
function clearing(...body: readonly BodyItem<never>[]): Routine {
  return routine(
    "runtime·clear",
    {
      args: { to: pointer(voidType) },
      returns: int64,
      frame: none,
      contract: ({ to }) => inOrder(stores(to, int64, 0), stores(plus(to, 8), int64, 0), returns(0)),
    },
    ({ to }) => [MOVQ(to, DI), ...body, MOVQ(0, AX), RET()],
  );
}

async function codesOf(described: Routine, names: readonly EngineName[]): Promise<readonly string[]> {
  const subject = await subjectOf(described);
  const engines = await Promise.all(names.map((name) => createEngine(name)));
  try {
    return [...verifyAll([{ subject }], { seed: 1, states: 20, engines })].flatMap(({ findings }) =>
      findings.map(({ code }) => code),
    );
  } finally {
    for (const engine of engines) engine.dispose();
  }
}

describe("vector registers", () => {
  let available: readonly EngineName[] = [];

  before(async () => {
    available = (await availableEngines()).filter((one) => one.available).map(({ name }) => name);
  });

  it("are followed by every engine", async () => {
    expect(await codesOf(clearing(PXOR(X0, X0), MOVOU(X0, at(DI))), available)).to.deep.equal([]);
  });

  it("hold anything at entry, even what another routine has left", async () => {
    expect(await codesOf(clearing(PXOR(X1, X1), MOVOU(X1, at(DI))), ["builtin"])).to.deep.equal([]);
    expect(await codesOf(clearing(MOVOU(X1, at(DI))), ["builtin"])).to.deep.equal(["memory-not-stored"]);
  });

  it("of 256 bits are left to the engine that knows them", async () => {
    const wide = clearing(VPXOR(Y0, Y0, Y0), VMOVDQU(Y0, at(DI, -16)), VZEROUPPER());
    expect(await codesOf(wide, available)).to.deep.equal(await codesOf(wide, ["builtin"]));
  });

  it("are mutated, and cleared twice as well as once", () => {
    const { routine: lowered } = lowerRoutine(clearing(PXOR(X0, X0), RET()), "corrected", ({ name }) => name);
    const mutants = [...mutantsOf(lowered)].filter(({ change }) => change.startsWith("pxor "));
    expect(mutants.filter(({ kind }) => kind === "register")).to.have.length(30);
    const [doubled] = mutants.filter(({ kind }) => kind === "doubling");
    expect(doubled && provenEquivalent(lowered, doubled)).to.be.a("string");
  });
});
