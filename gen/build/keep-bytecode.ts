import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os, { tmpdir } from "node:os";
import { join } from "node:path";
import v8 from "node:v8";
import { packageFolder } from "../own-package.js";
import { bytecodeFile, ProgramParts, type CompiledPart } from "./program-part.js";

// Bytecode fits only where V8 has the same flags. Those for WebAssembly are set when everything is loaded, and reset.
const { setFlagsFromString } = v8;
v8.setFlagsFromString = (flag) => {
  if (!flag.endsWith("liftoff-only")) {
    setFlagsFromString(flag);
  }
};
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

function keep({ file, script }: CompiledPart): void {
  writeFileSync(bytecodeFile(file), script.createCachedData());
}

// What these run is kept as bytecode; the rest is compiled when somebody needs it. The first part is loaded before the
// program sets flags, the others after that.
await run(["--help"]);
await run(["generate", "--help"]);
parts.compiled.forEach(keep);
const first = parts.compiled.length;
await run(["generate", "openbsd-amd64", "--out", folder]);
await run(["generate", "openbsd-amd64", "--out", folder]);
await run(["check", "openbsd-amd64", "--against", folder]);
parts.compiled.slice(first).forEach(keep);
rmSync(folder, { recursive: true });
