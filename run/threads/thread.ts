import type { CpuState } from "../../verify/engine/engine.js";
import type { Process } from "../kernel/process.js";
import type { PendingSignals } from "../signals/pending-signals.js";
import type { Sleep } from "../system-calls/result.js";

/** A thread of a process: what the kernel knows of it. In 2011 every thread was a process of its own to the kernel. */
export class Thread {
  /** Unique in the system: thread ids and process ids are one kind of number. */
  readonly id: number;
  readonly process: Process;
  /** Its registers whenever it does not run. Replaced, not changed. */
  state: CpuState;
  /** Blocked signals: bit (n - 1) for signal n. */
  signalMask = 0;
  /** The mask to go back to after sigsuspend. */
  maskBeforeSuspend: number | undefined;
  /** Signals sent to this thread and not yet delivered. */
  readonly pending: PendingSignals;
  alternateStack: AlternateStack = { base: 0n, size: 0n, enabled: false };
  /** A handler runs on the alternate stack: the next signal's frame goes below it, wherever RSP is. */
  onAlternateStack = false;
  /** Signals that thrsigdivert waits for: they do not go to handlers. */
  divertedSignals = 0;
  /** The one that came. */
  divertedSignal: number | undefined;
  /** Why it does not run; undefined: it can. */
  sleep: Sleep | undefined;
  /** The last thing that it did was to let others run: sched_yield. */
  hasYielded = false;
  /** How often it went to sleep; tells one sleep from the next. */
  sleeps = 0;
  /** It has ended, and nothing may come back to it. */
  over = false;
  #floatingPoint: Uint8Array;

  constructor(id: number, process: Process, state: CpuState, floatingPoint: Uint8Array, pending: PendingSignals) {
    this.id = id;
    this.process = process;
    this.state = state;
    this.#floatingPoint = floatingPoint;
    this.pending = pending;
  }

  /**
   * Its FPU and SSE registers: 512 bytes as FXSAVE64 lays them out. While the processor has them, they are read from
   * there; what is set is loaded before the thread runs on.
   */
  get floatingPoint(): Uint8Array {
    return this.process.floatingPointOwner === this ? this.process.engine.floatingPoint() : this.#floatingPoint;
  }

  set floatingPoint(image: Uint8Array) {
    if (this.process.floatingPointOwner === this) {
      this.process.floatingPointOwner = undefined;
    }
    this.#floatingPoint = image;
  }

  /** Gives the processor this thread's FPU and SSE registers, and keeps those of the thread that had it. */
  loadFloatingPoint(): void {
    const { process } = this;
    const owner = process.floatingPointOwner;
    if (owner === this) {
      return;
    }
    if (owner !== undefined && !owner.over) {
      owner.#floatingPoint = process.engine.floatingPoint();
    }
    process.engine.setFloatingPoint(this.#floatingPoint);
    process.floatingPointOwner = this;
  }
}

/** What sigaltstack(2) has set. */
export interface AlternateStack {
  readonly base: bigint;
  readonly size: bigint;
  readonly enabled: boolean;
}
