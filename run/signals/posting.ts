import type { Process } from "../kernel/process.js";
import { Thread } from "../threads/thread.js";
import type { SignalInfo } from "./pending-signals.js";
import { isIgnored } from "./signal-actions.js";
import { signalBit, signalNumber, signalOf } from "./signal-table.js";

/** What becomes of a signal that is sent. */
export type Posted =
  /** It is ignored, or its receiver is no more. */
  | { readonly kind: "dropped" }
  /** It waits until it is unblocked. */
  | { readonly kind: "held" }
  /** The thread has to see to it as soon as it runs; if it sleeps, this ends the sleep unless that is uninterruptible. */
  | { readonly kind: "due"; readonly thread: Thread }
  /** The thread waits for it in thrsigdivert: it wakes (its channel is the thread). */
  | { readonly kind: "diverted"; readonly thread: Thread };

/** SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU: SIGCONT takes them back, and they it. */
const stopSignals: readonly number[] = [17, 18, 21, 22];

/** Puts a signal where it belongs (OpenBSD sys/kern/kern_sig.c, ptsignal). */
export function postSignal(target: Process | Thread, info: SignalInfo): Posted {
  const toThread = target instanceof Thread;
  const process = toThread ? target.process : target;
  if (process.ending !== undefined || (toThread && target.over)) {
    return { kind: "dropped" };
  }
  const bit = signalBit(info.signal);
  const diverting = (toThread ? [target] : process.threads).find((thread) => (thread.divertedSignals & bit) !== 0);
  if (diverting !== undefined) {
    diverting.divertedSignals = 0;
    diverting.divertedSignal = info.signal;
    return { kind: "diverted", thread: diverting };
  }
  cancelOpposites(process, info.signal);
  if (isIgnored(process.actions, info.signal)) {
    return { kind: "dropped" };
  }
  const receiver = toThread ? target : receiverIn(process, bit);
  (receiver?.pending ?? process.pending).add(info);
  return receiver === undefined || (receiver.signalMask & bit) !== 0
    ? { kind: "held" }
    : { kind: "due", thread: receiver };
}

/**
 * Which thread takes a signal of the process: one that does not block it, rather one that need not be interrupted in a
 * call; none, and it waits for the first that unblocks it.
 */
function receiverIn({ threads }: Process, bit: number): Thread | undefined {
  const open = threads.filter(({ signalMask }) => (signalMask & bit) === 0);
  return open.find(({ sleep }) => sleep === undefined) ?? open[0];
}

function cancelOpposites(process: Process, signal: number): void {
  const { action } = signalOf(signal);
  if (action === "continue") {
    for (const stop of stopSignals) forget(process, stop);
  } else if (action === "stop" || action === "stop from terminal") {
    forget(process, signalNumber.SIGCONT);
  }
}

/** Forgets a signal that waits, wherever it waits: it is ignored from now on, or its opposite has come. */
export function forget(process: Process, signal: number): void {
  process.pending.remove(signal);
  for (const { pending } of process.threads) {
    pending.remove(signal);
  }
}
