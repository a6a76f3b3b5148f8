import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sourceOf } from "../../run/executable/byte-source.js";
import { readExecutable } from "../../run/executable/read-executable.js";
import { FileSystem } from "../../run/files/file-system.js";
import { FileTable } from "../../run/files/file-table.js";
import type { Outcome } from "../../run/kernel/scheduler.js";
import { runProgram } from "../../run/run-program.js";
import { Trace } from "../../run/trace/trace.js";
import { createEngine } from "../../verify/engine/available-engines.js";
import type { EngineName } from "../../verify/engine/engine.js";
import { CapturedOutput } from "./captured-output.js";

/** The folder of the test programs' sources: beside this file's own source, not beside what is compiled. */
export const programs = fileURLToPath(new URL("../../../test/run/programs", import.meta.url));

/** Compiles a test program with gcc and links it with ld. */
export function compileGuest(name: string, ...flags: readonly string[]): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "portwright-guest-"));
  try {
    const file = join(folder, name);
    execFileSync(
      "gcc",
      [
        ...[
          "-std=gnu11",
          "-O2",
          "-static",
          "-nostdlib",
          "-ffreestanding",
          "-fno-pic",
          "-no-pie",
          "-fno-stack-protector",
        ],
        ...["-fno-asynchronous-unwind-tables", "-Wall", "-Wextra", "-Werror", "-Wl,--build-id=none"],
        ...[...flags, "-o", file, join(programs, `${name}.c`)],
      ],
      { stdio: "pipe" },
    );
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export interface GuestOptions {
  readonly engine?: EngineName;
  readonly seed?: number;
  readonly words?: readonly string[];
  readonly environment?: readonly string[];
  readonly maxInstructions?: number;
  /** Milliseconds. */
  readonly timeout?: number;
  /** MiB. */
  readonly memory?: number;
  /** The host's folder that is the guest's /. */
  readonly root?: string;
}

export interface GuestRun {
  readonly outcome: Outcome;
  readonly output: string;
  readonly warnings: readonly string[];
  readonly trace: readonly string[];
}

/** 2011-08-10 00:00 UTC, in nanoseconds. */
export const startTime = 1_312_934_400_000_000_000n;

/** Runs a program to its end, or to its limits: two billion instructions if nothing else is said. */
export async function runGuest(bytes: Uint8Array, options: GuestOptions = {}): Promise<GuestRun> {
  const { engine: name = "unicorn", seed = 1, words = ["guest"], environment = [], memory = 256 } = options;
  const engine = await createEngine(name);
  const output = new CapturedOutput();
  const files = new FileTable(new FileSystem({ root: options.root, startTime, seed }));
  files.add(output, false, 1);
  files.add(output, false, 2);
  const warnings: string[] = [];
  const trace: string[] = [];
  try {
    const outcome = await runProgram({
      executable: readExecutable(sourceOf(bytes)),
      words,
      environment,
      engine,
      files,
      seed,
      startTime,
      limits: { memory: BigInt(memory) << 20n, threads: 64, openFiles: 64 },
      createEngine: () => createEngine(name),
      trace: new Trace((line) => trace.push(line)),
      warn: (text) => warnings.push(text),
      maxInstructions: options.maxInstructions ?? 2_000_000_000,
      timeout: options.timeout,
    });
    return { outcome, output: output.text, warnings, trace };
  } finally {
    engine.dispose();
  }
}
