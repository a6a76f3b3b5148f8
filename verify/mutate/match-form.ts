import type { Form, FormOperandClass } from "../../dsl/instructions/form.js";
import { forms } from "../../dsl/instructions/generated/forms.js";
import { acceptance } from "../../dsl/instructions/operand-acceptance.js";
import type { MachineInstruction, MachineOperand } from "../../dsl/lowering/machine.js";
import { fitsImmediate, operationWidth, widthOfClass } from "../../dsl/lowering/select-form.js";

/**
 * The instruction with this mnemonic and these operands, in its shortest form, register widths as the form has them;
 * undefined where there is none.
 */
export function withOperands(
  instruction: MachineInstruction,
  mnemonic: string,
  operands: readonly MachineOperand[],
): MachineInstruction | undefined {
  const form = forms.get(mnemonic)?.find((candidate) => accepts(candidate, operands));
  if (form === undefined) {
    return undefined;
  }
  return {
    ...instruction,
    form,
    operands: operands.map((operand, position) => {
      const formClass = form.operands[position];
      const width = formClass === undefined ? undefined : widthOfClass(formClass);
      return operand.kind === "register" && width !== undefined ? { ...operand, width } : operand;
    }),
  };
}

function accepts(form: Form, operands: readonly MachineOperand[]): boolean {
  return (
    form.operands.length === operands.length &&
    form.operands.every((formClass, position) => {
      const operand = operands[position];
      return operand !== undefined && acceptsOperand(form, formClass, operand);
    })
  );
}

function acceptsOperand(form: Form, formClass: FormOperandClass, operand: MachineOperand): boolean {
  const accepted: readonly string[] = acceptance[formClass];
  switch (operand.kind) {
    case "register":
    case "vector-register":
      return accepted.includes(operand.name);
    case "memory":
    case "symbol-memory":
      return accepted.includes("m");
    case "immediate":
      return fitsImmediate(formClass, operand.value, operationWidth(form));
    case "symbol":
    case "address":
      return accepted.includes(operand.kind);
    case "branch":
      return accepted.includes("label");
    case "literal":
      return false;
  }
}
