import type { IntegerType } from "../ctypes/ctype.js";
import type { Argument } from "../operands/argument.js";
import type { Constant } from "../operands/immediate.js";
import type { Register } from "../operands/register.js";
import type { RegisterName } from "../operands/operand-class.js";
import type { ErrorPolicy, OnError } from "./error-policy.js";
import type { AcceptedValues } from "./accept-values.js";
import type { ParameterTypes, SystemCall } from "./system-call.js";

/** What a system call is given, said independently of how the body gets it there. */
export type Value = Argument | Constant | number | Extended | CallResult | FrameAddress | EntryRegister;

/** An argument narrower than what the kernel reads, widened. */
export interface Extended {
  readonly kind: "extended";
  readonly signed: boolean;
  readonly of: Argument;
}

/** The result of an earlier call of the same contract, counted from 0. */
export interface CallResult {
  readonly kind: "call-result";
  readonly call: number;
}

/** The address of a place in the routine's own frame, `offset` bytes above its SP. */
export interface FrameAddress {
  readonly kind: "frame-address";
  readonly offset: number;
}

/** What a register held when the routine was entered, plus `addend`. */
export interface EntryRegister {
  readonly kind: "entry-register";
  readonly register: RegisterName;
  readonly addend: number;
}

/** A 32-bit argument of a stub that becomes 64 bits on its way to the kernel. */
export interface WidenedType {
  readonly kind: "widened";
  readonly signed: boolean;
  readonly type: IntegerType<4>;
}

/** Widens a 32-bit argument with zeros: in a contract the argument itself, in a stub its type. */
export function zeroExtended(type: IntegerType<4>): WidenedType;
export function zeroExtended(argument: Argument): Extended;
export function zeroExtended(what: IntegerType<4> | Argument): WidenedType | Extended {
  return widen(what, false);
}

/** Widens a 32-bit argument with copies of its sign: in a contract the argument itself, in a stub its type. */
export function signExtended(type: IntegerType<4>): WidenedType;
export function signExtended(argument: Argument): Extended;
export function signExtended(what: IntegerType<4> | Argument): WidenedType | Extended {
  return widen(what, true);
}

function widen(what: IntegerType<4> | Argument, signed: boolean): WidenedType | Extended {
  return what.kind === "argument"
    ? Object.freeze({ kind: "extended", signed, of: what })
    : Object.freeze({ kind: "widened", signed, type: what });
}

/** What an earlier call of this contract returned, counted from 0. */
export function resultOf(call: number): CallResult {
  return Object.freeze({ kind: "call-result", call });
}

/** A place in the routine's own frame, `offset` bytes above SP. */
export function frameAddress(offset: number): FrameAddress {
  return Object.freeze({ kind: "frame-address", offset });
}

/** What `register` held at entry, plus `addend`. */
export function entryRegister(register: Register, addend = 0): EntryRegister {
  return Object.freeze({ kind: "entry-register", register: register.class, addend });
}

/** One system call a routine makes. */
export interface ContractCall {
  readonly call: SystemCall;
  readonly values: Readonly<Record<string, Value>>;
  readonly policy: ErrorPolicy;
}

/** The system calls a routine makes, in order. */
export interface Contract {
  readonly kind: "contract";
  readonly calls: readonly ContractCall[];
}

/**
 * A contract of one system call: which, with what, and what happens when it fails.
 *
 * @example
 * calls(sys.munmap, { addr, len }, onError(crash(notok)))
 */
export function calls<
  const Call extends string,
  const P extends ParameterTypes,
  const Given extends Readonly<Record<string, Value>>,
>(call: SystemCall<Call, number, P>, values: Given & AcceptedValues<Call, P, Given>, policy: OnError): Contract;
export function calls(call: SystemCall, values: Readonly<Record<string, Value>>, policy: OnError): Contract {
  return Object.freeze({
    kind: "contract",
    calls: Object.freeze([Object.freeze({ call, values: Object.freeze(values), policy: policy.policy })]),
  });
}

/** Contracts one after the other. */
export function inOrder(...contracts: readonly Contract[]): Contract {
  return Object.freeze({ kind: "contract", calls: Object.freeze(contracts.flatMap((contract) => contract.calls)) });
}
