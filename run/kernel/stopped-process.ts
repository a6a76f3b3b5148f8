import { actionFlag } from "../signals/signal-actions.js";
import { forget } from "../signals/posting.js";
import { signalNumber } from "../signals/signal-table.js";
import { tellParent } from "./end-of-process.js";
import type { Process } from "./process.js";
import type { System } from "./system.js";

/**
 * SIGSTOP: the process does nothing more until SIGCONT. Where no other process is left that could send it, nothing is
 * done, and the answer is no.
 */
export function stopProcess(system: System, process: Process): boolean {
  if (process.ending !== undefined || process.stopped !== undefined) {
    return true;
  }
  if (!system.processes.some((other) => other !== process && isActive(other))) {
    return false;
  }
  forget(process, signalNumber.SIGCONT);
  process.stopped = { signal: signalNumber.SIGSTOP, told: false };
  const { parent } = process;
  if (parent !== undefined) {
    const silent = (parent.actions.get(signalNumber.SIGCHLD).flags & actionFlag.SA_NOCLDSTOP) !== 0;
    if (silent) {
      system.wakeUp(undefined, parent, Number.MAX_SAFE_INTEGER);
    } else {
      tellParent(system, parent);
    }
  }
  return true;
}

/** SIGCONT lets a stopped process go on, whether it ignores the signal or not; SIGKILL lets it go on to its end. */
export function continueProcess(system: System, process: Process, signal: number): void {
  if (process.stopped === undefined) {
    return;
  }
  process.stopped = undefined;
  if (signal === signalNumber.SIGCONT && process.parent !== undefined) {
    process.continued = true;
    system.wakeUp(undefined, process.parent, Number.MAX_SAFE_INTEGER);
  }
}

function isActive({ ending, stopped }: Process): boolean {
  return ending === undefined && stopped === undefined;
}
