import { expect } from "chai";
import type { Bridge } from "../../dsl/bridges/bridge.js";
import { bridgeFromC } from "../../dsl/bridges/bridge-from-c.js";
import { bridgeToC } from "../../dsl/bridges/bridge-to-c.js";
import { int32, int64, int8, pointer, uint8, voidType } from "../../dsl/ctypes/ctype.js";
import { prototype } from "../../dsl/ctypes/prototype.js";
import type { Instruction } from "../../dsl/instructions/instruction.js";
import { flattenBody } from "../../dsl/lowering/flatten.js";
import { external } from "../../dsl/operands/code.js";
import type { Node } from "../../dsl/routines/node.js";
import { createBuiltinEngine } from "../../verify/engine/builtin/builtin-engine.js";
import { verifyRoutine } from "../../verify/verify-routine.js";
import { buildWorld } from "../../verify/world.js";
import { subjectOf } from "../verify/subject-of.js";

const called = prototype("test·f", int8, { a: int32, b: uint8, c: pointer(voidType), d: int64 });

/** What verify finds where the instructions that `change` answers something else for are replaced. */
async function codes(
  bridge: Bridge,
  change: (given: Instruction, index: number) => readonly Node[],
): Promise<readonly string[]> {
  const engine = createBuiltinEngine();
  buildWorld(engine);
  const nodes = flattenBody(bridge.routine.body, "corrected");
  const body = nodes.flatMap((node, index) => (node.kind === "instruction" ? change(node, index) : [node]));
  const subject = await subjectOf({ ...bridge.routine, body });
  const { findings } = verifyRoutine(subject, { seed: 1, states: 200, engines: [engine] });
  return [...new Set(findings.map(({ code }) => code))].filter(
    (code) => !code.startsWith("branch-") && code !== "never-executed",
  );
}

function has(node: Instruction, mnemonic: string, register: string): boolean {
  return (
    node.mnemonic === mnemonic &&
    node.operands.some(
      (operand) => typeof operand === "object" && operand.kind === "register" && operand.class === register,
    )
  );
}

describe("a broken bridge", () => {
  const fromC = bridgeFromC(external("test·f"), { prototype: called });
  const toC = bridgeToC(external("test·f"), called);
  const other = bridgeToC(external("test·f"), prototype("test·g", int8, called.parameters)).routine.body;

  it("is none where nothing is changed", async () => {
    expect(await codes(fromC, (node) => [node])).to.deep.equal([]);
    expect(await codes(toC, (node) => [node])).to.deep.equal([]);
  });

  const cases: readonly (readonly [string, Bridge, (node: Instruction) => readonly Node[], readonly string[]])[] = [
    [
      "does not keep a register of C's",
      fromC,
      (node) =>
        has(node, "PUSHQ", "R12") || has(node, "POPQ", "R12")
          ? [{ ...node, operands: [{ kind: "register", class: "R11" }] }]
          : [node],
      ["register-not-preserved"],
    ],
    ["leaves an argument out", fromC, (node) => (has(node, "MOVL", "DI") ? [] : [node]), ["routine-call-argument"]],
    ["does not extend a narrow result", fromC, (node) => (node.mnemonic === "MOVBLSX" ? [] : [node]), ["result"]],
    [
      "returns something of its own",
      fromC,
      (node) =>
        node.mnemonic === "MOVBLSX" ? [{ ...node, operands: node.operands.toReversed(), mnemonic: "MOVBLZX" }] : [node],
      ["result"],
    ],
    [
      "does not extend a narrow argument",
      toC,
      (node) => (node.mnemonic === "MOVBLZX" ? [{ ...node, mnemonic: "MOVB" }] : [node]),
      ["routine-call-argument"],
    ],
    [
      "calls with SP where Plan 9 code left it",
      toC,
      (node) => (has(node, "SUBQ", "SP") || has(node, "ADDQ", "SP") ? [] : [node]),
      ["stack-alignment"],
    ],
    [
      "calls another function",
      toC,
      (node) =>
        node.mnemonic === "CALL"
          ? flattenBody(other, "corrected")
              .filter((one) => one.kind === "instruction" && one.mnemonic === "CALL")
              .slice(0, 1)
          : [node],
      ["routine-call"],
    ],
  ];
  for (const [what, bridge, change, expected] of cases) {
    it(`is found where it ${what}`, async () => {
      expect(await codes(bridge, change)).to.deep.equal(expected);
    });
  }
});
