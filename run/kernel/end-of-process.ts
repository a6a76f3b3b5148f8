import { sentByProgram } from "../signals/signal-information.js";
import { actionFlag, signalIgnore } from "../signals/signal-actions.js";
import { signalNumber } from "../signals/signal-table.js";
import type { Process } from "./process.js";
import type { System } from "./system.js";

/** The most sleepers that a channel can have. */
const everybody = Number.MAX_SAFE_INTEGER;

/**
 * What becomes of those around a process that has ended: its files are closed, its children are init's, and its parent
 * is told (OpenBSD sys/kern/kern_exit.c, exit1).
 */
export function settleEnd(system: System, process: Process): void {
  process.files.letGo();
  releaseParent(system, process);
  for (const child of childrenOf(system, process)) {
    child.parent = undefined;
    if (child.ending !== undefined) {
      system.removeProcess(child);
    }
  }
  const { parent } = process;
  if (parent === undefined) {
    system.removeProcess(process);
    return;
  }
  if (process.endsUnseen || endUnseen(parent)) {
    process.parent = undefined;
    system.removeProcess(process);
    if (childrenOf(system, parent).length === 0) {
      system.wakeUp(undefined, parent, everybody);
    }
    return;
  }
  tellParent(system, parent);
}

/** Lets the parent of a vfork(2) go on, if it sleeps for this process. */
export function releaseParent(system: System, process: Process): void {
  if (process.holdsParent) {
    process.holdsParent = false;
    system.wakeUp(undefined, process, everybody);
  }
}

/** Sends SIGCHLD and wakes who waits: the parent's wait4(2) sleeps on the parent itself. */
export function tellParent(system: System, parent: Process): void {
  system.sendSignal(parent, { signal: signalNumber.SIGCHLD, code: sentByProgram });
  system.wakeUp(undefined, parent, everybody);
}

/** The children of a process, those that have ended too, in the order of their start. */
export function childrenOf({ processes }: System, process: Process): readonly Process[] {
  return processes.filter(({ parent }) => parent === process);
}

/** Does a process want its children to end unseen? SA_NOCLDWAIT says so, and that SIGCHLD is ignored. */
function endUnseen({ actions }: Process): boolean {
  const { handler, flags } = actions.get(signalNumber.SIGCHLD);
  return handler === signalIgnore || (flags & actionFlag.SA_NOCLDWAIT) !== 0;
}
