import type { Form } from "../../dsl/instructions/form.js";
import { immediateValue } from "../../dsl/operands/describe-operand.js";
import type { AddressOf, Label } from "../../dsl/operands/code.js";
import type { Memory, RuntimeField } from "../../dsl/operands/memory.js";
import type { Operand } from "../../dsl/operands/operand.js";
import { readableNumber } from "../../dsl/lowering/att.js";
import type { Plan9Dialect } from "../../dsl/lowering/plan9-dialect.js";
import { encodedImmediate } from "../../dsl/lowering/select-form.js";

/** What an operand's spelling depends on besides itself and its place. */
export interface OperandSpelling {
  readonly dialect: Plan9Dialect;
  readonly labelName: (label: Label) => string;
}

/** An operand as Plan 9 assembly writes it: `fd+0(FP)`, `8(SP)`, `$4`, `g(CX)`, `runtime·notok(SB)`. */
export function plan9Operand(
  operand: Operand,
  position: number,
  form: Form,
  { dialect, labelName }: OperandSpelling,
): string {
  const value = immediateValue(operand);
  if (value !== undefined) {
    const formClass = form.operands[position];
    // Go's assembler chooses the encoding by the number as it is written: $-16 is not what $0xfffffff0 is.
    const isAsWritten = dialect === "go" || formClass === undefined;
    return `$${readableNumber(isAsWritten ? value : encodedImmediate(value, formClass, form))}`;
  }
  if (typeof operand !== "object") {
    throw new Error(`${String(operand)} reached the printer: checkPort must refuse it`);
  }
  switch (operand.kind) {
    case "register":
    case "vector-register":
      return operand.class;
    case "memory":
      return memory(operand);
    case "argument":
      return `${operand.name}+${operand.offset}(FP)`;
    case "frame-place":
      return `${operand.name}${operand.offset < 0 ? "" : "+"}${operand.offset}(${operand.pseudo})${indexText(operand)}`;
    case "runtime-field":
      return `${fieldName(operand)}(${operand.base})`;
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
  const { displacement, segment, base, index } = operand;
  const registers = `${segment === undefined ? "" : `(${segment})`}${base === undefined ? "" : `(${base})`}${indexText({ index })}`;
  // 0(SP) is how frames are read, (BX) how pointers are; without a register, the number is all there is.
  const isBare = displacement === 0 && base !== "SP" && registers !== "";
  return `${isBare ? "" : readableNumber(BigInt(displacement))}${registers}`;
}

function indexText({ index }: { readonly index?: Memory["index"] | undefined }): string {
  return index === undefined ? "" : `(${index.register}*${index.scale})`;
}

/** The member's macro, or a place inside the member. */
function fieldName({ macro, addend = 0 }: RuntimeField): string {
  return addend === 0 ? macro : `(${macro}${withSign(addend)})`;
}

function withSign(addend: number): string {
  return addend === 0 ? "" : addend > 0 ? `+${addend}` : String(addend);
}
