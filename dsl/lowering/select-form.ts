import type { Form, FormOperandClass } from "../instructions/form.js";
import { forms } from "../instructions/generated/forms.js";
import type { Instruction } from "../instructions/instruction.js";
import { acceptance } from "../instructions/operand-acceptance.js";
import { describeOperand, immediateValue, isMemory, isOperand } from "../operands/describe-operand.js";
import { signedValue } from "../operands/immediate.js";
import type { Width } from "../operands/operand-class.js";
import type { Operand } from "../operands/operand.js";
import type { Report } from "./report.js";

/**
 * The encoding an instruction stands for: the first form of its mnemonic that takes its operands. The table lists the
 * shortest first.
 */
export function selectForm(instruction: Instruction, report: Report): Form | undefined {
  const strange = instruction.operands.findIndex((operand) => !isOperand(operand));
  if (strange >= 0) {
    const given: unknown = instruction.operands[strange];
    report(
      "not-an-operand",
      `operand ${strange + 1} of ${instruction.mnemonic} is no operand but ${nameOf(given)}`,
      instruction.site,
      "Is its name spelt right?",
    );
    return undefined;
  }
  const candidates = forms.get(instruction.mnemonic);
  if (candidates === undefined) {
    report("unknown-mnemonic", `${instruction.mnemonic} is not in the instruction table`, instruction.site);
    return undefined;
  }
  if (/^XCHG[WLQ]$/.test(instruction.mnemonic) && instruction.operands.every(isAccumulator)) {
    report(
      "exchange-with-itself",
      `${instruction.mnemonic} of AX with itself is a NOP to some assemblers, and clears the upper half to others`,
      instruction.site,
      "Write NOP, or MOVL(AX, AX).",
    );
    return undefined;
  }
  const found = candidates.find((form) => accepts(form, instruction.operands));
  if (found === undefined) {
    const { message, hint } = explain(instruction, candidates);
    report("operand-form", message, instruction.site, hint);
  }
  return found;
}

/** What a description without types has passed: `undefined` for a misspelt name, a constructor that is not called. */
function nameOf(given: unknown): string {
  if (typeof given === "function") {
    return `the function ${given.name}, which is not called`;
  }
  return given === undefined ? "undefined" : JSON.stringify(given);
}

function isAccumulator(operand: Operand): boolean {
  return typeof operand === "object" && operand.kind === "register" && operand.class === "AX";
}

function accepts(form: Form, operands: readonly Operand[]): boolean {
  return (
    form.operands.length === operands.length &&
    form.operands.every((formClass, position) => {
      const operand = operands[position];
      return operand !== undefined && acceptsOperand(formClass, operand, form);
    })
  );
}

/** The width a form works on, which is what its immediates are extended to. */
export function operationWidth(form: Form): Width {
  const widths = form.operands.map(widthOfClass).filter((width) => width !== undefined);
  // A number alone is pushed, with 64 bits or, by PUSHW, with 16.
  const alone = form.att === "pushw" ? 16 : 64;
  return widths.length === 0 ? alone : widths.reduce((a, b) => (a > b ? a : b));
}

/** The width in the name of a register or memory class. */
export function widthOfClass(formClass: FormOperandClass): Width | undefined {
  switch (formClass) {
    case "r8":
    case "m8":
    case "rm8":
    case "AL":
    case "CL":
      return 8;
    case "r16":
    case "m16":
    case "rm16":
    case "AX":
    case "DX":
      return 16;
    case "r32":
    case "m32":
    case "rm32":
    case "EAX":
      return 32;
    case "r64":
    case "m64":
    case "rm64":
    case "RAX":
      return 64;
    default:
      return undefined;
  }
}

/** How many bytes of memory a form touches where an operand of it is memory; undefined where only the address counts. */
export function memoryBytes(form: Form): number | undefined {
  const widths = form.operands.flatMap((formClass) => /^[rxy]?m(\d+)$/.exec(formClass)?.[1] ?? []);
  const [width] = widths;
  return width === undefined ? undefined : Number(width) / 8;
}

function acceptsOperand(formClass: FormOperandClass, operand: Operand, form: Form): boolean {
  const value = immediateValue(operand);
  if (value !== undefined) {
    return fitsImmediate(formClass, value, operationWidth(form));
  }
  const accepted: readonly string[] = acceptance[formClass];
  return typeof operand === "object" && accepted.includes(operand.class) && !isCallOfVariable(operand, form);
}

/** In a call, Plan 9 reads `x(SB)` as the routine x and never as the variable x that holds an address. */
function isCallOfVariable(operand: Operand, form: Form): boolean {
  return typeof operand === "object" && operand.kind === "global" && ["callq", "jmpq"].includes(form.att);
}

/**
 * The number that a form encodes for an author's `value`: 0xfffffff0 in a 32-bit instruction is -16, the same bits,
 * and assemblers that are told the first may choose a longer encoding.
 */
export function encodedImmediate(value: bigint, formClass: FormOperandClass, form: Form): bigint {
  return formClass === "imm8s" ? signedValue(value, operationWidth(form)) : value;
}

/** Does an immediate of this class take `value`, in an operation of `width` bits? False for classes of other operands. */
export function fitsImmediate(formClass: FormOperandClass, value: bigint, width: Width): boolean {
  switch (formClass) {
    case "imm8s":
      return fitsBits(value, width) && fitsSigned(width === 64 ? value : signedValue(value, width), 8);
    case "imm8":
      return fitsBits(value, 8);
    case "imm16":
      return fitsBits(value, 16);
    case "imm32":
      return fitsBits(value, 32);
    case "imm32s":
      return fitsSigned(value, 32);
    case "imm64":
      return fitsBits(value, 64);
    case "u7":
      return value >= 0n && value <= 0x7fn;
    case "u8":
      return value >= 0n && value <= 0xffn;
    case "one":
      return value === 1n;
    case "three":
      return value === 3n;
    default:
      return false;
  }
}

/** Does `value` have a representation in `bits` bits, signed or unsigned? */
function fitsBits(value: bigint, bits: number): boolean {
  return value >= -(1n << BigInt(bits - 1)) && value < 1n << BigInt(bits);
}

function fitsSigned(value: bigint, bits: number): boolean {
  return BigInt.asIntN(bits, value) === value;
}

/** Says which operand is wrong and why, in the words of somebody who looks at one line of assembly. */
function explain(instruction: Instruction, candidates: readonly Form[]): { message: string; hint?: string } {
  const { mnemonic, operands } = instruction;
  const arities = [...new Set(candidates.map((form) => form.operands.length))].sort();
  const accepted = `${mnemonic} takes ${candidates.map((form) => `(${form.operands.join(", ")})`).join(" ")}`;
  if (!arities.includes(operands.length)) {
    return { message: `${mnemonic} takes ${arities.join(" or ")} operands, ${operands.length} given` };
  }
  if (operands.filter(isMemory).length > 1) {
    return {
      message: `${mnemonic} has no form from memory to memory: ${operands.map(describeOperand).join(", ")}`,
      hint: "Move through a register.",
    };
  }
  const wrong = operands.findIndex(
    (operand, position) =>
      !candidates.some((form) => {
        const formClass = form.operands[position];
        return formClass !== undefined && acceptsOperand(formClass, operand, form);
      }),
  );
  const operand = operands[wrong];
  if (operand === undefined) {
    return {
      message: `${mnemonic} does not take ${operands.map(describeOperand).join(", ")} together`,
      hint: accepted,
    };
  }
  return { message: `${mnemonic} does not take ${describeOperand(operand)} as operand ${wrong + 1}`, hint: accepted };
}
