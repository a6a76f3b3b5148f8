import type { MachineInstruction, MachineRoutine } from "../dsl/lowering/machine.js";
import type { SourceSite } from "../dsl/source-site.js";

/** The machine code of one routine. */
export interface AssembledRoutine {
  /** As an object file spells it: `runtime.write`. */
  readonly symbol: string;
  /** Local to its object: other objects do not see it. */
  readonly isStatic: boolean;
  /** What lies at SP when it begins. */
  readonly entry: MachineRoutine["entry"];
  /** The four bytes of every relocated field are zeros. */
  readonly bytes: Uint8Array;
  /** By offset. */
  readonly relocations: readonly Relocation[];
  /** Which bytes are which instruction: in order, without gaps, to the last byte. */
  readonly ranges: readonly InstructionRange[];
}

/**
 * A field of four bytes that the linker fills in. `pc32` is the distance from the end of its instruction to the
 * symbol plus addend; `abs32` is the address of the symbol plus addend, to be zero-extended to 64 bits.
 */
export interface Relocation {
  /** Of the field, from the start of the routine. */
  readonly offset: number;
  /** As an object file spells it. */
  readonly symbol: string;
  readonly kind: "pc32" | "abs32";
  /** What the description adds to the symbol's address; absent for 0. */
  readonly addend?: number;
  /** Bytes of the instruction behind a pc32 field, such as an immediate; absent for 0. */
  readonly trailing?: number;
}

/** The bytes of one instruction. */
export interface InstructionRange {
  readonly offset: number;
  readonly length: number;
  readonly instruction: MachineInstruction;
  /** The line of the description that it comes from. */
  readonly site: SourceSite;
  /** The instruction in AT&T syntax, for people. */
  readonly text: string;
}

/**
 * The addend of an ELF relocation for this field. ELF measures a pc32 from the field's own place, the processor from
 * the end of the instruction: the field's four bytes and what trails it lie between.
 */
export function elfAddend({ kind, addend = 0, trailing = 0 }: Relocation): number {
  return kind === "pc32" ? addend - 4 - trailing : addend;
}
