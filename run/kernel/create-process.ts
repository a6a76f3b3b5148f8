import type { Engine } from "../../verify/engine/engine.js";
import type { FileTable } from "../files/file-table.js";
import { AddressSpace } from "../memory/address-space.js";
import { PendingSignals } from "../signals/pending-signals.js";
import { SignalActions } from "../signals/signal-actions.js";
import { IntervalTimers } from "../time/interval-timers.js";
import type { Process } from "./process.js";
import { usualLimits } from "./resource-limits.js";

/** OpenBSD's MAXCOMLEN: how much of a program's name the kernel keeps. */
const longestName = 16;

/** The umask that login classes set: group and others may not write. */
const usualUmask = 0o022;

/** init(8), which has no other processes in this system but looks after those without a parent. */
export const initProcess = 1;

/** The name of a process, by the path of its program. */
export function processName(programPath: string): string {
  return (programPath.split("/").at(-1) ?? "").slice(0, longestName);
}

/** A process without threads and with nothing in its memory yet: a job of its own, as a shell starts one. */
export function createProcess(id: number, programPath: string, engine: Engine, files: FileTable): Process {
  return {
    id,
    parent: undefined,
    group: id,
    session: initProcess,
    name: processName(programPath),
    hasExecuted: true,
    engine,
    memory: new AddressSpace(engine),
    files,
    actions: new SignalActions(),
    timers: new IntervalTimers(),
    ...unused(),
    limits: [...usualLimits],
    nice: 0,
    endsUnseen: false,
    holdsParent: false,
    umask: usualUmask,
  };
}

/** What differs between a child and its parent, and is not the parent's. */
export interface Inheritance {
  readonly id: number;
  readonly engine: Engine;
  readonly files: FileTable;
  readonly endsUnseen: boolean;
  holdsParent: boolean;
}

/** A copy of a process as fork(2) makes it, but for its thread. Throws a CallError where there is no memory for it. */
export function copyProcess(parent: Process, own: Inheritance): Process {
  const { group, session, name, nice, umask } = parent;
  return {
    ...own,
    parent,
    group,
    session,
    name,
    hasExecuted: false,
    memory: parent.memory.copyTo(own.engine),
    actions: parent.actions.copy(),
    timers: new IntervalTimers(),
    ...unused(),
    limits: [...parent.limits],
    nice,
    umask,
  };
}

/** What every process begins with. */
function unused(): Pick<
  Process,
  | "pending"
  | "threads"
  | "floatingPointOwner"
  | "processorTime"
  | "childrenUsage"
  | "usage"
  | "stopped"
  | "continued"
  | "ending"
> {
  return {
    pending: new PendingSignals(),
    threads: [],
    floatingPointOwner: undefined,
    processorTime: 0n,
    childrenUsage: { processorTime: 0n, mostMemory: 0 },
    usage: undefined,
    stopped: undefined,
    continued: false,
    ending: undefined,
  };
}
