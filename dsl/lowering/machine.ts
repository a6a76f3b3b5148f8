import type { Form } from "../instructions/form.js";
import type { RegisterName, VectorRegisterName, Width } from "../operands/operand-class.js";
import type { Scale } from "../operands/memory.js";
import type { SourceSite } from "../source-site.js";

/**
 * A routine after lowering: nothing but what the hardware has. Printers of GNU assembly, the assembler and the
 * verifier start from here.
 */
export interface MachineRoutine {
  /** As the description writes it, with the middle dot. */
  readonly symbol: string;
  readonly doc?: string | undefined;
  /** The registers pushed or bytes reserved at entry by the frame, in bytes. */
  readonly frameSize: number;
  /** `call`: a return address lies at SP. `process`: the kernel starts the process here, with its arguments at SP. */
  readonly entry: "call" | "process";
  readonly instructions: readonly MachineInstruction[];
  readonly site: SourceSite;
}

export interface MachineInstruction {
  readonly form: Form;
  /** `LOCK`, `REP`, `REPN`: forms of their own, encoded in front. */
  readonly prefixes: readonly Form[];
  /** In Plan 9 order, like `form.operands`. */
  readonly operands: readonly MachineOperand[];
  /** Labels that stand before this instruction, as the printers spell them. */
  readonly labels: readonly string[];
  /** Comments that stand before this instruction. */
  readonly comments: readonly string[];
  /** A remark to print behind it: the name of a constant, an argument, a field. */
  readonly remark?: string | undefined;
  /** How far SP lies below its value at entry, in bytes, before this instruction; undefined after a switch of stacks. */
  readonly stackDepth: number | undefined;
  /** Where in the description it comes from. */
  readonly site: SourceSite;
}

/** Operands that the hardware, or a relocation, knows. */
export type MachineOperand =
  | { readonly kind: "register"; readonly name: RegisterName; readonly width: Width }
  | { readonly kind: "vector-register"; readonly name: VectorRegisterName }
  | MachineMemory
  /** The bits to encode, as the signed or unsigned number the author meant. */
  | { readonly kind: "immediate"; readonly value: bigint }
  /** RIP-relative access to a variable: a pc32 relocation. */
  | { readonly kind: "symbol-memory"; readonly symbol: string; readonly addend: number }
  /** Target of a call or jump outside the routine: a pc32 relocation. */
  | { readonly kind: "symbol"; readonly symbol: string }
  /** Address of a symbol as a 32-bit immediate: an abs32 relocation. */
  | { readonly kind: "address"; readonly symbol: string; readonly addend: number }
  /** Bytes of the code given as a number, the lowest first; they stand for an instruction by themselves. */
  | { readonly kind: "literal"; readonly value: bigint; readonly size: number }
  /** Index into the routine's instructions. */
  | { readonly kind: "branch"; readonly target: number; readonly label: string };

/** Memory by registers, or, with a segment and no base, at an offset from the segment's base. */
export interface MachineMemory {
  readonly kind: "memory";
  readonly segment?: "FS" | "GS";
  readonly base?: RegisterName;
  readonly index?: { readonly register: RegisterName; readonly scale: Scale };
  readonly displacement: number;
}
