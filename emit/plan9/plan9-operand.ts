import type { Form } from "../../dsl/instructions/form.js";
import { immediateValue } from "../../dsl/operands/describe-operand.js";
import type { AddressOf, Label } from "../../dsl/operands/code.js";
import type { Memory } from "../../dsl/operands/memory.js";
import type { Operand } from "../../dsl/operands/operand.js";
import { readableNumber } from "../../dsl/lowering/att.js";
import { encodedImmediate } from "../../dsl/lowering/select-form.js";

/** An operand as Plan 9 assembly writes it: `fd+0(FP)`, `8(SP)`, `$4`, `g(CX)`, `runtime·notok(SB)`. */
export function plan9Operand(
  operand: Operand,
  position: number,
  form: Form,
  labelName: (label: Label) => string,
): string {
  const value = immediateValue(operand);
  if (value !== undefined) {
    const formClass = form.operands[position];
    return `$${readableNumber(formClass === undefined ? value : encodedImmediate(value, formClass, form))}`;
  }
  if (typeof operand !== "object") {
    throw new Error(`${String(operand)} reached the printer: checkPort must refuse it`);
  }
  switch (operand.kind) {
    case "register":
      return operand.class;
    case "memory":
      return memory(operand);
    case "argument":
      return `${operand.name}+${operand.offset}(FP)`;
    case "runtime-field":
      return `${operand.macro}(${operand.base})`;
    case "thread-local":
      return `${operand.word}(${operand.anchor})`;
    case "global":
      return `${operand.symbol}${withSign(operand.addend)}(SB)`;
    case "address":
      return plan9Address(operand);
    case "symbol":
    case "routine":
      return `${operand.name}(SB)`;
    case "label":
      return labelName(operand);
    case "constant":
    case "system-call":
      throw new Error(`${operand.name} reached the printer without an integer value: checkPort must refuse it`);
  }
}

/** The address of a symbol as an immediate. */
export function plan9Address({ symbol, addend }: Pick<AddressOf, "symbol" | "addend">): string {
  return `$${symbol}${withSign(addend)}(SB)`;
}

function memory(operand: Memory): string {
  // 0(SP) is how frames are read, (BX) how pointers are.
  const isBare = operand.displacement === 0 && operand.base !== "SP";
  const displacement = isBare ? "" : readableNumber(BigInt(operand.displacement));
  const index = operand.index === undefined ? "" : `(${operand.index.register}*${operand.index.scale})`;
  return `${displacement}(${operand.base})${index}`;
}

function withSign(addend: number): string {
  return addend === 0 ? "" : addend > 0 ? `+${addend}` : String(addend);
}
