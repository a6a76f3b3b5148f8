import { expect } from "chai";
import { assemblePort } from "../../assemble/assemble-port.js";
import type { Instruction } from "../../dsl/instructions/instruction.js";
import { instruction } from "../../dsl/instructions/instruction.js";
import { external } from "../../dsl/operands/code.js";
import type { Operand } from "../../dsl/operands/operand.js";
import { AX, BX, SP } from "../../dsl/operands/register.js";
import { at } from "../../dsl/operands/memory.js";
import { assemblyUnit } from "../../dsl/port/assembly-unit.js";
import { declareErratum, erratum } from "../../dsl/port/erratum.js";
import type { Output } from "../../dsl/port/output.js";
import type { Port } from "../../dsl/port/port.js";
import { port } from "../../dsl/port/port.js";
import { none } from "../../dsl/routines/frame.js";
import type { Routine } from "../../dsl/routines/routine.js";
import { routine } from "../../dsl/routines/routine.js";
import { findingsOf } from "./expect-findings.js";

const defect = declareErratum("x-width", "too narrow", "The upper half is lost.");

function node(mnemonic: string, ...operands: readonly Operand[]): Instruction<never> {
  return instruction(mnemonic, operands, node);
}

const first = routine("runtime·first", { frame: none }, () => [
  node("CALL", external("runtime·second")),
  erratum(defect, { original: [node("NEGL", AX)], corrected: [node("NEGQ", AX)] }),
  node("RET"),
]);
const second = routine("runtime·second", { frame: 8 }, () => [node("MOVQ", AX, at(SP, 0)), node("RET")]);

function assembly(path: string, ...routines: readonly Routine[]): Output {
  return { kind: "plan9-assembly", path, unit: assemblyUnit({ includes: [], routines }) };
}

function portOf(...outputs: readonly Output[]): Port {
  return port({ name: "test", title: "A test", errata: [defect], outputs });
}

/** The routines' bytes by symbol. */
async function bytesOf(described: Port, errata: "original" | "corrected"): Promise<unknown> {
  const assembled = await assemblePort(described, errata);
  return assembled.map(({ symbol, bytes }) => [symbol, Buffer.from(bytes).toString("hex")]);
}

describe("assembling a port", () => {
  it("goes over its files in order, in the form asked for", async () => {
    const described = portOf(assembly("a.s", first), assembly("b.s", second));
    const rest = ["runtime.second", "4883ec0848890424" + "4883c408" + "c3"];
    expect(await bytesOf(described, "original")).to.deep.equal([["runtime.first", "e800000000f7d8c3"], rest]);
    expect(await bytesOf(described, "corrected")).to.deep.equal([["runtime.first", "e80000000048f7d8c3"], rest]);
  });

  it("assembles a unit once that stands in several files", async () => {
    const once = assembly("a.s", first);
    const again: Output = { ...once, path: "b.s" };
    expect(await assemblePort(portOf(once, again), "original")).to.have.lengthOf(1);
  });

  it("refuses a symbol that is defined twice", async () => {
    const described = portOf(assembly("a.s", second), assembly("b.s", second));
    const findings = await findingsOf(assemblePort(described, "original"));
    expect(findings.map(({ code, routine: name }) => [code, name])).to.deep.equal([
      ["symbol-defined-twice", "runtime·second"],
    ]);
  });

  it("collects what is wrong in every unit", async () => {
    const narrow = routine("runtime·narrow", { frame: none }, () => [node("MOVB", 0x300, BX), node("RET")]);
    const unknown = routine("runtime·unknown", { frame: none }, () => [node("MOVE", AX, BX), node("RET")]);
    const findings = await findingsOf(
      assemblePort(portOf(assembly("a.s", narrow), assembly("b.s", unknown)), "corrected"),
    );
    expect(findings.map(({ routine: name }) => name)).to.deep.equal(["runtime·narrow", "runtime·unknown"]);
  });
});
