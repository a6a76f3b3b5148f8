import type { CpuState, RunOptions, Stop } from "../engine.js";

/** A store that reaches over the end of what may be written: what it overwrites before Unicorn finds out. */
export interface UndoneStore {
  readonly address: bigint;
  readonly bytes: Uint8Array;
}

/** What is known of a run while it goes on. */
export interface UnicornRun {
  readonly options: RunOptions;
  /** Instructions begun, where they are counted: while a hook is called for each. */
  counted: number;
  /** The instruction that is being executed, likewise. */
  current: bigint | undefined;
  stop: Stop | undefined;
  /** The state at the end, where it is not what Unicorn leaves. */
  finalState: CpuState | undefined;
  /** RIP at the end, where it is not what Unicorn leaves. */
  finalRip: bigint | undefined;
  thrown: { readonly error: unknown } | undefined;
  undoneStore: UndoneStore | undefined;
  /** Code was written over: the run is to be taken up again where it ends. */
  takeUp: boolean;
  /** The parts in which Unicorn is about to report a read that it has already reported whole. */
  readonly partsToCome: bigint[];
}

export function newRun(options: RunOptions): UnicornRun {
  return {
    options,
    counted: 0,
    current: undefined,
    stop: undefined,
    finalState: undefined,
    finalRip: undefined,
    thrown: undefined,
    undoneStore: undefined,
    takeUp: false,
    partsToCome: [],
  };
}
