import type { Engine } from "../verify/engine/engine.js";
import { loadExecutable } from "./executable/load-executable.js";
import type { Executable } from "./executable/executable.js";
import type { FileTable } from "./files/file-table.js";
import { createProcess } from "./kernel/create-process.js";
import type { Outcome, ScheduleOptions } from "./kernel/scheduler.js";
import { Scheduler } from "./kernel/scheduler.js";
import type { SystemOptions } from "./kernel/user-system.js";
import { UserSystem } from "./kernel/user-system.js";
import { initialFloatingPoint } from "../verify/engine/floating-point.js";

/** A program to run, and the world it runs in. */
export interface ProgramRun extends SystemOptions, ScheduleOptions {
  readonly executable: Executable;
  /** argv, from argv[0] on. */
  readonly words: readonly string[];
  /** envp: `NAME=value`. */
  readonly environment: readonly string[];
  readonly engine: Engine;
  /** The first process's open files. They are closed at the end. */
  readonly files: FileTable;
  /** Told once the system is there: for what comes from outside, signals of the host. */
  readonly started?: ((system: UserSystem) => void) | undefined;
}

/** Runs a program to its end, or to one of the limits. */
export async function runProgram(run: ProgramRun): Promise<Outcome> {
  const system = new UserSystem(run);
  const process = createProcess(system.takeId(), run.words[0] ?? "", run.engine, run.files);
  const state = loadExecutable(run.executable, process.memory, run.words, run.environment);
  system.addProcess(process);
  system.startThread(process, state, initialFloatingPoint());
  run.started?.(system);
  try {
    return await new Scheduler(system, process, run).run();
  } finally {
    system.close();
    run.files.fileSystem.close();
  }
}
