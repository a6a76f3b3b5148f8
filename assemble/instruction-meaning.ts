import type { MachineInstruction, MachineOperand } from "../dsl/lowering/machine.js";

/**
 * All that an encoding depends on, as one string: two instructions of the same meaning have the same bytes but for the
 * fields of their relocations. `distance` is where a branch goes, in bytes from the start of the instruction.
 */
export function instructionMeaning({ form, prefixes, operands }: MachineInstruction, distance?: number): string {
  let meaning = `${form.code} ${form.att} ${form.operands.join(",")}`;
  for (const { att } of prefixes) {
    meaning += ` ${att}`;
  }
  for (const operand of operands) {
    meaning += `;${operandMeaning(operand)}`;
  }
  return distance === undefined ? meaning : `${meaning} ${distance}`;
}

function operandMeaning(operand: MachineOperand): string {
  switch (operand.kind) {
    case "register":
      return `${operand.name}:${operand.width}`;
    case "vector-register":
      return operand.name;
    case "memory": {
      const { segment = "", base = "", index, displacement } = operand;
      return `${segment}:${displacement}(${base},${index === undefined ? "" : `${index.register}*${index.scale}`})`;
    }
    case "immediate":
      return `$${operand.value}`;
    case "literal":
      return `${operand.value}/${operand.size}`;
    // What the linker puts there, and where layout puts the target, is not known yet.
    case "symbol-memory":
    case "symbol":
    case "address":
    case "branch":
      return operand.kind;
    default: {
      const unknown: never = operand;
      return unknown;
    }
  }
}
