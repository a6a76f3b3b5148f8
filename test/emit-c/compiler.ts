import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The C compilers that everything emitted for standard C has to please, with their Debian packages. */
export const compilers = ["gcc", "clang"] as const;

/** Standard C, in which every doubt is an error. */
export const strict: readonly string[] = ["-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror"];

/** What a compiler says about a source when every warning is an error: nothing, if it is pleased. */
export function complaints(compiler: string, source: string, options: readonly string[] = strict): string {
  const run = spawnSync(compiler, [...options, "-fsyntax-only", "-x", "c", "-"], { input: source, encoding: "utf8" });
  return run.status === 0 ? run.stderr : `${run.stderr}\nstatus ${run.status}`;
}

/** Compiles a program from files in a folder of its own, runs it and returns what it wrote. */
export function runProgram(compiler: string, files: Readonly<Record<string, string>>, main: string): string {
  const folder = mkdtempSync(join(tmpdir(), "portwright-c-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(folder, name), text);
    }
    expectSuccess(compiler, [...strict, "-o", "program", main], folder);
    return expectSuccess(join(folder, "program"), [], folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function expectSuccess(command: string, parameters: readonly string[], folder: string): string {
  const run = spawnSync(command, parameters, { cwd: folder, encoding: "utf8" });
  if (run.status !== 0) {
    throw new Error(`${command} ended with ${run.status}:\n${run.stderr}`);
  }
  return run.stdout;
}
