import type { Form } from "../../dsl/instructions/form.js";
import { forms } from "../../dsl/instructions/generated/forms.js";
import { instruction } from "../../dsl/instructions/instruction.js";
import { selectForm } from "../../dsl/lowering/select-form.js";
import { external } from "../../dsl/operands/code.js";
import { addressOf } from "../../dsl/operands/code.js";
import { at, global } from "../../dsl/operands/memory.js";
import type { RegisterName, VectorRegisterName, Width } from "../../dsl/operands/operand-class.js";
import type { Operand } from "../../dsl/operands/operand.js";
import { registers, xmmRegisters, ymmRegisters } from "../../dsl/operands/register.js";
import { uint64 } from "../../dsl/ctypes/ctype.js";
import type { CaseMemory, CaseOperand } from "./case-operand.js";
import { fewMemories, immediates, memories } from "./boundaries.js";

/** One instruction to be assembled by everybody. */
export interface FormCase {
  readonly form: Form;
  /** In Plan 9 order. */
  readonly operands: readonly CaseOperand[];
  readonly prefix?: Form;
}

/** The name of the symbol that stands for code and variables outside. */
export const symbol = "outside";

/** Every form over its boundary operands: each position in turn takes every value, the others keep an ordinary one. */
export function formCases(): readonly FormCase[] {
  const ordinary = [...forms.values()].flat().filter((form) => form.prefix !== true && !isBranch(form));
  const cases = ordinary.flatMap((form) => {
    const positions = form.operands.map((_, position) => values(form, position));
    const varied = positions.flatMap((candidates, position) =>
      candidates.map((candidate) => positions.map((other, index) => (index === position ? candidate : other[0]))),
    );
    const operandLists = form.operands.length === 0 ? [[]] : varied;
    return operandLists
      .map((operands) => ({ form, operands: operands.filter((operand) => operand !== undefined) }))
      .filter((one) => !isRefused(one))
      .map((one) => ({ ...one, form: chosen(one) }));
  });
  // Go's assembler counts pushes and pops up to each RET, so RET comes before any.
  const [returns, others] = [
    (one: FormCase) => one.form.mnemonic === "RET",
    (one: FormCase) => one.form.mnemonic !== "RET",
  ];
  return [...distinct(cases).filter(returns), ...distinct(cases).filter(others), ...prefixCases()];
}

/** XCHG of AX with itself is a NOP to some assemblers and not to others: portwright takes no part in that. */
function isRefused({ form, operands }: FormCase): boolean {
  return (
    /^XCHG[WLQ]$/.test(form.mnemonic) &&
    operands.every((operand) => operand.kind === "register" && operand.name === "AX")
  );
}

/** Jumps to labels are another matter: their encoding depends on the distance. */
export function isBranch(form: Form): boolean {
  return form.operands.includes("label");
}

/** LOCK before everything that may carry it, REP and REPN before every string instruction. */
function prefixCases(): readonly FormCase[] {
  const all = [...forms.values()].flat();
  return all
    .filter((form) => form.prefix === true)
    .flatMap((prefix) =>
      all
        .filter((form) => (prefix.mnemonic === "LOCK" ? form.lockable : form.repeatable))
        .map((form) => ({
          form,
          prefix,
          operands: form.operands.flatMap((_, position) => {
            const candidates = values(form, position);
            return candidates.find(({ kind }) => kind === "memory") ?? candidates[0] ?? [];
          }),
        }))
        .filter((one) => chosen(one) === one.form),
    );
}

/**
 * The form that portwright itself chooses for these operands, as in every description: an earlier one where these are
 * more special than `form` asks for.
 */
function chosen({ form, operands }: FormCase): Form {
  const problems: string[] = [];
  const node = instruction(form.mnemonic, operands.map(described), chosen);
  const found = selectForm(node, (_, message) => problems.push(message));
  if (found === undefined) throw new Error(`no form: ${problems.join("; ")}`);
  return found;
}

/** An operand as a description has it. */
function described(operand: CaseOperand): Operand {
  switch (operand.kind) {
    case "register":
      return register(operand.name);
    case "vector-register":
      return vectorRegister(operand.name);
    case "immediate":
      return operand.value;
    case "memory":
      return describedMemory(operand);
    case "symbol-memory":
      return { ...global(symbol, uint64), class: "m" };
    case "symbol":
      return external(symbol);
    case "address":
      return addressOf({ name: symbol });
  }
}

function describedMemory({ base, index, scale, displacement }: CaseMemory): Operand {
  if (index === undefined) return at(register(base), displacement);
  const indexRegister = register(index);
  const { class: name } = indexRegister;
  if (name === "SP") throw new Error("SP is no index");
  return at(register(base), displacement, { ...indexRegister, class: name }, scale);
}

function register(name: RegisterName) {
  const found = registers.find((one) => one.class === name);
  if (found === undefined) throw new Error(`no register ${name}`);
  return found;
}

function vectorRegister(name: VectorRegisterName) {
  const found = [...xmmRegisters, ...ymmRegisters].find((one) => one.class === name);
  if (found === undefined) throw new Error(`no register ${name}`);
  return found;
}

/** Everything to try in one position; an ordinary value comes first. */
function values(form: Form, position: number): readonly CaseOperand[] {
  const operand = form.operands[position];
  // A call or jump through a variable has no Plan 9 spelling; select-form.ts refuses it.
  const all = isThorough(form) ? memories : fewMemories;
  const places = /^(?:call|jmp)q$/.test(form.att) ? all.filter(({ kind }) => kind === "memory") : all;
  const fixed = (name: RegisterName, width: Width): readonly CaseOperand[] => [{ kind: "register", name, width }];
  switch (operand) {
    case "r8":
      return allRegisters(8, position);
    case "r16":
      return allRegisters(16, position);
    case "r32":
      return allRegisters(32, position);
    case "r64":
      return allRegisters(64, position);
    case "m":
    case "m8":
    case "m16":
    case "m32":
    case "m64":
    case "m128":
    case "m256":
      return places;
    case "x":
      return allXmm(position);
    case "xm32":
    case "xm64":
    case "xm128":
      return [...allXmm(position), ...places];
    case "y":
      return allYmm(position);
    case "ym256":
      return [...allYmm(position), ...places];
    case "rm8":
      return [...allRegisters(8, position), ...places];
    case "rm16":
      return [...allRegisters(16, position), ...places];
    case "rm32":
      return [...allRegisters(32, position), ...places];
    case "rm64":
      return [...allRegisters(64, position), ...places];
    case "AL":
      return fixed("AX", 8);
    case "AX":
      return fixed("AX", 16);
    case "EAX":
      return fixed("AX", 32);
    case "RAX":
      return fixed("AX", 64);
    case "CL":
      return fixed("CX", 8);
    case "DX":
      return fixed("DX", 16);
    case "symbol":
      return [{ kind: "symbol" }];
    case "address32":
      return [{ kind: "address" }];
    case "label":
    case undefined:
      return [];
    default:
      return immediates(operand);
  }
}

/** The vector registers, beginning with another one in each position. */
function allXmm(position: number): readonly CaseOperand[] {
  return rotated(xmmRegisters, position + 1).map((one) => ({ kind: "vector-register", name: one.class }));
}

function allYmm(position: number): readonly CaseOperand[] {
  return rotated(ymmRegisters, position + 1).map((one) => ({ kind: "vector-register", name: one.class }));
}

function rotated<T>(list: readonly T[], by: number): readonly T[] {
  return [...list.slice(by), ...list.slice(0, by)];
}

/** Instructions of the general registers that the oldest processors had: theirs are the peculiar encodings. */
function isThorough({ operands, code }: Form): boolean {
  return !operands.some((operand) => /^[xy]|^m(?:128|256)$/.test(operand)) && !code.startsWith("VEX_");
}

/** All sixteen, beginning with one that has no form of its own. */
function allRegisters(width: Width, position: number): readonly CaseOperand[] {
  const first: RegisterName = position === 0 ? "BX" : position === 1 ? "DX" : "SI";
  const names = [first, ...registers.map((one) => one.class).filter((name) => name !== first)];
  return names.map((name) => ({ kind: "register", name, width }));
}

function distinct(cases: readonly FormCase[]): readonly FormCase[] {
  const seen = new Map(cases.map((one) => [caseKey(one), one]));
  return [...seen.values()];
}

function caseKey({ form, operands }: FormCase): string {
  const words = operands.map((operand) => Object.values(operand).map(String).join(" "));
  return [form.mnemonic, form.code, form.operands.join(), ...words].join("; ");
}
