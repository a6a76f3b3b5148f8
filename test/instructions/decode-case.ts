import type { Instruction } from "iced-x86";
import { Code, Decoder, DecoderError, OpKind, Register } from "iced-x86";
import type { RegisterName, Width } from "../../dsl/operands/operand-class.js";
import type { CaseOperand } from "./case-operand.js";
import type { FormCase } from "./form-case.js";

/** What bytes say: the encoding's name, its length, its prefixes and its operands in Intel's order. */
export interface DecodedCase {
  readonly code: string;
  readonly length: number;
  readonly prefixes: string;
  readonly operands: readonly string[];
}

/** Reads the first instruction of the bytes; undefined where they are none. */
export function decodeCase(bytes: Uint8Array): DecodedCase | undefined {
  const decoder = new Decoder(64, bytes, 0);
  const instruction = decoder.decode();
  const valid = decoder.lastError === DecoderError.None && !instruction.isInvalid;
  const decoded: DecodedCase = {
    code: Code[instruction.code],
    length: instruction.length,
    prefixes: [
      ...(instruction.hasLockPrefix ? ["LOCK"] : []),
      ...(instruction.hasRepPrefix ? ["REP"] : []),
      ...(instruction.hasRepnePrefix ? ["REPN"] : []),
    ].join(" "),
    operands: Array.from({ length: instruction.opCount }, (_, position) => decodedOperand(instruction, position)),
  };
  instruction.free();
  decoder.free();
  return valid ? decoded : undefined;
}

function decodedOperand(instruction: Instruction, position: number): string {
  const kind = instruction.opKind(position);
  switch (kind) {
    case OpKind.Register:
      return Register[instruction.opRegister(position)];
    case OpKind.Memory:
      return decodedMemory(instruction);
    case OpKind.Immediate8:
      return immediateText(instruction.immediate(position), 8);
    case OpKind.Immediate16:
    case OpKind.Immediate8to16:
      return immediateText(instruction.immediate(position), 16);
    case OpKind.Immediate32:
    case OpKind.Immediate8to32:
      return immediateText(instruction.immediate(position), 32);
    case OpKind.Immediate64:
    case OpKind.Immediate8to64:
    case OpKind.Immediate32to64:
      return immediateText(instruction.immediate(position), 64);
    default:
      return OpKind[kind];
  }
}

function decodedMemory(instruction: Instruction): string {
  if (instruction.memoryBase === Register.RIP) return "[RIP]";
  return memoryText(
    Register[instruction.memoryBase],
    instruction.memoryIndex === Register.None ? undefined : Register[instruction.memoryIndex],
    instruction.memoryIndexScale,
    BigInt.asIntN(64, instruction.memoryDisplacement),
  );
}

function memoryText(base: string, index: string | undefined, scale: number, displacement: bigint): string {
  return `[${base}${index === undefined ? "" : `+${index}*${String(scale)}`}+${String(displacement)}]`;
}

function immediateText(value: bigint, width: number): string {
  return `${BigInt.asUintN(width, value).toString(16)}:${String(width)}`;
}

/** The relative jumps in a program, each with the offset of its target. */
export function decodeBranches(program: Uint8Array): readonly string[] {
  const decoder = new Decoder(64, program, 0);
  const branches: string[] = [];
  while (decoder.canDecode) {
    const instruction = decoder.decode();
    if (instruction.isJccShortOrNear || instruction.isJmpShortOrNear) {
      branches.push(`${Code[instruction.code]} ${String(BigInt.asIntN(64, instruction.nearBranchTarget))}`);
    }
    instruction.free();
  }
  decoder.free();
  return branches;
}

/** What a case should decode to. `decoded` gives the width of an immediate, which its code has been compared for. */
export function expectedOperands({ form, operands }: FormCase, decoded: DecodedCase): readonly string[] {
  const explicit = operands.filter((_, position) => form.operands[position] !== "three");
  // Intel's order is AT&T's reversed.
  const rotated = form.attRotated === true ? [...explicit.slice(-1), ...explicit.slice(0, -1)] : explicit;
  const reversed = form.attReversed === true ? explicit : rotated.toReversed();
  const ordered = form.sourceIsDestination === true ? [...reversed.slice(0, 1), ...reversed] : reversed;
  if (form.operands.length === 0) return decoded.operands;
  return ordered.map((operand, position) => expectedOperand(operand, decoded.operands[position] ?? ""));
}

function expectedOperand(operand: CaseOperand, decoded: string): string {
  switch (operand.kind) {
    case "register":
      return registerName(operand.name, operand.width);
    case "vector-register":
      return operand.name.replace("X", "XMM").replace("Y", "YMM");
    case "immediate":
      return immediateText(operand.value, Number(/:(\d+)$/.exec(decoded)?.[1] ?? 64));
    case "memory":
      return memoryText(
        registerName(operand.base, 64),
        operand.index === undefined ? undefined : registerName(operand.index, 64),
        operand.scale ?? 1,
        BigInt(operand.displacement),
      );
    case "symbol-memory":
      return "[RIP]";
    case "symbol":
      return OpKind[OpKind.NearBranch64];
    case "address":
      return decoded.endsWith(":32") ? decoded : "an address";
  }
}

/** iced-x86's name of a register. */
function registerName(name: RegisterName, width: Width): string {
  if (/\d/.test(name)) return `${name}${{ 8: "L", 16: "W", 32: "D", 64: "" }[width]}`;
  switch (width) {
    case 8:
      return /[AB-D]X/.test(name) ? name.replace("X", "L") : `${name}L`;
    case 16:
      return name;
    case 32:
      return `E${name}`;
    case 64:
      return `R${name}`;
  }
}
