import type { RegisterName, VectorRegisterName, Width } from "../../dsl/operands/operand-class.js";

export interface CaseMemory {
  readonly kind: "memory";
  readonly base: RegisterName;
  readonly index?: RegisterName;
  readonly scale?: 1 | 2 | 4 | 8;
  readonly displacement: number;
}

/** An operand of a case: what it is, not how anybody writes it. */
export type CaseOperand =
  | { readonly kind: "register"; readonly name: RegisterName; readonly width: Width }
  | { readonly kind: "vector-register"; readonly name: VectorRegisterName }
  | { readonly kind: "immediate"; readonly value: bigint }
  | CaseMemory
  /** A variable outside, addressed from the instruction pointer. */
  | { readonly kind: "symbol-memory" }
  /** Code outside. */
  | { readonly kind: "symbol" }
  /** The address of something outside. */
  | { readonly kind: "address" };
