import type { Process } from "../kernel/process.js";
import type { System } from "../kernel/system.js";
import type { Thread } from "../threads/thread.js";
import type { CallResult } from "./result.js";

/** A system call that the kernel knows. */
export interface SystemCall {
  readonly number: number;
  /** As kdump calls it. */
  readonly name: string;
  /** What the arguments are, in order; an argument that the program cannot see (mmap's padding) is `padding`. */
  readonly parameters: readonly ParameterKind[];
  /** Does the call. It may throw a CallError, or BadAddress for memory of the guest that is not there: EFAULT. */
  readonly run: (call: Call) => CallResult;
}

/** How an argument is read, and how a trace shows it. */
export type ParameterKind =
  /** 32 bits, signed. */
  | "int"
  /** 32 bits, unsigned. */
  | "uint"
  /** 64 bits, signed: off_t, long. */
  | "long"
  /** 64 bits, unsigned: size_t. */
  | "ulong"
  /** An address. */
  | "pointer"
  /** The address of a path; a trace shows the path as well, as kdump's NAMI does. */
  | "path"
  /** File permissions: octal. */
  | "mode"
  /** A set of flags: hexadecimal. */
  | "flags"
  | "padding";

/** A call under way. */
export interface Call {
  readonly system: System;
  readonly process: Process;
  readonly thread: Thread;
  /** The argument at `index`, by its parameter's kind: extended from its width. Counts padding too. */
  argument(index: number): bigint;
  /** The same as a number, for arguments of 32 bits and for sizes; a ulong above 2^53 is 2^53. */
  int(index: number): number;
}
