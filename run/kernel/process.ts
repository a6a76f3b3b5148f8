import type { Engine } from "../../verify/engine/engine.js";
import type { FileTable } from "../files/file-table.js";
import type { AddressSpace } from "../memory/address-space.js";
import type { PendingSignals } from "../signals/pending-signals.js";
import type { SignalActions } from "../signals/signal-actions.js";
import type { Thread } from "../threads/thread.js";
import type { IntervalTimers } from "../time/interval-timers.js";
import type { ResourceLimit } from "./resource-limits.js";

/** How a process ended. */
export type Ending =
  | { readonly kind: "exit"; readonly status: number }
  | { readonly kind: "signal"; readonly signal: number; readonly explanation?: string | undefined };

/** What threads of one process share. */
export interface Process {
  readonly id: number;
  /** Who waits for its end; undefined of the first one, and of those whose parent is gone: init(8) does then. */
  parent: Process | undefined;
  /** Its process group and its session, by the ids of those that have made them. */
  group: number;
  session: number;
  /** The program's name without folders, at most 16 bytes: what a trace and ps(1) show. */
  name: string;
  /** It has run another program since it was made. */
  hasExecuted: boolean;
  readonly engine: Engine;
  readonly memory: AddressSpace;
  readonly files: FileTable;
  readonly actions: SignalActions;
  readonly timers: IntervalTimers;
  /** Signals sent to the process, and not to one of its threads, that all threads block. */
  readonly pending: PendingSignals;
  /** In the order of their start; those that are over are taken out. */
  readonly threads: Thread[];
  /** The thread whose FPU and SSE registers the engine holds. */
  floatingPointOwner: Thread | undefined;
  /** Nanoseconds of processor time so far: one for an instruction. */
  processorTime: bigint;
  /** What its children have used that it has waited for. */
  readonly childrenUsage: ResourceUsage;
  /** What it has used in all, with its children, once it is over. */
  usage: ResourceUsage | undefined;
  /** By the numbers of setrlimit(2). */
  readonly limits: ResourceLimit[];
  /** nice(3): 0 to 20. */
  nice: number;
  /** Its parent does not want to know of its end: rfork(2) with RFNOWAIT. */
  readonly endsUnseen: boolean;
  /** Its parent sleeps until it runs another program, or ends: vfork(2). */
  holdsParent: boolean;
  /** What of its state its parent may still ask for by wait4(2); stopped by which signal. */
  stopped: { readonly signal: number; told: boolean } | undefined;
  /** It was continued, and its parent has not been told. */
  continued: boolean;
  /** Set when it is over. */
  ending: Ending | undefined;
  umask: number;
}

/** What getrusage(2) tells. */
export interface ResourceUsage {
  /** Nanoseconds. */
  processorTime: bigint;
  /** The most memory that it had, in bytes, as far as it was looked at. */
  mostMemory: number;
}
