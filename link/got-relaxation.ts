import { relocationType } from "../elf/constants.js";

/**
 * Accesses through the global offset table that need no table in a static program: the AMD64 supplement, B.2, says which
 * instructions may be changed into which.
 */
export type GotRelaxation = "address" | "immediate-move" | "call" | "jump" | "immediate-test" | "immediate-operation";

/**
 * How the instruction with this field is changed; undefined where it is not, and reads its table entry. `isAddress`: the
 * symbol lies in the program, and not at a number that has nothing to do with it.
 */
export function gotRelaxation(
  bytes: Uint8Array,
  offset: number,
  type: number,
  addend: bigint,
  isAddress: boolean,
): GotRelaxation | undefined {
  const withRex = type === relocationType.R_X86_64_REX_GOTPCRELX;
  if ((type !== relocationType.R_X86_64_GOTPCRELX && !withRex) || addend !== -4n || offset < (withRex ? 3 : 2)) {
    return undefined;
  }
  const opcode = bytes[offset - 2] ?? 0;
  const modRm = bytes[offset - 1] ?? 0;
  if (opcode === 0xff && isAddress && !withRex) {
    return modRm === 0x15 ? "call" : modRm === 0x25 ? "jump" : undefined;
  }
  if ((modRm & 0xc7) !== 0x05 || (withRex && ((bytes[offset - 3] ?? 0) & 0xf0) !== 0x40)) {
    return undefined;
  }
  switch (opcode) {
    case 0x8b:
      return isAddress ? "address" : "immediate-move";
    case 0x85:
      return "immediate-test";
    default:
      // adc, add, and, cmp, or, sbb, sub, xor of a register and memory.
      return (opcode & 0xc7) === 0x03 ? "immediate-operation" : undefined;
  }
}

/** The field of the changed instruction. */
export interface ChangedField {
  readonly offset: number;
  /** Relative to the instruction's end, or the symbol's address itself. */
  readonly relative: boolean;
}

/** Changes the instruction; its field is for the caller to fill. */
export function relaxGot(bytes: Uint8Array, offset: number, type: number, relaxation: GotRelaxation): ChangedField {
  const opcode = bytes[offset - 2] ?? 0;
  const register = ((bytes[offset - 1] ?? 0) >> 3) & 7;
  switch (relaxation) {
    case "address":
      // mov foo@GOTPCREL(%rip), %reg: lea foo(%rip), %reg
      bytes[offset - 2] = 0x8d;
      return { offset, relative: true };
    case "call":
      // call *foo@GOTPCREL(%rip): addr32 call foo
      bytes.set([0x67, 0xe8], offset - 2);
      return { offset, relative: true };
    case "jump":
      // jmp *foo@GOTPCREL(%rip): jmp foo; nop
      bytes[offset - 2] = 0xe9;
      bytes[offset + 3] = 0x90;
      return { offset: offset - 1, relative: true };
    case "immediate-move":
      bytes.set([0xc7, 0xc0 | register], offset - 2);
      break;
    case "immediate-test":
      bytes.set([0xf7, 0xc0 | register], offset - 2);
      break;
    case "immediate-operation":
      bytes.set([0x81, 0xc0 | (opcode & 0x38) | register], offset - 2);
      break;
  }
  if (type === relocationType.R_X86_64_REX_GOTPCRELX) {
    registerToBase(bytes, offset - 3);
  }
  return { offset, relative: false };
}

/** The register has become the operand that REX.B extends, not REX.R. */
export function registerToBase(bytes: Uint8Array, at: number): void {
  const rex = bytes[at] ?? 0;
  bytes[at] = (rex & ~0x04) | ((rex & 0x04) >> 2);
}
