import type { RunOptions, Stop } from "../engine.js";
import type { FloatingPointFile } from "./floating-point-file.js";
import type { RegisterFile } from "./register-file.js";

/** A processor of Unicorn, set up for runs at one pace. */
export interface Driver {
  readonly registers: RegisterFile;
  readonly floatingPoint: FloatingPointFile;
  /** Runs at least one instruction. */
  run(options: RunOptions): Stop;
  /** Is a run going on? */
  readonly running: boolean;
  /** Instructions of the run that is going on, or of the last one. */
  readonly executed: number;
  /** Bytes of translations, none of which are given back before `dispose`. */
  readonly translated: number;
  /** To be called after memory was mapped, unmapped or protected inside a run. */
  memoryChanged(): void;
  dispose(): void;
}
