/**
 * Numbers that stand for what only the linker knows while an instruction is assembled and read back. They are far
 * from each other, fit no shorter field than the four bytes of a relocation, and are zeroed once they were found
 * where they belong.
 */

/** Where every instruction is assembled; nothing depends on it, since all that is position-dependent is relative. */
export const origin = 0x4000_0000;

/** The address of code outside the routine. */
export const outsideTarget = origin + 0x1357_9bdf;

/** The displacement, from the end of the instruction, of a variable. */
export const variableDisplacement = 0x1122_3344;

/** The address of a symbol as a value. */
export const symbolAddress = 0x1234_5678;
