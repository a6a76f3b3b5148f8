import type { Instruction } from "iced-x86";
import { Register, RegisterExt } from "iced-x86";
import type { MemoryOperand } from "./operand.js";
import type { Read } from "./processor.js";

/** The memory that an instruction's ModRM byte names. */
export function memoryOperand(instruction: Instruction, size: number): MemoryOperand | undefined {
  const offset = offsetOf(instruction);
  if (offset === undefined) return undefined;
  const segmentBase = segmentBaseOf(instruction.memorySegment);
  return {
    kind: "memory",
    size,
    offset,
    address:
      segmentBase === undefined
        ? offset
        : (processor) => BigInt.asUintN(64, segmentBase(processor) + offset(processor)),
    base: instruction.memoryBase === Register.None ? undefined : numberOf(instruction.memoryBase)?.number,
  };
}

/** The base that FS and GS add; in 64-bit mode the other segments begin at 0 (Intel SDM vol. 1, 3.3.4). */
export function segmentBaseOf(segment: Register): Read | undefined {
  switch (segment) {
    case Register.FS:
      return ({ fsBase }) => fsBase;
    case Register.GS:
      return ({ gsBase }) => gsBase;
    default:
      return undefined;
  }
}

/** Base plus index times scale plus displacement, modulo 2^64, or 2^32 where the registers have 32 bits. */
function offsetOf(instruction: Instruction): Read | undefined {
  const displacement = BigInt.asUintN(64, instruction.memoryDisplacement);
  const baseRegister = instruction.memoryBase;
  // iced-x86 has added the instruction pointer to the displacement already.
  if (baseRegister === Register.RIP || baseRegister === Register.EIP) return () => displacement;
  const base = numberOf(baseRegister);
  const index = numberOf(instruction.memoryIndex);
  if (base === undefined || index === undefined) return undefined;
  if (base.width === 32 || index.width === 32) {
    const full = fullOffset(base.number, index.number, instruction.memoryIndexScale, displacement);
    return (processor) => full(processor) & 0xffff_ffffn;
  }
  return fullOffset(base.number, index.number, instruction.memoryIndexScale, displacement);
}

function fullOffset(
  base: number | undefined,
  index: number | undefined,
  indexScale: number,
  displacement: bigint,
): Read {
  const scale = BigInt(indexScale);
  if (index === undefined) {
    if (base === undefined) return () => displacement;
    if (displacement === 0n) return ({ registers }) => registers[base] ?? 0n;
    return ({ registers }) => BigInt.asUintN(64, (registers[base] ?? 0n) + displacement);
  }
  if (base === undefined) {
    return ({ registers }) => BigInt.asUintN(64, (registers[index] ?? 0n) * scale + displacement);
  }
  return ({ registers }) =>
    BigInt.asUintN(64, (registers[base] ?? 0n) + (registers[index] ?? 0n) * scale + displacement);
}

/** A register of an address; undefined where it is no general one, an empty object where there is none. */
function numberOf(register: Register): { readonly number?: number; readonly width?: 32 | 64 } | undefined {
  if (register === Register.None) return {};
  if (RegisterExt.isGPR64(register)) return { number: RegisterExt.number(register), width: 64 };
  if (RegisterExt.isGPR32(register)) return { number: RegisterExt.number(register), width: 32 };
  return undefined;
}
