import { constants, openSync, writeSync } from "node:fs";
import type { EngineName } from "../verify/engine/engine.js";
import { EngineError } from "../verify/engine/engine.js";
import { createEngine } from "../verify/engine/available-engines.js";
import { ExecutableError } from "../run/executable/executable-error.js";
import { openExecutable } from "../run/executable/read-executable.js";
import type { Executable } from "../run/executable/executable.js";
import { rootProblem } from "../run/files/file-system.js";
import type { FileTable } from "../run/files/file-table.js";
import { createFileTable } from "../run/files/file-table.js";
import { HostInput } from "../run/files/host-input.js";
import type { Outcome } from "../run/kernel/scheduler.js";
import type { Process } from "../run/kernel/process.js";
import type { UserSystem } from "../run/kernel/user-system.js";
import { firstId } from "../run/kernel/user-system.js";
import { runProgram } from "../run/run-program.js";
import { signalName } from "../run/signals/signal-table.js";
import { Trace } from "../run/trace/trace.js";
import { exitStatus } from "./exit-status.js";
import { Failure, orFail } from "./failure.js";
import type { Terminal } from "./terminal.js";

/** What `portwright run` was asked for. */
export interface RunRequest {
  /** argv. */
  readonly words: readonly string[];
  /** What messages call the program. */
  readonly name: string;
  readonly engine: EngineName | undefined;
  readonly seed: number;
  readonly root: string | undefined;
  readonly environment: readonly string[];
  /** Seconds since 1970; absent: now. */
  readonly startTime: number | undefined;
  /** A file, or true for standard error. */
  readonly trace: string | true | undefined;
  readonly maxInstructions: number | undefined;
  /** Seconds. */
  readonly timeout: number | undefined;
  /** MiB. */
  readonly memory: number;
  readonly terminal: Terminal;
}

/** What timeout(1) exits with. */
const limitStatus = 124;

const signalStatus = 128;

/** Signals of the host that are the program's: what a terminal sends, and what kill(1) does. */
const handedOn = [
  { name: "SIGHUP", number: 1, toAll: true },
  { name: "SIGINT", number: 2, toAll: true },
  { name: "SIGTERM", number: 15, toAll: false },
  { name: "SIGUSR1", number: 30, toAll: false },
  { name: "SIGUSR2", number: 31, toAll: false },
] as const;

/** Runs a file and says how it ended. The exit status for it. */
export async function runFile(path: string, request: RunRequest): Promise<number> {
  const { terminal, seed } = request;
  const executable = readable(path);
  const engine = await chooseEngine(request.engine);
  const startTime =
    request.startTime === undefined ? BigInt(Date.now()) * 1_000_000n : BigInt(request.startTime) * 1_000_000_000n;
  const input = new HostInput(() => process.stdin);
  const files = openFiles(request.root, startTime, seed, input);
  const trace = request.trace === undefined ? undefined : new Trace(traceWriter(request.trace));
  const stopListening: (() => void)[] = [];
  try {
    const outcome = await runProgram({
      executable,
      words: request.words,
      environment: request.environment,
      engine,
      files,
      seed,
      startTime,
      limits: { memory: BigInt(request.memory) << 20n, threads: 1024, openFiles: 1024 },
      trace,
      createEngine: () => createEngine(engine.name),
      warn: (text) => {
        terminal.err.line(`portwright: ${text}`);
      },
      maxInstructions: request.maxInstructions,
      timeout: request.timeout === undefined ? undefined : request.timeout * 1000,
      started: (system) => {
        stopListening.push(handOnSignals(system));
      },
    });
    return report(outcome, request);
  } finally {
    for (const stop of stopListening) {
      stop();
    }
    input.close();
    engine.dispose();
  }
}

function openFiles(root: string | undefined, startTime: bigint, seed: number, input: HostInput): FileTable {
  const problem = root === undefined ? undefined : rootProblem(root);
  if (problem !== undefined) {
    throw new Failure(`cannot use ${String(root)} as the root folder: ${problem}`);
  }
  return createFileTable({ root, startTime, seed, input });
}

function readable(path: string): Executable {
  try {
    return openExecutable(path);
  } catch (error) {
    if (error instanceof ExecutableError) {
      throw new Failure(`cannot run ${path}: ${error.message}`, undefined, error);
    }
    throw error;
  }
}

/** The engine asked for, or the best there is. */
async function chooseEngine(name: EngineName | undefined): ReturnType<typeof createEngine> {
  try {
    return await createEngine(name ?? "unicorn");
  } catch (error) {
    if (!(error instanceof EngineError)) {
      throw error;
    }
    if (name !== undefined) {
      throw new Failure(error.message, "without --engine, what is there runs", error);
    }
    return createEngine("builtin");
  }
}

/** Lines of a trace go out at once: the program's own output comes in between, in order. */
function traceWriter(target: string | true): (line: string) => void {
  const descriptor =
    target === true
      ? 2
      : orFail(`cannot write the trace to ${target}`, () =>
          openSync(target, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC, 0o644),
        );
  return (line) => {
    writeSync(descriptor, `${line}\n`);
  };
}

function handOnSignals(system: UserSystem): () => void {
  const listeners = handedOn.map(({ name, number, toAll }) => {
    const listener = (): void => {
      for (const receiver of receivers(system, toAll)) {
        system.sendSignal(receiver, { signal: number, code: 0, sender: { process: 0, user: 0 } });
      }
    };
    process.on(name, listener);
    return { name, listener };
  });
  return () => {
    for (const { name, listener } of listeners) {
      process.off(name, listener);
    }
  };
}

/** A terminal's signals are for the whole job; the others for the program, or for those that it has left behind. */
function receivers({ processes }: UserSystem, toAll: boolean): readonly Process[] {
  const alive = processes.filter(({ ending }) => ending === undefined);
  const job = alive.filter(({ group }) => group === firstId);
  const first = alive.filter(({ id }) => id === firstId);
  return [toAll ? job : first, job, alive].find(({ length }) => length > 0) ?? [];
}

function report(outcome: Outcome, { name, terminal, maxInstructions, timeout }: RunRequest): number {
  const say = (text: string): void => {
    terminal.err.line(`portwright: ${name}: ${text}`);
  };
  switch (outcome.kind) {
    case "ended": {
      const { ending } = outcome;
      if (ending.kind === "exit") {
        return ending.status;
      }
      say(ending.explanation ?? `ended by ${signalName(ending.signal)}`);
      return signalStatus + ending.signal;
    }
    case "instructions":
      say(`stopped after ${String(maxInstructions)} instructions (--max-instructions)`);
      return limitStatus;
    case "timeout":
      say(`stopped after ${String(timeout)} s (--timeout)`);
      return limitStatus;
    case "deadlock":
      say(["all threads sleep, and nothing can wake them", ...outcome.sleeping].join("\n  "));
      return exitStatus.failed;
    case "not-modelled":
      say(
        `the engine builtin does not know the instruction ${outcome.instruction} at 0x${outcome.address.toString(16)}\n` +
          "  hint: the engine unicorn does (Debian's libunicorn2 and the npm package koffi)",
      );
      return exitStatus.failed;
  }
}
