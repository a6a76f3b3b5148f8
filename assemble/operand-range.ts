import type { FormOperandClass } from "../dsl/instructions/form.js";
import type { MachineInstruction, MachineMemory, MachineOperand } from "../dsl/lowering/machine.js";

/**
 * What the assembler would truncate without a word, checked before it sees a text: immediates against the form's
 * class, displacements against 32 bits, and addresses that x86 cannot encode. Gives one sentence for each finding.
 */
export function outOfRange(instruction: MachineInstruction): readonly string[] {
  const { form, operands } = instruction;
  if (operands.length !== form.operands.length) {
    return [`${form.mnemonic} takes ${String(form.operands.length)} operands here, not ${String(operands.length)}`];
  }
  return operands.flatMap((operand, position) => {
    const accepted = form.operands[position];
    const finding = accepted === undefined ? undefined : operandFinding(operand, accepted);
    return finding === undefined ? [] : [`operand ${String(position + 1)} of ${form.mnemonic}: ${finding}`];
  });
}

/** The values an immediate of each class may have, first and last. */
const immediateRange: Readonly<Partial<Record<FormOperandClass, readonly [bigint, bigint]>>> = {
  imm8s: [-0x80n, 0x7fn],
  imm8: [-0x80n, 0xffn],
  imm16: [-0x8000n, 0xffffn],
  imm32: [-0x8000_0000n, 0xffff_ffffn],
  imm32s: [-0x8000_0000n, 0x7fff_ffffn],
  imm64: [-0x8000_0000_0000_0000n, 0xffff_ffff_ffff_ffffn],
  u7: [0n, 0x7fn],
  u8: [0n, 0xffn],
  one: [1n, 1n],
  three: [3n, 3n],
};

function operandFinding(operand: MachineOperand, accepted: FormOperandClass): string | undefined {
  switch (operand.kind) {
    case "immediate": {
      const range = immediateRange[accepted];
      if (range === undefined) {
        return `expected ${accepted}, got the number ${String(operand.value)}`;
      }
      const [first, last] = range;
      return operand.value < first || operand.value > last
        ? `${String(operand.value)} is outside ${String(first)} to ${String(last)} (${accepted})`
        : undefined;
    }
    case "memory":
      return memoryFinding(operand);
    case "symbol-memory":
    case "address":
      return displacementFinding("addend", operand.addend);
    case "register":
    case "vector-register":
    case "symbol":
    case "branch":
    case "literal":
      return undefined;
    default: {
      const unknown: never = operand;
      return unknown;
    }
  }
}

function memoryFinding({ index, displacement }: MachineMemory): string | undefined {
  return index?.register === "SP" ? "SP cannot be an index" : displacementFinding("displacement", displacement);
}

function displacementFinding(what: string, value: number): string | undefined {
  return Number.isInteger(value) && value >= -0x8000_0000 && value <= 0x7fff_ffff
    ? undefined
    : `the ${what} ${String(value)} is no signed 32-bit number`;
}
