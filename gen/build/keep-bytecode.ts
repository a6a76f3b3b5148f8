import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os, { tmpdir } from "node:os";
import { basename, join } from "node:path";
import v8 from "node:v8";
import { packageFolder } from "../own-package.js";
import { expectShortRun } from "../short-run.js";
import { lateParts } from "./parts.js";
import { bytecodeFile, ProgramParts } from "./program-part.js";

/** Of which parts: those that are loaded before a short run is expected, or after. */
const keepsLate = process.argv[2] === "late";
if (keepsLate) {
  expectShortRun();
}
// Bytecode fits only where V8 has the same flags, and the program would set those of a short run on the way.
v8.setFlagsFromString = () => undefined;
// What a thread of its own would compile could not be seen from here.
os.availableParallelism = () => 1;

const folder = mkdtempSync(join(tmpdir(), "portwright-build-"));
const parts = new ProgramParts(join(packageFolder, "dist", "bin"));
// Loading the part runs the program.
process.argv.splice(2, Infinity, "--version");
const program = parts.load("start.cjs")["dist/gen/program.js"];
if (typeof program !== "object" || program === null || !("runProgram" in program)) {
  throw new Error("the bundled program has no runProgram");
}
const { runProgram } = program;
if (typeof runProgram !== "function") {
  throw new Error("the bundled program's runProgram is no function");
}
const runTheProgram = runProgram;

async function run(words: readonly string[]): Promise<void> {
  const ended: unknown = Reflect.apply(runTheProgram, undefined, [words]);
  await ended;
  if (process.exitCode !== 0) {
    throw new Error(`portwright ${words.join(" ")} ended with status ${String(process.exitCode)}`);
  }
}

// What these run is kept as bytecode; the rest is compiled when somebody needs it.
await run(["--help"]);
await run(["generate", "--help"]);
await run(["generate", "openbsd-amd64", "--out", folder]);
await run(["generate", "openbsd-amd64", "--out", folder]);
await run(["check", "openbsd-amd64", "--against", folder]);
for (const { file, script } of parts.compiled) {
  if (lateParts.includes(basename(file, ".cjs")) === keepsLate) {
    writeFileSync(bytecodeFile(file), script.createCachedData());
  }
}
rmSync(folder, { recursive: true });
