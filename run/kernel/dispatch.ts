import { bsdAmd64 } from "../../verify/kernel/convention.js";
import type { CpuState } from "../../verify/engine/engine.js";
import { registerNumber } from "../../verify/engine/engine.js";
import { BadAddress } from "../memory/bad-address.js";
import type { Sleep } from "../system-calls/result.js";
import { CallError, error, type CallResult } from "../system-calls/result.js";
import { systemCallNames } from "../system-calls/names.js";
import type { Call, ParameterKind, SystemCall } from "../system-calls/system-call.js";
import { systemCallTable } from "../system-calls/table.js";
import type { Thread } from "../threads/thread.js";
import type { Trace } from "../trace/trace.js";
import { errno, type ErrnoName } from "./errno.js";
import type { System } from "./system.js";

/** Calls that make another call: its number is their first argument (sys_syscall and sys___syscall). */
const indirectCalls: ReadonlySet<number> = new Set([0, 198]);

/** A call that a thread has begun, until it has its result. */
export interface CallUnderWay {
  readonly number: number;
  readonly name: string;
  /** Where the program would make the call again: the SYSCALL instruction. */
  readonly instruction: bigint;
}

/** What became of a call, for the scheduler. */
export type Answered =
  /** The registers hold the result; the thread can go on. */
  | { readonly kind: "answered" }
  | { readonly kind: "sleeping"; readonly sleep: Sleep; readonly call: CallUnderWay }
  /** The handler has seen to the registers, or to the thread's end. */
  | { readonly kind: "done" };

/** Length of SYSCALL, in bytes. */
const instructionLength = 2n;

/** Reads calls from registers, has them done, and puts their results into registers. */
export class Dispatch {
  readonly #system: System;
  readonly #trace: Trace | undefined;

  constructor(system: System, trace: Trace | undefined) {
    this.#system = system;
    this.#trace = trace;
  }

  /** The call that the thread's state has just made: its `rip` is behind the SYSCALL. */
  call(thread: Thread): Answered {
    const { state } = thread;
    bsdAmd64.enter(state);
    let number = Number(BigInt.asUintN(32, register(state, bsdAmd64.number)));
    let shift = 0;
    if (indirectCalls.has(number)) {
      number = Number(BigInt.asUintN(32, argumentWord(thread, 0)));
      shift = 1;
    }
    const known = systemCallTable.get(number);
    const name = known?.name ?? systemCallNames.get(number) ?? `#${String(number)}`;
    const underWay = { number, name, instruction: BigInt.asUintN(64, state.rip - instructionLength) };
    const call = known === undefined ? undefined : new GuestCall(this.#system, thread, known, shift);
    this.#trace?.call(thread, name, known?.parameters ?? [], call);
    if (known === undefined || call === undefined) {
      this.#system.warn(`system call ${String(number)} (${name}) is not known: the program gets ENOSYS`);
      return this.answer(thread, underWay, error("ENOSYS"));
    }
    return this.answer(
      thread,
      underWay,
      attempt(() => known.run(call)),
    );
  }

  /** Gives a thread the result of its call: at once, or when it wakes. */
  answer(thread: Thread, call: CallUnderWay, result: CallResult): Answered {
    const { state } = thread;
    switch (result.kind) {
      case "value":
        bsdAmd64.succeed(state, result.value, result.second);
        this.#trace?.result(thread, call.name, result.value);
        return { kind: "answered" };
      case "error":
        bsdAmd64.fail(state, errno[result.errno]);
        this.#trace?.failure(thread, call.name, result.errno);
        return { kind: "answered" };
      case "sleep":
        return { kind: "sleeping", sleep: result.sleep, call };
      case "done":
        this.#trace?.returned(thread, call.name);
        return { kind: "done" };
    }
  }
}

/** Does a part of a call, with an errno for what goes wrong in it. */
export function attempt(part: () => CallResult): CallResult {
  try {
    return part();
  } catch (thrown) {
    return error(errnoOf(thrown));
  }
}

function errnoOf(thrown: unknown): ErrnoName {
  if (thrown instanceof CallError) {
    return thrown.errno;
  }
  if (thrown instanceof BadAddress) {
    return "EFAULT";
  }
  throw thrown;
}

class GuestCall implements Call {
  readonly system: System;
  readonly thread: Thread;
  readonly #parameters: readonly ParameterKind[];
  readonly #shift: number;

  constructor(system: System, thread: Thread, call: SystemCall, shift: number) {
    this.system = system;
    this.thread = thread;
    this.#parameters = call.parameters;
    this.#shift = shift;
  }

  get process(): Thread["process"] {
    return this.thread.process;
  }

  argument(index: number): bigint {
    const word = argumentWord(this.thread, index + this.#shift);
    const kind = this.#parameters[index];
    if (kind === undefined) {
      throw new RangeError(`a call of ${String(this.#parameters.length)} arguments has no argument ${String(index)}`);
    }
    switch (kind) {
      case "int":
        return BigInt.asIntN(32, word);
      case "uint":
      case "mode":
      case "flags":
        return BigInt.asUintN(32, word);
      case "long":
        return BigInt.asIntN(64, word);
      case "ulong":
      case "pointer":
      case "path":
      case "padding":
        return word;
    }
  }

  int(index: number): number {
    const value = this.argument(index);
    return Number(value > largestNumber ? largestNumber : value);
  }
}

const largestNumber = 1n << 53n;

/** The argument at `index` as it lies in a register, or on the stack above the slot of a return address. */
function argumentWord({ state, process }: Thread, index: number): bigint {
  const name = bsdAmd64.arguments[index];
  return name === undefined
    ? process.memory.readUint64(BigInt.asUintN(64, register(state, "SP") + BigInt(bsdAmd64.stackArgument(index))))
    : register(state, name);
}

function register({ registers }: CpuState, name: keyof typeof registerNumber): bigint {
  return registers[registerNumber[name]] ?? 0n;
}
