import { initProcess } from "../kernel/create-process.js";
import type { Process } from "../kernel/process.js";
import type { System } from "../kernel/system.js";
import { forceFault } from "../signals/deliver-signals.js";
import { protectionFault } from "../signals/fault-signal.js";
import { forget } from "../signals/posting.js";
import type { SignalInfo } from "../signals/pending-signals.js";
import type { SignalAction } from "../signals/signal-actions.js";
import { isIgnored } from "../signals/signal-actions.js";
import { sentByProgram } from "../signals/signal-information.js";
import { returnFromSignal } from "../signals/signal-return.js";
import { lastSignal, signalBit, signalNumber, unblockable } from "../signals/signal-table.js";
import type { Thread } from "../threads/thread.js";
import type { CallResult } from "./result.js";
import { done, error, value } from "./result.js";
import type { Call, SystemCall } from "./system-call.js";

/** struct sigaction: the handler, sa_mask at 8, sa_flags at 12. */
const actionBytes = 16;

function sigaction(call: Call): CallResult {
  const { process } = call;
  const [signal, next, old] = [call.int(0), call.argument(1), call.argument(2)];
  const fixed = signal === signalNumber.SIGKILL || signal === signalNumber.SIGSTOP;
  if (signal < 1 || signal > lastSignal || (next !== 0n && fixed)) {
    return error("EINVAL");
  }
  if (old !== 0n) {
    process.memory.write(old, encodeAction(process.actions.get(signal)));
  }
  if (next !== 0n) {
    process.actions.set(signal, decodeAction(process.memory.read(next, actionBytes)));
    if (isIgnored(process.actions, signal)) {
      forget(process, signal);
    }
  }
  return value(0);
}

function encodeAction({ handler, mask, flags }: SignalAction): Uint8Array {
  const bytes = new Uint8Array(actionBytes);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, handler, true);
  view.setUint32(8, mask, true);
  view.setInt32(12, flags, true);
  return bytes;
}

function decodeAction(bytes: Uint8Array): SignalAction {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { handler: view.getBigUint64(0, true), mask: view.getUint32(8, true), flags: view.getInt32(12, true) };
}

/** The mask goes in by value and the old one comes back as the result: libc's stub makes pointers of that. */
function sigprocmask(call: Call): CallResult {
  const { thread } = call;
  const old = thread.signalMask;
  const set = call.int(1);
  switch (call.int(0)) {
    case 1:
      thread.signalMask = (old | (set & ~unblockable)) >>> 0;
      return value(old);
    case 2:
      thread.signalMask = (old & ~set) >>> 0;
      return value(old);
    case 3:
      thread.signalMask = (set & ~unblockable) >>> 0;
      return value(old);
    default:
      return error("EINVAL");
  }
}

function sigpending({ thread, process }: Call): CallResult {
  return value((thread.pending.set | process.pending.set) >>> 0);
}

/** Always ends by a signal's handler; the mask that the call found comes back when that returns. */
function sigsuspend(call: Call): CallResult {
  const { thread } = call;
  thread.maskBeforeSuspend = thread.signalMask;
  thread.signalMask = (call.int(0) & ~unblockable) >>> 0;
  const sleep: CallResult = {
    kind: "sleep",
    sleep: { reason: "sigsuspend", woken: () => sleep, interrupted: () => error("EINTR") },
  };
  return sleep;
}

/** struct sigaltstack: ss_sp, ss_size, ss_flags at 16. */
const stackBytes = 24;
const stackFlag = Object.freeze({ SS_ONSTACK: 1, SS_DISABLE: 4 });

/** MINSIGSTKSZ (OpenBSD sys/sys/signal.h). */
const smallestStack = 8192n;

function sigaltstack(call: Call): CallResult {
  const { thread, process } = call;
  const [next, old] = [call.argument(0), call.argument(1)];
  if (old !== 0n) {
    process.memory.write(old, encodeStack(thread));
  }
  if (next === 0n) {
    return value(0);
  }
  const stored = process.memory.read(next, stackBytes);
  const view = new DataView(stored.buffer, stored.byteOffset);
  const flags = view.getInt32(16, true);
  const size = view.getBigUint64(8, true);
  if (thread.onAlternateStack) {
    return error("EPERM");
  }
  if ((flags & ~stackFlag.SS_DISABLE) !== 0) {
    return error("EINVAL");
  }
  if (flags === stackFlag.SS_DISABLE) {
    thread.alternateStack = { ...thread.alternateStack, enabled: false };
    return value(0);
  }
  if (size < smallestStack) {
    return error("ENOMEM");
  }
  thread.alternateStack = { base: view.getBigUint64(0, true), size, enabled: true };
  return value(0);
}

function encodeStack({ alternateStack: { base, size, enabled }, onAlternateStack }: Thread): Uint8Array {
  const bytes = new Uint8Array(stackBytes);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, base, true);
  view.setBigUint64(8, size, true);
  view.setInt32(16, (enabled ? 0 : stackFlag.SS_DISABLE) | (onAlternateStack ? stackFlag.SS_ONSTACK : 0), true);
  return bytes;
}

function sigreturn(call: Call): CallResult {
  const { system, thread } = call;
  switch (returnFromSignal(thread, call.argument(0))) {
    case "as asked":
      break;
    case "wrong selectors":
      // The processor's IRET refuses them, which the kernel passes on.
      forceFault(system, thread, protectionFault(thread.state.rip, 0));
      break;
    case "single-stepping":
      system.warn("sigreturn: the program asks to be single-stepped (the trap flag in sc_rflags); this is left out");
      break;
  }
  return done;
}

/** A thread's id names that thread, of the own process; a process's id the process; 0 and -n are groups, -1 all others. */
function kill(call: Call): CallResult {
  const { system, process, thread } = call;
  const [id, signal] = [call.int(0), call.int(1)];
  if (signal < 0 || signal > lastSignal) {
    return error("EINVAL");
  }
  const targets = targetsOf(system, process, id);
  if (targets.length === 0) {
    return error(id === initProcess ? "EPERM" : "ESRCH");
  }
  if (signal !== 0) {
    const info: SignalInfo = { signal, code: sentByProgram };
    for (const target of targets) {
      system.sendSignal(target === process && takesItself(thread, signal) ? thread : target, info);
    }
  }
  return value(0);
}

/**
 * Is a thread's signal to its own process for itself? Yes, if it does not block it: kill(2) does not return before the
 * signal is delivered. But thrsigdivert goes first.
 */
function takesItself({ signalMask, process }: Thread, signal: number): boolean {
  const bit = signalBit(signal);
  return (signalMask & bit) === 0 && process.threads.every(({ divertedSignals }) => (divertedSignals & bit) === 0);
}

function targetsOf(system: System, sender: Process, id: number): readonly (Process | Thread)[] {
  if (id > 0) {
    const process = system.process(id);
    const thread = system.thread(id);
    return process?.ending === undefined && process !== undefined
      ? [process]
      : thread?.process === sender
        ? [thread]
        : [];
  }
  // Of a group, those that have ended count, too: there they are, though nothing happens to them.
  const group = id === 0 ? sender.group : -id;
  return id === -1
    ? system.processes.filter((process) => process !== sender && process.ending === undefined)
    : system.processes.filter((process) => process.group === group);
}

/** sigwait(3): takes a signal that waits, or the next to come, in place of its handler. */
function thrsigdivert(call: Call): CallResult {
  const { thread, process } = call;
  const set = (call.int(0) & ~unblockable) >>> 0;
  for (const pending of [thread.pending, process.pending]) {
    const signal = pending.nextUnblocked(~set);
    if (signal !== undefined) {
      pending.take(signal);
      return value(signal);
    }
  }
  thread.divertedSignals = set;
  thread.divertedSignal = undefined;
  const sleep: CallResult = {
    kind: "sleep",
    sleep: {
      reason: "thrsigdivert",
      channel: thread,
      woken: () => (thread.divertedSignal === undefined ? sleep : value(thread.divertedSignal)),
      interrupted: () => {
        thread.divertedSignals = 0;
        return error("EINTR");
      },
    },
  };
  return sleep;
}

/** The system calls that have to do with signals. */
export const signalCalls: readonly SystemCall[] = [
  { number: 37, name: "kill", parameters: ["int", "int"], run: kill },
  { number: 46, name: "sigaction", parameters: ["int", "pointer", "pointer"], run: sigaction },
  { number: 48, name: "sigprocmask", parameters: ["int", "flags"], run: sigprocmask },
  { number: 52, name: "sigpending", parameters: [], run: sigpending },
  { number: 103, name: "sigreturn", parameters: ["pointer"], run: sigreturn },
  { number: 111, name: "sigsuspend", parameters: ["flags"], run: sigsuspend },
  { number: 288, name: "sigaltstack", parameters: ["pointer", "pointer"], run: sigaltstack },
  { number: 303, name: "thrsigdivert", parameters: ["flags"], run: thrsigdivert },
];
