import type { ScalarType } from "../ctypes/ctype.js";
import { underlyingType } from "../ctypes/underlying-type.js";
import type { Register } from "../operands/register.js";
import { BP, BX, CX, DI, DX, R12, R13, R14, R15, R8, R9, SI } from "../operands/register.js";

/** The registers in which C passes the first integers and pointers (System V). */
export const cArguments: readonly Register[] = Object.freeze([DI, SI, DX, CX, R8, R9]);

/** The registers that a C function leaves as they were, besides SP; Plan 9 code keeps none of them. */
export const cPreserved: readonly Register[] = Object.freeze([BX, BP, R12, R13, R14, R15]);

/** What SP is a multiple of where C code makes a call. */
export const cStackAlignment = 16;

/** Bytes that an argument on the stack takes in C, whatever its type. */
export const cStackSlot = 8;

/** The move that copies exactly the bytes of a type, to memory or from it. */
export function exactMove({ size }: ScalarType): string {
  switch (size) {
    case 1:
      return "MOVB";
    case 2:
      return "MOVW";
    case 4:
      return "MOVL";
    default:
      return "MOVQ";
  }
}

/**
 * The move into a register that makes of a type what C compilers expect there: where it is narrower than 32 bits it is
 * extended to 32 (clang relies on that, though the ABI does not say so), and the upper half is cleared.
 */
export function promotingMove(type: ScalarType): string {
  const behind = underlyingType(type);
  const sign = behind.kind === "integer" && behind.signed ? "SX" : "ZX";
  switch (type.size) {
    case 1:
      return `MOVBL${sign}`;
    case 2:
      return `MOVWL${sign}`;
    default:
      return exactMove(type);
  }
}

/** Is it narrower than what C compilers make of it in a register? */
export function isPromoted({ size }: ScalarType): boolean {
  return size < 4;
}
