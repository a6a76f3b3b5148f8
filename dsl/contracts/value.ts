import type { IntegerType, ScalarType, StructType } from "../ctypes/ctype.js";
import type { Argument } from "../operands/argument.js";
import type { AddressOf } from "../operands/code.js";
import type { Constant } from "../operands/immediate.js";
import type { ThreadLocal } from "../operands/memory.js";
import type { RegisterName } from "../operands/operand-class.js";
import type { Register } from "../operands/register.js";

/**
 * What a routine passes, stores or returns, said independently of how its body gets it there. A verifier works it out
 * from what the routine was entered with.
 */
export type Value =
  | Argument
  | Constant
  | number
  /** Where a symbol lies. */
  | AddressOf
  | Extended
  | CallResult
  | CalledResult
  | Promoted
  | AlignedDown
  | Scratch
  | KernelWrote
  | EntryRegister
  | EntryWord
  | Pointee
  | Sum
  | Unequal;

/** An argument narrower than what is wanted, widened. */
export interface Extended {
  readonly kind: "extended";
  readonly signed: boolean;
  readonly of: Argument;
}

/** The result of an earlier system call of the same contract, counted from 0. */
export interface CallResult {
  readonly kind: "call-result";
  readonly call: number;
}

/** What a called routine left in AX, counted from 0 among the routines that the contract calls. */
export interface CalledResult {
  readonly kind: "called-result";
  readonly call: number;
}

/** A number of a type in a register, as C passes it: the low bits of `of`, extended to 32 by the type's sign. */
export interface Promoted {
  readonly kind: "promoted";
  readonly type: ScalarType;
  readonly of: Value;
}

/** The greatest multiple of `alignment`, a power of two, that is not above `of`. */
export interface AlignedDown {
  readonly kind: "aligned-down";
  readonly of: Value;
  readonly alignment: number;
}

/** The address of memory of the routine's own, in its frame: `size` bytes, which hold `holds` where that is said. */
export interface Scratch {
  readonly kind: "scratch";
  readonly size: number;
  readonly holds?: Value;
}

/** What the kernel wrote to memory during an earlier system call: `size` bytes at `offset` of parameter `parameter`. */
export interface KernelWrote {
  readonly kind: "kernel-wrote";
  readonly call: number;
  readonly parameter: string;
  readonly offset: number;
  readonly size: number;
}

/** What a register held when the routine was entered. */
export interface EntryRegister {
  readonly kind: "entry-register";
  readonly register: RegisterName;
}

/** What a thread-local word held when the routine was entered. */
export interface EntryWord {
  readonly kind: "entry-word";
  readonly word: string;
  readonly fsOffset: number;
}

/** What memory held at entry: 8 bytes, `offset` bytes above `of`. */
export interface Pointee {
  readonly kind: "pointee";
  readonly of: Value;
  readonly offset: number;
}

/** `of` plus a number of bytes. */
export interface Sum {
  readonly kind: "sum";
  readonly of: Value;
  readonly addend: number;
}

/** 1 where two values are different numbers of 64 bits, otherwise 0. */
export interface Unequal {
  readonly kind: "unequal";
  readonly one: Value;
  readonly other: Value;
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

/** What an earlier system call of this contract returned, counted from 0. */
export function resultOf(call: number): CallResult {
  return Object.freeze({ kind: "call-result", call });
}

/** What a routine that this contract calls returned, counted from 0. */
export function calledResult(call: number): CalledResult {
  return Object.freeze({ kind: "called-result", call });
}

/**
 * A number of `type` as C's compilers pass and return it in a register: what is narrower than 32 bits is extended to
 * 32 by its sign, and the upper half of the register is 0.
 */
export function promoted(of: Value, type: ScalarType): Promoted {
  return Object.freeze({ kind: "promoted", type, of });
}

/** `of` brought down to a multiple of `alignment`, a power of two. */
export function alignedDown(of: Value, alignment: number): AlignedDown {
  return Object.freeze({ kind: "aligned-down", of, alignment });
}

/**
 * Memory of the routine's own: the kernel is given its address. Where the kernel reads it, `holds` says what it finds.
 *
 * @example
 * calls(sys.gettimeofday, { tp: scratch(Timeval.size), tzp: 0 }, ...)
 */
export function scratch(size: number, holds?: Value): Scratch {
  return Object.freeze({ kind: "scratch", size, ...(holds === undefined ? {} : { holds }) });
}

/** What the kernel wrote into a member of the struct whose address was passed as `parameter` of call `call`. */
export function kernelWrote<Struct extends StructType>(
  call: number,
  parameter: string,
  struct: Struct,
  field: keyof Struct["fields"] & string,
): KernelWrote {
  const { fields }: StructType = struct;
  const member = fields[field];
  if (member === undefined) {
    throw new Error(`${struct.name} has no field ${field}`);
  }
  return Object.freeze({ kind: "kernel-wrote", call, parameter, offset: member.offset, size: member.type.size });
}

/** What `register` held at entry. */
export function entryRegister(register: Register): EntryRegister {
  return Object.freeze({ kind: "entry-register", register: register.class });
}

/** What the thread-local word held at entry; the register in `word(BX)` is of no account here. */
export function entryWord(word: ThreadLocal): EntryWord {
  return Object.freeze({ kind: "entry-word", word: word.word, fsOffset: word.fsOffset });
}

/** The 8 bytes that memory holds at entry, `offset` bytes above `of`. */
export function pointee(of: Value, offset: number): Pointee {
  return Object.freeze({ kind: "pointee", of, offset });
}

/** `of` plus `addend` bytes. */
export function plus(of: Value, addend: number): Sum {
  return Object.freeze({ kind: "sum", of, addend });
}

/**
 * 1 where two values differ, 0 where they are the same: a status by what a call returned.
 *
 * @example
 * calls(sys.exit, { status: unequal(resultOf(0), greeting.size) }, ...)
 */
export function unequal(one: Value, other: Value): Unequal {
  return Object.freeze({ kind: "unequal", one, other });
}
