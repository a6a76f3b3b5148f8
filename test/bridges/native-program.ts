import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Compiles and links `.c` and `.s` files with a C compiler, as a program of this machine, and runs it. */
export function nativeOutput(compiler: string, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "portwright-bridges-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(folder, name), text);
    }
    const sources = Object.keys(files).filter((name) => /\.[cs]$/.test(name));
    succeed(
      compiler,
      ["-std=c11", "-O2", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-o", "program", ...sources],
      folder,
    );
    return succeed(join(folder, "program"), [], folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function succeed(command: string, parameters: readonly string[], folder: string): string {
  const run = spawnSync(command, parameters, { cwd: folder, encoding: "utf8" });
  if (run.status !== 0) {
    throw new Error(`${command} ended with ${String(run.status ?? run.signal)}:\n${run.stdout}${run.stderr}`);
  }
  return run.stdout;
}
