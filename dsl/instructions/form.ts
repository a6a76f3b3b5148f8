import type { RegisterName } from "../operands/operand-class.js";

/**
 * What a form accepts in one operand position.
 *
 * | class | accepts |
 * |---|---|
 * | `r8` ... `r64` | a general register, used at that width |
 * | `m8` ... `m64` | memory of that width, or memory whose width is open |
 * | `rm8` ... `rm64` | a register or memory of that width |
 * | `m` | any memory: only its address matters |
 * | `x`, `y` | a vector register of 128, of 256 bits |
 * | `m128`, `m256` | memory of that width: a struct, a union, an array, or memory whose width is open |
 * | `xm32` ... `xm128`, `ym256` | a vector register or memory of that width |
 * | `imm8s` | an immediate of -2^7 to 2^7-1, sign-extended to the operation's width |
 * | `imm8`, `imm16`, `imm32` | an immediate of that many bits, signed or unsigned |
 * | `imm32s` | an immediate of -2^31 to 2^31-1, sign-extended to 64 bits |
 * | `imm64` | any immediate |
 * | `u7` | an immediate of 0 to 2^7-1: a count |
 * | `u8` | an immediate of 0 to 2^8-1: a count, a vector |
 * | `one`, `three` | the immediate 1, the immediate 3 |
 * | `AL` ... `RAX`, `CL`, `DX` | that register, at that width |
 * | `label` | a place in the same routine |
 * | `symbol` | code known by its symbol |
 * | `address32` | the address of a symbol, zero-extended from 32 bits |
 */
export type FormOperandClass =
  | "r8"
  | "r16"
  | "r32"
  | "r64"
  | "m8"
  | "m16"
  | "m32"
  | "m64"
  | "m128"
  | "m256"
  | "m"
  | "x"
  | "xm32"
  | "xm64"
  | "xm128"
  | "y"
  | "ym256"
  | "rm8"
  | "rm16"
  | "rm32"
  | "rm64"
  | "imm8s"
  | "imm8"
  | "imm16"
  | "imm32"
  | "imm32s"
  | "imm64"
  | "u7"
  | "u8"
  | "one"
  | "three"
  | "AL"
  | "AX"
  | "EAX"
  | "RAX"
  | "CL"
  | "DX"
  | "label"
  | "symbol"
  | "address32";

/** A status flag of RFLAGS. */
export type Flag = "CF" | "PF" | "AF" | "ZF" | "SF" | "OF" | "DF" | "IF";

/** What an instruction does to an explicit operand. */
export type OperandAccess = "none" | "read" | "write" | "read-write" | "conditional-write" | "address";

/** One line of the instruction table: a mnemonic with one list of operand classes, and the encoding it stands for. */
export interface FormLine {
  /** Plan 9 spelling, `MOVQ`. */
  readonly mnemonic: string;
  /** AT&T spelling with its suffix, `movq`. */
  readonly att: string;
  /** In Plan 9 order, source first (compares: the order of the subtraction). */
  readonly operands: readonly FormOperandClass[];
  /** The encoding, by its name in iced-x86's `Code`; `INVALID` for a prefix, which has none of its own. */
  readonly code: string;
  /** AT&T wants the operands the other way round (compares). */
  readonly attReversed?: boolean;
  /** AT&T has the last operand first, a number (`CMPSD X1, X0, $4`). */
  readonly attRotated?: boolean;
  /** The encoding has one operand more, a source that is the destination again: `IMULQ $1000, AX`. */
  readonly sourceIsDestination?: boolean;
  /** A prefix of the next instruction (`LOCK`, `REP`), not an instruction by itself. */
  readonly prefix?: boolean;
  /**
   * How Plan 9 assembly writes it where the mnemonic would not do: 2011's assembler has another name for it, or both
   * assemblers take the mnemonic for something else. A whole statement; only where there are no operands.
   */
  readonly plan9?: string;
}

/** A form with what iced-x86 knows about it; generated from the table. */
export interface Form extends FormLine {
  /** Access to each explicit operand, in Plan 9 order. */
  readonly access: readonly OperandAccess[];
  readonly flagsRead: readonly Flag[];
  /** Written with a defined value, cleared and set ones included. */
  readonly flagsWritten: readonly Flag[];
  readonly flagsUndefined: readonly Flag[];
  /** Registers read or written without being named. */
  readonly implicitReads: readonly RegisterName[];
  readonly implicitWrites: readonly RegisterName[];
  /** May carry a LOCK prefix when its destination is memory. */
  readonly lockable: boolean;
  /** May carry a REP or REPN prefix. */
  readonly repeatable: boolean;
}
