import type { Form, FormOperandClass } from "../../dsl/instructions/form.js";
import { forms } from "../../dsl/instructions/generated/forms.js";
import type { MachineInstruction, MachineOperand } from "../../dsl/lowering/machine.js";
import { fitsImmediate, operationWidth, widthOfClass } from "../../dsl/lowering/select-form.js";
import type { RegisterName } from "../../dsl/operands/operand-class.js";

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

const fixedRegisters: Readonly<Partial<Record<FormOperandClass, RegisterName>>> = {
  AL: "AX",
  AX: "AX",
  EAX: "AX",
  RAX: "AX",
  CL: "CX",
  DX: "DX",
};

function acceptsOperand(form: Form, formClass: FormOperandClass, operand: MachineOperand): boolean {
  switch (operand.kind) {
    case "register": {
      const fixed = fixedRegisters[formClass];
      return fixed === undefined ? /^rm?\d/.test(formClass) : fixed === operand.name;
    }
    case "memory":
    case "symbol-memory":
      return /^r?m/.test(formClass);
    case "immediate":
      return fitsImmediate(formClass, operand.value, operationWidth(form));
    case "symbol":
      return formClass === "symbol";
    case "address":
      return formClass === "address32";
    case "branch":
      return formClass === "label";
  }
}
