/**
 * What an operand is, as far as choosing an instruction form goes. Every operand carries its class as a string, the
 * same string in its type and at run time, so that the type checker and `generate` judge by the same words.
 */

/** The general registers by their Plan 9 names; the width comes from the instruction. */
export type RegisterName =
  "AX" | "BX" | "CX" | "DX" | "SI" | "DI" | "BP" | "SP" | "R8" | "R9" | "R10" | "R11" | "R12" | "R13" | "R14" | "R15";

/** The SSE registers, 128 bits wide, by their Plan 9 names. */
export type XmmName =
  "X0" | "X1" | "X2" | "X3" | "X4" | "X5" | "X6" | "X7" | "X8" | "X9" | "X10" | "X11" | "X12" | "X13" | "X14" | "X15";

/** The AVX registers, 256 bits wide, by their Plan 9 names; the lower half of Y0 is X0. */
export type YmmName =
  "Y0" | "Y1" | "Y2" | "Y3" | "Y4" | "Y5" | "Y6" | "Y7" | "Y8" | "Y9" | "Y10" | "Y11" | "Y12" | "Y13" | "Y14" | "Y15";

/** The vector registers; the name says how wide. */
export type VectorRegisterName = XmmName | YmmName;

/** Width of an operation or an integer operand, in bits. */
export type Width = 8 | 16 | 32 | 64;

/**
 * Memory whose width the operand does not fix (`m`), fixes (`m32`), or that holds a struct, union or array (`block`),
 * which only vector instructions move in pieces of their own width.
 */
export type MemoryClass = "m" | "m8" | "m16" | "m32" | "m64" | "block";

/**
 * The smallest range an immediate lies in:
 *
 * | class | values |
 * |---|---|
 * | `n8` | -2^7 to -1 |
 * | `i8` | 0 to 2^7-1 |
 * | `u8` | 2^7 to 2^8-1 |
 * | `i16` | the rest of -2^15 to 2^15-1 |
 * | `u16` | 2^15 to 2^16-1 |
 * | `i32` | the rest of -2^31 to 2^31-1 |
 * | `u32` | 2^31 to 2^32-1 |
 * | `i64` | the rest of -2^63 to 2^64-1 |
 * | `too-wide` | everything else, what is no integer, and a `number` that is not exact |
 * | `imm` | an integer whose value the types do not know |
 */
export type ImmediateClass = "n8" | "i8" | "u8" | "i16" | "u16" | "i32" | "u32" | "i64" | "too-wide" | "imm";

/** `symbol` is code that can be called or jumped to, `address` the address of a symbol as a value, `label` a place in this routine. */
export type CodeClass = "symbol" | "address" | "label";

export type OperandClass = RegisterName | VectorRegisterName | MemoryClass | ImmediateClass | CodeClass;
