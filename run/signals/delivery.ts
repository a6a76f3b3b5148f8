import { initialFloatingPoint } from "../../verify/engine/floating-point.js";
import type { CpuState } from "../../verify/engine/engine.js";
import { registerNumber } from "../../verify/engine/engine.js";
import type { Ending } from "../kernel/process.js";
import { BadAddress } from "../memory/bad-address.js";
import { trampolineAddress } from "../memory/layout.js";
import type { Thread } from "../threads/thread.js";
import { explainDeath } from "./explain-death.js";
import type { SignalInfo } from "./pending-signals.js";
import type { SignalAction } from "./signal-actions.js";
import { actionFlag, isCaught, isIgnored, signalDefault } from "./signal-actions.js";
import { signalBit, signalNumber } from "./signal-table.js";
import { writeFrame } from "./signal-frame.js";

/** What became of a signal. */
export type Delivery =
  /** The thread's registers are those at the start of the handler. */
  | { readonly kind: "handler" }
  /** Nothing: it is ignored. */
  | { readonly kind: "ignored" }
  /** The process is over; the caller ends it. */
  | { readonly kind: "death"; readonly ending: Ending };

/** Flags that a handler does not inherit: TF, DF, VM, AC. */
const clearedFlags = 0x100n | 0x400n | 0x2_0000n | 0x4_0000n;

/** The lowest signal, sent to the thread or to the process, that the thread does not block. */
export function nextSignal({ pending, process, signalMask }: Thread): number | undefined {
  const own = pending.nextUnblocked(signalMask);
  const shared = process.pending.nextUnblocked(signalMask);
  return own === undefined || (shared !== undefined && shared < own) ? shared : own;
}

/** Takes that signal out of where it waits. */
export function takeSignal(thread: Thread): SignalInfo | undefined {
  const next = nextSignal(thread);
  if (next === undefined) {
    return undefined;
  }
  return (thread.pending.has(next) ? thread.pending : thread.process.pending).take(next);
}

/** Does what a signal asks for that the thread does not block. */
export function deliverSignal(thread: Thread, info: SignalInfo): Delivery {
  const { actions } = thread.process;
  if (isIgnored(actions, info.signal)) {
    return { kind: "ignored" };
  }
  return isCaught(actions, info.signal) ? enterHandler(thread, info) : death(thread, info);
}

/**
 * Does what a fault's signal asks for. It can neither wait nor be ignored: the same instruction would fault again, and
 * so for ever; so it is the end where nothing catches it.
 */
export function deliverFault(thread: Thread, info: SignalInfo): Delivery {
  const blocked = (thread.signalMask & signalBit(info.signal)) !== 0;
  return isCaught(thread.process.actions, info.signal) && !blocked ? enterHandler(thread, info) : death(thread, info);
}

function death(thread: Thread, info: SignalInfo): Delivery {
  return {
    kind: "death",
    ending: { kind: "signal", signal: info.signal, explanation: explainDeath(thread, info) },
  };
}

/** Makes a thread go on in a signal's handler (OpenBSD sys/kern/kern_sig.c, postsig; amd64/machdep.c, sendsig). */
function enterHandler(thread: Thread, info: SignalInfo): Delivery {
  const { actions } = thread.process;
  const action = actions.get(info.signal);
  const onAlternate = usesAlternateStack(thread, action);
  let frame: ReturnType<typeof writeFrame>;
  try {
    frame = writeFrame(thread, info, {
      top: onAlternate ? thread.alternateStack.base + thread.alternateStack.size : belowRedZone(thread.state),
      mask: thread.maskBeforeSuspend ?? thread.signalMask,
      information: (action.flags & actionFlag.SA_SIGINFO) !== 0,
    });
  } catch (thrown) {
    if (!(thrown instanceof BadAddress)) throw thrown;
    return noRoom(info, thrown.address);
  }
  thread.maskBeforeSuspend = undefined;
  thread.onAlternateStack ||= onAlternate;
  thread.signalMask = (thread.signalMask | blockedInHandler(info.signal, action)) >>> 0;
  if ((action.flags & actionFlag.SA_RESETHAND) !== 0) {
    actions.set(info.signal, { ...action, handler: signalDefault });
  }
  const registers = BigUint64Array.from(thread.state.registers);
  registers[registerNumber.AX] = action.handler;
  registers[registerNumber.DI] = BigInt(info.signal);
  registers[registerNumber.SI] = frame.information;
  registers[registerNumber.DX] = frame.context;
  registers[registerNumber.SP] = frame.context;
  thread.state = {
    ...thread.state,
    registers,
    rip: trampolineAddress,
    flags: thread.state.flags & ~clearedFlags,
  };
  thread.floatingPoint = initialFloatingPoint();
  return { kind: "handler" };
}

function usesAlternateStack({ alternateStack, onAlternateStack }: Thread, { flags }: SignalAction): boolean {
  return alternateStack.enabled && !onAlternateStack && (flags & actionFlag.SA_ONSTACK) !== 0;
}

/** The ABI lets a function use 128 bytes below RSP without saying so. */
function belowRedZone({ registers }: CpuState): bigint {
  return (registers[registerNumber.SP] ?? 0n) - 128n;
}

function blockedInHandler(signal: number, { mask, flags }: SignalAction): number {
  return (flags & actionFlag.SA_NODEFER) === 0 ? mask | signalBit(signal) : mask;
}

/** No place for the frame: SIGILL, whatever the program has set for that. */
function noRoom(info: SignalInfo, address: bigint): Delivery {
  const { SIGILL: signal } = signalNumber;
  return {
    kind: "death",
    ending: {
      kind: "signal",
      signal,
      explanation: `SIGILL: the stack has no room for the frame of signal ${String(info.signal)}: 0x${address.toString(16)} cannot be written`,
    },
  };
}
