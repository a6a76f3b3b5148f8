import type { Processor, Read } from "./processor.js";
import type { Width } from "./width.js";

/** A general register, or the part of it that an instruction names. */
export interface RegisterOperand {
  readonly kind: "register";
  readonly width: Width;
  /** Hardware number of the 64-bit register. */
  readonly number: number;
  /** AH, CH, DH, BH: bits 8 to 15. */
  readonly high: boolean;
}

/** Memory by the computation of its address, which is 64 bits with the segment's base added. */
export interface MemoryOperand {
  readonly kind: "memory";
  /** Bytes; 0 where the instruction only computes the address. */
  readonly size: number;
  readonly address: Read;
  /** The address within the segment, which LEA gives. */
  readonly offset: Read;
  /** The base register's hardware number. */
  readonly base: number | undefined;
}

interface ImmediateOperand {
  readonly kind: "immediate";
  /** Extended to the operation's width as the encoding says. */
  readonly width: Width;
  readonly value: bigint;
}

interface BranchOperand {
  readonly kind: "branch";
  readonly target: bigint;
}

/** Memory at RSI or RDI as string instructions use it; with a prefix, at ESI or EDI. */
export interface StringOperand {
  readonly kind: "string";
  readonly width: Width;
  readonly pointer: "SI" | "DI";
  readonly addressWidth: 32 | 64;
  readonly segmentBase: Read | undefined;
}

/** An XMM or YMM register. */
export interface VectorOperand {
  readonly kind: "vector";
  readonly number: number;
  /** Bytes. */
  readonly size: 16 | 32;
}

/** Something that this interpreter has no idea of: a segment register, one of x87 or MMX. */
interface OtherOperand {
  readonly kind: "other";
}

export type DecodedOperand =
  RegisterOperand | VectorOperand | MemoryOperand | ImmediateOperand | BranchOperand | StringOperand | OtherOperand;

/** Where a value is read from and written to. Writing memory may fault; writing a register may not. */
export interface Place {
  readonly width: Width;
  readonly read: Read;
  readonly write: (processor: Processor, value: bigint) => void;
}

/** An instruction as it was decoded, for those who give it its meaning. */
export interface Decoded {
  /** The address of the instruction itself, and the one behind it. */
  readonly address: bigint;
  readonly next: bigint;
  readonly operands: readonly DecodedOperand[];
  readonly repeat: "no" | "rep" | "repne";
  /** Bits of the register that LOOP and JCXZ count with. */
  readonly counter: 32 | 64;
  /** Encoded with a VEX prefix. */
  readonly vex: boolean;
}
