import { expect } from "chai";
import { encodeInstruction } from "../../assemble/encode-instruction.js";
import { KeystoneEncoder } from "../../assemble/keystone-encoder.js";
import { attInstruction, gnuSpelling } from "../../dsl/lowering/att.js";
import type { MachineInstruction, MachineOperand } from "../../dsl/lowering/machine.js";
import { needs } from "../peers.js";
import { assembleWithGnu } from "./assemblers.js";
import type { CaseOperand } from "./case-operand.js";
import { exceptions } from "./exceptions.js";
import type { FormCase } from "./form-case.js";
import { formCases, symbol } from "./form-case.js";
import { plan9Text } from "./case-text.js";

/** Of the cases of a form the first, and every so many of all: forms.test.ts has tried each of them for itself. */
const stride = 7;

function machineOperand(operand: CaseOperand): MachineOperand {
  switch (operand.kind) {
    case "register":
    case "vector-register":
    case "immediate":
      return operand;
    case "memory": {
      const { base, index, scale = 1, displacement } = operand;
      return {
        kind: "memory",
        base,
        displacement,
        ...(index === undefined ? {} : { index: { register: index, scale } }),
      };
    }
    case "symbol-memory":
      return { kind: "symbol-memory", symbol, addend: 0 };
    case "symbol":
      return { kind: "symbol", symbol };
    case "address":
      return { kind: "address", symbol, addend: 0 };
  }
}

function machineInstruction({ form, operands, prefix }: FormCase): MachineInstruction {
  return {
    form,
    prefixes: prefix === undefined ? [] : [prefix],
    operands: operands.map(machineOperand),
    labels: [],
    comments: [],
    stackDepth: 0,
    site: { stack: undefined },
  };
}

describe("every form, assembled", function () {
  this.timeout(120_000);
  const isRefused = (one: FormCase) =>
    exceptions.some(
      ({ tool, relation, text }) => tool === "Keystone" && relation === "refused" && text.test(plan9Text(one)),
    );
  const forms = new Set();
  const cases = formCases().filter(({ form }, position) => {
    const isFirst = !forms.has(form);
    forms.add(form);
    return isFirst || position % stride === 0;
  });

  it("is what GNU as makes of its AT&T text", async function () {
    needs(this, "as", "binutils");
    const encoder = new KeystoneEncoder();
    const chosen = cases.filter((one) => !isRefused(one));
    const instructions = chosen.map(machineInstruction);
    const gnu = assembleWithGnu(instructions.map((instruction) => attInstruction(instruction, gnuSpelling())));
    const differences: string[] = [];
    for (const [position, instruction] of instructions.entries()) {
      const encoding = await encodeInstruction(instruction, encoder);
      const expected = gnu[position]?.subarray(0, encoding.kind === "encoded" ? encoding.bytes.length : 0) ?? [];
      const given = encoding.kind === "encoded" ? hex(encoding.bytes) : encoding.reasons.join("; ");
      if (given !== hex(expected)) {
        differences.push(`${attInstruction(instruction, gnuSpelling())}: ${given} instead of ${hex(expected)}`);
      }
    }
    expect(differences.slice(0, 20), `${String(differences.length)} of ${String(chosen.length)}`).to.deep.equal([]);
  });

  it("is refused where Keystone writes another instruction", async () => {
    const refused = cases.filter(isRefused);
    expect(refused).not.to.deep.equal([]);
    for (const one of refused) {
      const encoding = await encodeInstruction(machineInstruction(one), new KeystoneEncoder());
      expect(encoding, plan9Text(one)).to.include({ kind: "failed", code: "assembler-mismatch" });
    }
  });
});

function hex(bytes: Uint8Array | readonly number[]): string {
  return Buffer.from(bytes).toString("hex");
}
