import type { CpuState, RunOptions, Stop } from "../engine.js";

/** A store that reaches over the end of what may be written: what it overwrites before Unicorn finds out. */
interface UndoneStore {
  readonly address: bigint;
  readonly bytes: Uint8Array;
}

/** What is known of a run while it goes on. */
export interface UnicornRun {
  readonly options: RunOptions;
  /**
   * Is it for `instruction` to keep the limit? Unicorn counts wrongly where a program writes over its own code; its
   * own count is the faster one.
   */
  readonly keepsLimit: boolean;
  /** Are instructions and accesses written down, to be told later? */
  readonly records: boolean;
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
  /** The state in which the current instruction is about to store to code. */
  storeToCode: CpuState | undefined;
  /** The current instruction has been begun before: its accesses are reported already. */
  begunAnew: boolean;
  /** The parts in which Unicorn is about to report a read that it has already reported whole. */
  readonly partsToCome: bigint[];
}

export function newRun(options: RunOptions, keepsLimit: boolean, records = false): UnicornRun {
  return {
    options,
    keepsLimit,
    records,
    counted: 0,
    current: undefined,
    stop: undefined,
    finalState: undefined,
    finalRip: undefined,
    thrown: undefined,
    undoneStore: undefined,
    storeToCode: undefined,
    begunAnew: false,
    partsToCome: [],
  };
}
