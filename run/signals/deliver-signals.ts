import type { System } from "../kernel/system.js";
import type { Thread } from "../threads/thread.js";
import type { Trace } from "../trace/trace.js";
import { deliverFault, deliverSignal, takeSignal } from "./delivery.js";
import type { Delivery } from "./delivery.js";
import type { FaultStop } from "./fault-signal.js";
import { faultSignal } from "./fault-signal.js";
import type { SignalInfo } from "./pending-signals.js";
import { isIgnored } from "./signal-actions.js";

/** What delivering signals needs of the kernel. */
export interface SignalSystem extends Pick<System, "endProcess"> {
  readonly trace?: Trace | undefined;
}

/**
 * Does what all waiting signals ask for, one after the other, before the thread goes on in the program: each handler's
 * frame is put on the one before, so the last runs first. The thread's registers must be those it would go on with,
 * the result of a system call in them.
 */
export function deliverSignals(system: SignalSystem, thread: Thread): void {
  while (!thread.over) {
    const info = takeSignal(thread);
    if (info === undefined) {
      return;
    }
    if (!isIgnored(thread.process.actions, info.signal)) {
      tell(system, thread, info);
      finish(system, thread, deliverSignal(thread, info));
    }
  }
}

/**
 * Does what the signal of a fault asks for: at once, as it can neither wait nor be ignored. The thread's registers are
 * those with which the engine has stopped.
 */
export function forceSignal(system: SignalSystem, thread: Thread, stop: FaultStop): void {
  const { info, rip } = faultSignal(stop, thread);
  thread.state = { ...thread.state, rip };
  forceFault(system, thread, info);
}

/** The same for a fault that the kernel has found by itself. */
export function forceFault(system: SignalSystem, thread: Thread, info: SignalInfo): void {
  tell(system, thread, info);
  finish(system, thread, deliverFault(thread, info));
}

function tell({ trace }: SignalSystem, thread: Thread, info: SignalInfo): void {
  trace?.signal(thread, info, thread.process.actions.get(info.signal));
}

function finish(system: SignalSystem, thread: Thread, delivery: Delivery): void {
  if (delivery.kind === "death") {
    system.endProcess(thread.process, delivery.ending);
  }
}
