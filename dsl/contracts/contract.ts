import type { ScalarType } from "../ctypes/ctype.js";
import type { SymbolReference } from "../operands/code.js";
import type { ThreadLocal } from "../operands/memory.js";
import type { RegisterName } from "../operands/operand-class.js";
import type { RoutineReference } from "../operands/operand.js";
import type { Register } from "../operands/register.js";
import type { AcceptedValues } from "../system-calls/accept-values.js";
import type { ErrorPolicy, OnError } from "../system-calls/error-policy.js";
import type { ParameterTypes, SystemCall } from "../system-calls/system-call.js";
import type { Value } from "./value.js";

/** One thing that a caller, the kernel or another routine sees of a routine. */
export type Step =
  | SystemCallStep
  /** `value` lies at `address`, at the type's width, before the next thing that somebody sees. */
  | { readonly kind: "stores"; readonly address: Value; readonly type: ScalarType; readonly value: Value }
  /** A thread-local word holds `value` from here on. */
  | { readonly kind: "sets-word"; readonly word: string; readonly fsOffset: number; readonly value: Value }
  | RoutineCallStep
  /** From here on the routine runs on another stack, which ends at `top`. */
  | { readonly kind: "switches-stack"; readonly top: Value }
  /** What the child of the last system call, a fork, does in place of all that follows. */
  | { readonly kind: "child"; readonly steps: readonly Step[] }
  | End;

/** How a routine ends. Without one of these it returns what its last system call returned. */
export type End =
  /** RET, with `value` in AX at the width of the routine's result. */
  | { readonly kind: "returns"; readonly value: Value | undefined }
  /** A jump out, with these registers, and with SP as it was at entry or as it is said to be. */
  | {
      readonly kind: "jumps";
      readonly to: string;
      readonly registers: RegisterValues;
      readonly stackPointer?: Value | undefined;
    }
  /** A store to an address that is never mapped. */
  | { readonly kind: "crashes"; readonly address: number }
  /** The last system call is made again whenever it comes back. */
  | { readonly kind: "repeats" };

/** A system call with what it is given and what happens when it fails. */
export interface SystemCallStep {
  readonly kind: "system-call";
  readonly call: SystemCall;
  readonly values: Readonly<Record<string, Value>>;
  readonly policy: ErrorPolicy;
}

/** A call of another routine. */
export interface RoutineCallStep {
  readonly kind: "routine-call";
  /** A symbol, or the address that a value gives. */
  readonly target: string | Value;
  readonly registers: RegisterValues;
  /** Arguments on the stack: offset from SP at the call, in bytes, before the return address is pushed. */
  readonly stack: readonly StackArgument[];
  /** Registers that the called routine is known to leave alone; by Plan 9's convention it may use all but SP. */
  readonly preserves: readonly RegisterName[];
  /** What SP is a multiple of before the return address is pushed; Plan 9's convention asks for nothing. */
  readonly stackAlignment?: number | undefined;
}

export type RegisterValues = Readonly<Partial<Record<RegisterName, Value>>>;

export interface StackArgument {
  readonly offset: number;
  readonly type: ScalarType;
  readonly value: Value;
}

/** What a routine does, in order, as seen from outside. */
export interface Contract {
  readonly kind: "contract";
  readonly steps: readonly Step[];
  /** Registers that hold at the end what they held at entry, besides SP. */
  readonly preserves: readonly RegisterName[];
  /** `call`: a return address lies at SP. `process`: the kernel starts the process here, with its arguments at SP. */
  readonly entry: "call" | "process";
}

/**
 * A system call: which, with what, and what happens when it fails.
 *
 * @example
 * calls(sys.munmap, { addr, len }, onError(crash(notok)))
 */
export function calls<
  const Call extends string,
  const P extends ParameterTypes,
  const Given extends Readonly<Record<string, Value>>,
>(call: SystemCall<Call, number, P>, values: Given & AcceptedValues<Call, P, Given>, policy: OnError): SystemCallStep;
export function calls(call: SystemCall, values: Readonly<Record<string, Value>>, policy: OnError): SystemCallStep {
  return Object.freeze({ kind: "system-call", call, values: Object.freeze(values), policy: policy.policy });
}

/** A store that the caller sees. */
export function stores(address: Value, type: ScalarType, value: Value): Step {
  return Object.freeze({ kind: "stores", address, type, value });
}

/** A thread-local word changes; the register in `word(BX)` is of no account here. */
export function setsWord(word: ThreadLocal, value: Value): Step {
  return Object.freeze({ kind: "sets-word", word: word.word, fsOffset: word.fsOffset, value });
}

/** A call of another routine, with what it finds in registers and on the stack. */
export function callsRoutine(
  target: RoutineReference | SymbolReference | Value,
  given: {
    readonly registers?: RegisterValues;
    readonly stack?: readonly StackArgument[];
    readonly preserves?: readonly Register[];
    readonly stackAlignment?: number;
  } = {},
): RoutineCallStep {
  return Object.freeze({
    kind: "routine-call",
    target:
      typeof target === "object" && (target.kind === "routine" || target.kind === "symbol") ? target.name : target,
    registers: given.registers ?? {},
    stack: given.stack ?? [],
    preserves: (given.preserves ?? []).map((register) => register.class),
    stackAlignment: given.stackAlignment,
  });
}

/** The routine goes on on another stack. */
export function switchesStack(top: Value): Step {
  return Object.freeze({ kind: "switches-stack", top });
}

/** What the child does when the system call before was a fork. */
export function inChild(...steps: readonly Step[]): Step {
  return Object.freeze({ kind: "child", steps: Object.freeze(steps) });
}

/** RET with a value. */
export function returns(value: Value): Step {
  return Object.freeze({ kind: "returns", value });
}

/** RET; what AX holds is nobody's business. */
export const returnsNothing: Step = Object.freeze({ kind: "returns", value: undefined });

/** The last system call is made again for as long as it comes back. */
export const repeats: Step = Object.freeze({ kind: "repeats" });

/** A jump out of the routine, with SP as it was at entry unless another value is given. */
export function jumpsTo(
  target: RoutineReference | SymbolReference,
  registers: RegisterValues,
  stackPointer?: Value,
): Step {
  return Object.freeze({ kind: "jumps", to: target.name, registers, stackPointer });
}

/** A store to `address`, where nothing is ever mapped. */
export function crashesAt(address: number): Step {
  return Object.freeze({ kind: "crashes", address });
}

/** A contract of several steps. */
export function inOrder(...steps: readonly Step[]): Contract {
  return Object.freeze({ kind: "contract", steps: Object.freeze(steps), preserves: [], entry: "call" });
}

/** A contract that also keeps these registers. */
export function preserving(registers: readonly Register[], contract: Contract): Contract {
  return Object.freeze({ ...contract, preserves: registers.map((register) => register.class) });
}

/** The contract of a process's entry point. */
export function processEntry(...steps: readonly Step[]): Contract {
  return Object.freeze({ kind: "contract", steps: Object.freeze(steps), preserves: [], entry: "process" });
}

/** The system calls of a contract, those of a child included, in order. */
export function systemCallsOf({ steps }: Contract): readonly SystemCallStep[] {
  return steps.flatMap(callsIn);
}

function callsIn(step: Step): readonly SystemCallStep[] {
  return step.kind === "system-call" ? [step] : step.kind === "child" ? step.steps.flatMap(callsIn) : [];
}
