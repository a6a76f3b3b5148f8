import type { Argument } from "./argument.js";
import type { AddressOf, Label, SymbolReference } from "./code.js";
import type { FramePlace } from "./frame-place.js";
import type { ImmediateClass } from "./operand-class.js";
import type { Constant } from "./immediate.js";
import type { Global, Memory, RuntimeField, ThreadLocal } from "./memory.js";
import type { Register, VectorRegister } from "./register.js";

/** A place in memory. */
export type MemoryOperand = Memory | Argument | FramePlace | RuntimeField | ThreadLocal | Global;

/** A routine of the description as something to call; see `routine`. */
export interface RoutineReference<Name extends string = string> {
  readonly kind: "routine";
  readonly class: "symbol";
  readonly name: Name;
}

/** A system call as its number; see `systemCalls`. */
export interface SystemCallNumber {
  readonly kind: "system-call";
  readonly class: ImmediateClass;
  readonly name: string;
  readonly number: number;
}

/** An immediate: a plain number, or one with a name. */
export type ImmediateOperand = number | bigint | Constant | SystemCallNumber;

/** Everything an instruction can be given, in the order Plan 9 assembly writes it: source first. */
export type Operand =
  Register | VectorRegister | MemoryOperand | ImmediateOperand | AddressOf | SymbolReference | RoutineReference | Label;
