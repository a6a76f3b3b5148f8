import type { Keystone } from "../../../assemble/keystone.js";
import type { Form } from "../../../dsl/instructions/form.js";
import type { RegisterName, Width } from "../../../dsl/operands/operand-class.js";
import type { VectorRegister } from "../../../dsl/operands/register.js";
import { registers, xmmRegisters, ymmRegisters } from "../../../dsl/operands/register.js";
import { immediates } from "../../instructions/boundaries.js";
import type { CaseMemory, CaseOperand } from "../../instructions/case-operand.js";
import { gnuText } from "../../instructions/case-text.js";
import { codeAddress, variableDistance } from "./layout.js";
import type { Random } from "../../../verify/random.js";
import { chance } from "./random-word.js";

/** What the test asks of an instruction's form: of the table, or of iced-x86. */
export interface TestedForm extends Pick<Form, "mnemonic" | "code" | "flagsUndefined"> {
  readonly operands: readonly string[];
}

/** A concrete instruction to try in many states. */
export interface TestedInstruction {
  readonly form: TestedForm;
  readonly prefix?: Form;
  readonly operands: readonly CaseOperand[];
  /** AT&T. */
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** Small enough for a register to be anywhere near its operand, except now and then. */
const nearDisplacements = [0, 1, -1, 8, 16, -16, 127, 128, -128, -129, 0x1234];
const farDisplacements = [0x7fff_ffff, -0x8000_0000];

const evex = 0x62;

/** One of the instructions that a form stands for; undefined where Keystone takes AVX-512's encoding, which is another. */
export async function concreteInstruction(
  keystone: Keystone,
  form: Form,
  prefix: Form | undefined,
  random: Random,
): Promise<TestedInstruction | undefined> {
  const operands = form.operands.flatMap((_, position) => operandOf(form, position, prefix, random) ?? []);
  const text = textOf(form, prefix, operands, random);
  const bytes = await keystone.encode(text, Number(codeAddress));
  if (form.code.startsWith("VEX_") && bytes[0] === evex) return undefined;
  return { form, ...(prefix === undefined ? {} : { prefix }), operands, text, bytes };
}

function textOf(form: Form, prefix: Form | undefined, operands: readonly CaseOperand[], random: Random): string {
  if (form.operands[0] === "label" || form.operands[0] === "symbol") {
    const distance = form.code.includes("_rel8_") ? 32 + random.below(90) : 0x100 + random.below(0xe00);
    return `${form.att} 0x${(codeAddress + BigInt(distance)).toString(16)}`;
  }
  const text = gnuText({ form, operands, ...(prefix === undefined ? {} : { prefix }) }, "zero");
  return text.replace("0x0(%rip)", `0x${variableDistance.toString(16)}(%rip)`);
}

function operandOf(form: Form, position: number, prefix: Form | undefined, random: Random): CaseOperand | undefined {
  const operand = form.operands[position];
  const register = (width: Width): CaseOperand => ({ kind: "register", name: anyRegister(random), width });
  const fixed = (name: RegisterName, width: Width): CaseOperand => ({ kind: "register", name, width });
  // A locked instruction has its destination in memory.
  const either = (width: Width): CaseOperand =>
    prefix?.mnemonic !== "LOCK" && chance(random, 0.5) ? register(width) : memory(random);
  switch (operand) {
    case "r8":
      return register(8);
    case "r16":
      return register(16);
    case "r32":
      return register(32);
    case "r64":
      return register(64);
    case "rm8":
      return either(8);
    case "rm16":
      return either(16);
    case "rm32":
      return either(32);
    case "rm64":
      return either(64);
    case "m":
    case "m8":
    case "m16":
    case "m32":
    case "m64":
    case "m128":
    case "m256":
      return memory(random);
    case "x":
      return vectorRegister("X", random);
    case "y":
      return vectorRegister("Y", random);
    case "xm32":
    case "xm64":
    case "xm128":
      return chance(random, 0.5) ? vectorRegister("X", random) : memory(random);
    case "ym256":
      return chance(random, 0.5) ? vectorRegister("Y", random) : memory(random);
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
    case "address32":
      return { kind: "address" };
    case "symbol":
    case "label":
    case undefined:
      return undefined;
    default:
      return random.pick(immediates(operand));
  }
}

function anyRegister(random: Random): RegisterName {
  return random.pick(registers).class;
}

/** Often one of two, so that destination and source are the same register now and then. */
function vectorRegister(letter: "X" | "Y", random: Random): CaseOperand {
  const all: readonly VectorRegister[] = letter === "X" ? xmmRegisters : ymmRegisters;
  return { kind: "vector-register", name: random.pick(chance(random, 0.3) ? all.slice(2, 4) : all).class };
}

function memory(random: Random): CaseOperand {
  return chance(random, 0.1) ? { kind: "symbol-memory" } : caseMemory(random);
}

/** Memory by registers. */
export function caseMemory(random: Random): CaseMemory {
  const base = anyRegister(random);
  const displacement = random.pick(chance(random, 0.1) ? farDisplacements : nearDisplacements);
  const index = anyRegister(random);
  if (index === "SP" || chance(random, 0.5)) return { kind: "memory", base, displacement };
  return { kind: "memory", base, index, scale: random.pick([1, 2, 4, 8] as const), displacement };
}

/** Does it have to do with vector registers or MXCSR? */
export function usesVectors({ form }: TestedInstruction): boolean {
  return /[xy]mm|mxcsr|Vzero/.test(form.code);
}

/** Has it a VEX prefix, so that the upper halves of YMM registers matter? */
export function usesUpperHalves(instruction: TestedInstruction): boolean {
  return instruction.form.code.startsWith("VEX_") && usesVectors(instruction);
}

/** Is its result undefined in every state: a shift of two words by more than 16 bits? */
export function isUndefined({ form, operands }: TestedInstruction): boolean {
  if (!/^Sh[lr]d_rm16_r16_imm8$/.test(form.code)) return false;
  return operands.some((operand) => operand.kind === "immediate" && (operand.value & 31n) > 16n);
}
