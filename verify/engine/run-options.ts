import type { RunOptions } from "./engine.js";
import { EngineError } from "./engine.js";

/** Throws an EngineError for options that no engine can follow. */
export function checkRunOptions({ limit, pace, instruction, access }: RunOptions): void {
  if (!Number.isSafeInteger(limit) || limit < 0) {
    throw new EngineError(`the limit of a run is a number of instructions, not ${String(limit)}`);
  }
  if (pace === "approximate" && (instruction !== undefined || access !== undefined)) {
    throw new EngineError("a run at an approximate pace calls no handler for instructions or accesses");
  }
}
