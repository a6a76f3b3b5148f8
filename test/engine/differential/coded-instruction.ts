import {
  Code,
  CodeExt,
  EncodingKind,
  Encoder,
  Formatter,
  FormatterSyntax,
  Instruction,
  Mnemonic,
  OpCodeOperandKind,
  OpKind,
  Register,
  RegisterExt,
  RflagsBits,
} from "iced-x86";
import type { Flag } from "../../../dsl/instructions/form.js";
import { registers } from "../../../dsl/operands/register.js";
import type { Random } from "../../../verify/random.js";
import type { CaseMemory, CaseOperand } from "../../instructions/case-operand.js";
import { codeAddress } from "./layout.js";
import { chance } from "./random-word.js";
import { testedMnemonics } from "./tested-mnemonics.js";
import type { TestedForm, TestedInstruction } from "./tested-instruction.js";
import { caseMemory } from "./tested-instruction.js";

/** An encoding, with what iced-x86 knows about it. */
export interface TestedCode {
  readonly code: Code;
  readonly name: string;
  readonly mnemonic: string;
  /** Kinds of operands by their names. */
  readonly operands: readonly string[];
}

/** All registers by their numbers; AVX-512 has more vectors than are wanted here. */
function registersThat(are: (register: Register) => boolean): readonly Register[] {
  return Object.values(Register).filter(
    (register): register is Register => typeof register === "number" && are(register),
  );
}

const vectors = 16;
/** AH, CH, DH and BH stand among those of 8 bits, which the table's instructions do not use. */
const highBytes: readonly Register[] = [Register.AH, Register.CH, Register.DH, Register.BH];

/** The registers of a class that a kind of operand names. */
const registerClasses: readonly (readonly [kind: RegExp, registers: readonly Register[]])[] = [
  [/^xmm_/, registersThat((register) => RegisterExt.isXMM(register)).slice(0, vectors)],
  [/^ymm_/, registersThat((register) => RegisterExt.isYMM(register)).slice(0, vectors)],
  [/^r8_/, registersThat((register) => RegisterExt.isGPR8(register) && !highBytes.includes(register))],
  [/^r16_/, registersThat((register) => RegisterExt.isGPR16(register))],
  [/^r32_/, registersThat((register) => RegisterExt.isGPR32(register))],
  [/^r64_/, registersThat((register) => RegisterExt.isGPR64(register))],
];
const addressRegisters = registersThat((register) => RegisterExt.isGPR64(register));

/** Every encoding of the mnemonics to test whose operands can be made. */
export function testedCodes(): readonly TestedCode[] {
  const wanted = new Set(testedMnemonics);
  const encodings = [EncodingKind.Legacy, EncodingKind.VEX];
  return Object.entries(Code).flatMap(([name, code]) => {
    if (typeof code !== "number") return [];
    const info = CodeExt.opCode(code);
    const mnemonic: string = Mnemonic[info.mnemonic];
    const operands: readonly string[] = Array.from(
      { length: info.opCount },
      (_, at) => OpCodeOperandKind[info.opKind(at)],
    );
    // Knights Corner had VEX forms of its own.
    const possible =
      !name.startsWith("VEX_KNC_") &&
      info.isAvailableInMode(64) &&
      encodings.includes(info.encoding) &&
      operands.every(canMake);
    info.free();
    return possible && wanted.has(mnemonic) ? [{ code, name, mnemonic: mnemonic.toUpperCase(), operands }] : [];
  });
}

function canMake(kind: string): boolean {
  return /^(?:mem|imm8|cl|br64_1)$/.test(kind) || registerClasses.some(([pattern]) => pattern.test(kind));
}

/** One of the instructions that an encoding stands for. */
export function codedInstruction({ code, name, mnemonic, operands }: TestedCode, random: Random): TestedInstruction {
  const instruction = new Instruction();
  instruction.code = code;
  const encoder = new Encoder(64);
  const formatter = new Formatter(FormatterSyntax.Gas);
  const made = operands.flatMap((kind, at) => setOperand(instruction, at, kind, random) ?? []);
  encoder.encode(instruction, codeAddress);
  const bytes = encoder.takeBuffer();
  const form: TestedForm = {
    mnemonic,
    code: name,
    operands,
    flagsUndefined: undefinedOf(instruction.rflagsUndefined),
  };
  const text = formatter.format(instruction);
  for (const object of [instruction, encoder, formatter]) object.free();
  return { form, operands: made, text, bytes };
}

function setOperand(instruction: Instruction, at: number, kind: string, random: Random): CaseOperand | undefined {
  if (kind === "mem" || (kind.endsWith("_or_mem") && chance(random, 0.4))) {
    const memory = caseMemory(random);
    instruction.setOpKind(at, OpKind.Memory);
    setMemory(instruction, memory, random);
    return memory;
  }
  if (kind === "imm8") {
    const value = chance(random, 0.5) ? random.below(20) : random.below(256);
    instruction.setOpKind(at, OpKind.Immediate8);
    instruction.immediate8 = value;
    return { kind: "immediate", value: BigInt(value) };
  }
  if (kind === "br64_1") {
    instruction.setOpKind(at, OpKind.NearBranch64);
    instruction.nearBranch64 = codeAddress + BigInt(32 + random.below(90));
    return undefined;
  }
  instruction.setOpKind(at, OpKind.Register);
  instruction.setOpRegister(at, kind === "cl" ? Register.CL : registerOf(kind, random));
  return undefined;
}

/** Often one of two, so that destination and source are the same register now and then. */
function registerOf(kind: string, random: Random): Register {
  const [, all = []] = registerClasses.find(([pattern]) => pattern.test(kind)) ?? [];
  return random.pick(chance(random, 0.3) ? all.slice(2, 4) : all);
}

function setMemory(instruction: Instruction, memory: CaseMemory, random: Random): void {
  const register = (name: string): Register =>
    addressRegisters[registers.findIndex(({ class: registerName }) => registerName === name)] ?? Register.None;
  instruction.memoryBase = register(memory.base);
  if (memory.index !== undefined) instruction.memoryIndex = register(memory.index);
  instruction.memoryIndexScale = memory.scale ?? 1;
  instruction.memoryDisplacement = BigInt(memory.displacement);
  const short = memory.displacement >= -128 && memory.displacement < 128;
  instruction.memoryDisplSize = short && chance(random, 0.5) ? 1 : 8;
}

const flagNames: readonly (readonly [RflagsBits, Flag])[] = [
  [RflagsBits.CF, "CF"],
  [RflagsBits.PF, "PF"],
  [RflagsBits.AF, "AF"],
  [RflagsBits.ZF, "ZF"],
  [RflagsBits.SF, "SF"],
  [RflagsBits.OF, "OF"],
];

function undefinedOf(bits: number): readonly Flag[] {
  return flagNames.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => name);
}
