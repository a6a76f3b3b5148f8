import type { Instruction } from "iced-x86";
import {
  Decoder,
  DecoderError,
  Formatter,
  FormatterSyntax,
  MemorySizeExt,
  OpKind,
  Register,
  RegisterExt,
} from "iced-x86";
import { memoryOperand, segmentBaseOf } from "./address.js";
import { exception, Halt, vector } from "./halt.js";
import type { Decoded, DecodedOperand, StringOperand } from "./operand.js";
import type { DecodedInstruction } from "./page.js";
import { longestInstruction } from "./page.js";
import type { Step } from "./processor.js";
import { semanticsOf } from "./semantic-table.js";
import type { Width } from "./width.js";
import { widthOfBytes } from "./width.js";

/** An instruction, or the number of the bytes that were too few to be one. */
export type DecodeResult =
  | { readonly kind: "instruction"; readonly length: number; readonly instruction: DecodedInstruction }
  | { readonly kind: "more"; readonly length: number };

/** Makes of the bytes at `address` something to run; of bytes that are no instruction, one that raises an exception. */
export function decodeInstruction(bytes: Uint8Array, address: bigint): DecodeResult {
  const decoder = new Decoder(64, bytes, 0);
  decoder.ip = address;
  const instruction = decoder.decode();
  try {
    if (decoder.lastError === DecoderError.NoMoreBytes) return { kind: "more", length: bytes.length };
    const { length } = instruction;
    if (instruction.isInvalid) {
      // The decoder gives up where an instruction would get longer than they may be (Intel SDM vol. 2, 2.3.11).
      return raising(length < longestInstruction ? vector.invalidOpcode : vector.generalProtection, length, address);
    }
    const next = BigInt.asUintN(64, address + BigInt(length));
    return { kind: "instruction", length, instruction: { next, step: stepOf(instruction, bytes, address, next) } };
  } finally {
    instruction.free();
    decoder.free();
  }
}

function raising(number: number, length: number, address: bigint): DecodeResult {
  const step: Step = () => {
    throw exception(number);
  };
  return { kind: "instruction", length, instruction: { next: address, step } };
}

/** What the instruction does; where that is not modelled, to end the run and name it. */
function stepOf(instruction: Instruction, bytes: Uint8Array, address: bigint, next: bigint): Step {
  const { encoding, counter } = prefixesOf(bytes);
  const decoded: Decoded = {
    address,
    next,
    operands: Array.from({ length: instruction.opCount }, (_, position) => operandOf(instruction, position)),
    repeat: instruction.hasRepnePrefix ? "repne" : instruction.hasRepPrefix ? "rep" : "no",
    counter,
    vex: encoding === "vex",
  };
  // Of AVX-512 nothing is modelled: its instructions share the names of others, and do more.
  const semantics = encoding === "evex" ? undefined : semanticsOf(instruction.mnemonic);
  const known = semantics?.(decoded);
  if (known !== undefined) return known;
  const stop = { kind: "not-modelled", instruction: textOf(instruction) } as const;
  return () => {
    throw new Halt(stop);
  };
}

/** What the decoder does not tell as cheaply. Of a valid instruction it holds in 64-bit mode (Intel SDM vol. 2, 2.3, 2.7). */
function prefixesOf(bytes: Uint8Array): { readonly encoding: "legacy" | "vex" | "evex"; readonly counter: 32 | 64 } {
  let counter: 32 | 64 = 64;
  for (const byte of bytes) {
    if (byte === 0x67) counter = 32;
    else if (byte === 0xc4 || byte === 0xc5) return { encoding: "vex", counter };
    else if (byte === 0x62) return { encoding: "evex", counter };
    else if (!otherPrefixes.has(byte)) break;
  }
  return { encoding: "legacy", counter };
}

/** Segments, operand size, LOCK, REPNE, REP. */
const otherPrefixes: ReadonlySet<number> = new Set([0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0xf0, 0xf2, 0xf3]);

function textOf(instruction: Instruction): string {
  const formatter = new Formatter(FormatterSyntax.Gas);
  const text = formatter.format(instruction);
  formatter.free();
  return text;
}

const other: DecodedOperand = Object.freeze({ kind: "other" });

function operandOf(instruction: Instruction, position: number): DecodedOperand {
  const kind = instruction.opKind(position);
  switch (kind) {
    case OpKind.Register:
      return registerOperand(instruction.opRegister(position));
    case OpKind.Memory:
      return memoryOperand(instruction, MemorySizeExt.size(instruction.memorySize)) ?? other;
    case OpKind.NearBranch64:
      return { kind: "branch", target: BigInt.asUintN(64, instruction.nearBranchTarget) };
    case OpKind.MemorySegRSI:
      return stringOperand(instruction, "SI", 64);
    case OpKind.MemorySegESI:
      return stringOperand(instruction, "SI", 32);
    case OpKind.MemoryESRDI:
      return stringOperand(instruction, "DI", 64);
    case OpKind.MemoryESEDI:
      return stringOperand(instruction, "DI", 32);
    default: {
      const width = immediateWidth.get(kind);
      if (width === undefined) return other;
      return { kind: "immediate", width, value: BigInt.asUintN(width, instruction.immediate(position)) };
    }
  }
}

/** The width of an immediate once it is extended to the operation's, by the kind of operand. */
const immediateWidth: ReadonlyMap<OpKind, Width> = new Map([
  [OpKind.Immediate8, 8],
  [OpKind.Immediate16, 16],
  [OpKind.Immediate32, 32],
  [OpKind.Immediate64, 64],
  [OpKind.Immediate8to16, 16],
  [OpKind.Immediate8to32, 32],
  [OpKind.Immediate8to64, 64],
  [OpKind.Immediate32to64, 64],
]);

function registerOperand(register: Register): DecodedOperand {
  const number = RegisterExt.number(register);
  if (RegisterExt.isGPR64(register)) return { kind: "register", width: 64, number, high: false };
  if (RegisterExt.isGPR32(register)) return { kind: "register", width: 32, number, high: false };
  if (RegisterExt.isGPR16(register)) return { kind: "register", width: 16, number, high: false };
  if (RegisterExt.isXMM(register)) return { kind: "vector", number, size: 16 };
  if (RegisterExt.isYMM(register)) return { kind: "vector", number, size: 32 };
  if (!RegisterExt.isGPR8(register)) return other;
  // iced-x86 counts AL CL DL BL, AH CH DH BH, SPL BPL SIL DIL, R8L and so on.
  const high = register >= Register.AH && register <= Register.BH;
  return { kind: "register", width: 8, number: number < 4 ? number : number - 4, high };
}

/** Segment overrides concern RSI only (Intel SDM vol. 2, MOVS). */
function stringOperand(
  instruction: Instruction,
  pointer: StringOperand["pointer"],
  addressWidth: StringOperand["addressWidth"],
): DecodedOperand {
  const width = widthOfBytes(MemorySizeExt.size(instruction.memorySize));
  if (width === undefined) return other;
  const segmentBase = pointer === "SI" ? segmentBaseOf(instruction.memorySegment) : undefined;
  return { kind: "string", width, pointer, addressWidth, segmentBase };
}
