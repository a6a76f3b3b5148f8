import { BadAddress } from "../memory/bad-address.js";
import { isCaught } from "../signals/signal-actions.js";
import { sentByProgram } from "../signals/signal-information.js";
import { signalNumber } from "../signals/signal-table.js";
import { clockOf, isBefore, readTimespec, sleepDeadline } from "../time/time-values.js";
import type { ForkWay } from "./fork.js";
import { childState, newProcess } from "./fork.js";
import type { CallResult } from "./result.js";
import { done, error, value } from "./result.js";
import type { Call, SystemCall } from "./system-call.js";

/** Flags of rfork(2) (OpenBSD sys/sys/unistd.h, as of 2011). */
const forkFlag = Object.freeze({
  RFFDG: 1 << 2,
  RFPROC: 1 << 4,
  RFMEM: 1 << 5,
  RFNOWAIT: 1 << 6,
  RFCFDG: 1 << 12,
  RFTHREAD: 1 << 13,
});

/**
 * A new thread, on the same stack and with the same thread-local storage as its parent: it is the program that gives it
 * its own.
 */
function rfork(call: Call): CallResult {
  const { system, process, thread } = call;
  const flags = call.int(0);
  const has = (flag: number): boolean => (flags & flag) !== 0;
  if (!has(forkFlag.RFPROC) || (has(forkFlag.RFFDG) && has(forkFlag.RFCFDG))) {
    return error("EINVAL");
  }
  if (!has(forkFlag.RFTHREAD)) {
    return has(forkFlag.RFMEM) ? memoryOfBoth(call) : newProcess(call, processWay(has));
  }
  if (!has(forkFlag.RFMEM)) {
    return error("EINVAL");
  }
  if (has(forkFlag.RFFDG) || has(forkFlag.RFCFDG)) {
    system.warn("rfork: threads with open files of their own (RFFDG, RFCFDG) are not to be had; they share them");
  }
  if (process.threads.length >= system.limits.threads) {
    return error("EAGAIN");
  }
  const child = system.startThread(process, childState(thread.state), thread.floatingPoint.slice());
  child.signalMask = thread.signalMask;
  return value(child.id, 0n);
}

/** What becomes of the parent's files and of the child's end. Without a word about them, the files are shared. */
function processWay(has: (flag: number) => boolean): ForkWay {
  return {
    name: "rfork",
    files: has(forkFlag.RFFDG) ? "copy" : has(forkFlag.RFCFDG) ? "none" : "share",
    endsUnseen: has(forkFlag.RFNOWAIT),
    holdsParent: false,
  };
}

/** Two processes in one memory: a copy would not do, so it is refused as where there are too many. */
function memoryOfBoth({ system }: Call): CallResult {
  system.warn("rfork with RFMEM and without RFTHREAD: processes cannot share memory; the program gets EAGAIN");
  return error("EAGAIN");
}

/**
 * Unlocks and sleeps, in one: nobody can come between. `tp` is a point of time by a clock. What has passed already does
 * not sleep, but still unlocks (OpenBSD sys/kern/kern_synch.c, sys_thrsleep).
 */
function thrsleep(call: Call): CallResult {
  const { system, process } = call;
  const [ident, clock, until, lock] = [call.argument(0), call.int(1), call.argument(2), call.argument(3)];
  let deadline: bigint | undefined;
  if (until !== 0n) {
    const time = readTimespec(process.memory, until);
    const now = clockOf(system, clock);
    if (now === undefined) {
      return error("EINVAL");
    }
    if (isBefore(time, now)) {
      if (lock !== 0n) process.memory.writeUint32(lock, 0);
      return error("EAGAIN");
    }
    deadline = sleepDeadline(system.clock.now, time.seconds * 1_000_000_000n + time.nanoseconds - now);
  }
  if (lock !== 0n) {
    process.memory.writeUint32(lock, 0);
  }
  return {
    kind: "sleep",
    sleep: {
      reason: `thrsleep 0x${ident.toString(16)}`,
      channel: ident,
      deadline,
      woken: () => value(0),
      expired: () => error("EAGAIN"),
      interrupted: () => error("EINTR"),
    },
  };
}

function thrwakeup(call: Call): CallResult {
  const { system, process } = call;
  const count = call.int(1);
  const woken = system.wakeUp(process, call.argument(0), count > 0 ? count : Number.MAX_SAFE_INTEGER);
  return woken === 0 ? error("ESRCH") : value(0);
}

/** Ends the thread, and tells so at an address; one that cannot be written is a SIGSEGV for the process. */
function threxit(call: Call): CallResult {
  const { system, process, thread } = call;
  const notDead = call.argument(0);
  try {
    if (notDead !== 0n) process.memory.writeUint32(notDead, 0);
  } catch (thrown) {
    if (!(thrown instanceof BadAddress)) throw thrown;
    const { SIGSEGV: signal } = signalNumber;
    if (!isCaught(process.actions, signal)) {
      const explanation = `SIGSEGV: threxit was given an address that cannot be written, 0x${notDead.toString(16)}`;
      system.endProcess(process, { kind: "signal", signal, explanation });
      return done;
    }
    system.endThread(thread);
    system.sendSignal(process, { signal, code: sentByProgram });
    return done;
  }
  system.endThread(thread);
  return done;
}

function schedYield({ system, thread }: Call): CallResult {
  system.yieldProcessor(thread);
  return value(0);
}

function getthrid({ thread }: Call): CallResult {
  return value(thread.id);
}

function exit(call: Call): CallResult {
  call.system.endProcess(call.process, { kind: "exit", status: call.int(0) & 0xff });
  return done;
}

/** The system calls that have to do with threads, and with the end of a process. */
export const threadCalls: readonly SystemCall[] = [
  { number: 1, name: "exit", parameters: ["int"], run: exit },
  { number: 251, name: "rfork", parameters: ["flags"], run: rfork },
  { number: 298, name: "sched_yield", parameters: [], run: schedYield },
  { number: 299, name: "getthrid", parameters: [], run: getthrid },
  { number: 300, name: "thrsleep", parameters: ["pointer", "int", "pointer", "pointer"], run: thrsleep },
  { number: 301, name: "thrwakeup", parameters: ["pointer", "int"], run: thrwakeup },
  { number: 302, name: "threxit", parameters: ["pointer"], run: threxit },
];
