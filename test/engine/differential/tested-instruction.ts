import type { Keystone } from "../../../assemble/keystone.js";
import type { Form } from "../../../dsl/instructions/form.js";
import type { RegisterName, Width } from "../../../dsl/operands/operand-class.js";
import { registers } from "../../../dsl/operands/register.js";
import { immediates } from "../../instructions/boundaries.js";
import type { CaseOperand } from "../../instructions/case-operand.js";
import { gnuText } from "../../instructions/case-text.js";
import { codeAddress, variableDistance } from "./layout.js";
import type { Random } from "../../../verify/random.js";
import { chance } from "./random-word.js";

/** A concrete instruction to try in many states. */
export interface TestedInstruction {
  readonly form: Form;
  readonly prefix?: Form;
  readonly operands: readonly CaseOperand[];
  /** AT&T. */
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** Small enough for a register to be anywhere near its operand, except now and then. */
const nearDisplacements = [0, 1, -1, 8, 16, -16, 127, 128, -128, -129, 0x1234];
const farDisplacements = [0x7fff_ffff, -0x8000_0000];

/** One of the instructions that a form stands for. */
export async function concreteInstruction(
  keystone: Keystone,
  form: Form,
  prefix: Form | undefined,
  random: Random,
): Promise<TestedInstruction> {
  const operands = form.operands.flatMap((_, position) => operandOf(form, position, prefix, random) ?? []);
  const text = textOf(form, prefix, operands, random);
  const bytes = await keystone.encode(text, Number(codeAddress));
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
      return memory(random);
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

function memory(random: Random): CaseOperand {
  if (chance(random, 0.1)) return { kind: "symbol-memory" };
  const base = anyRegister(random);
  const displacement = random.pick(chance(random, 0.1) ? farDisplacements : nearDisplacements);
  const index = anyRegister(random);
  if (index === "SP" || chance(random, 0.5)) return { kind: "memory", base, displacement };
  return { kind: "memory", base, index, scale: random.pick([1, 2, 4, 8] as const), displacement };
}
