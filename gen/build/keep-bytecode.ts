import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import v8 from "node:v8";
import { packageFolder } from "../own-package.js";
import { bytecodeFile, ProgramParts } from "./program-part.js";

// Bytecode fits only where V8 has the same flags; the program sets its own when its parts are loaded.
v8.setFlagsFromString = () => undefined;

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

// What these run is kept as bytecode; the rest is compiled when somebody needs it.
for (const words of [
  ["--help"],
  ["generate", "--help"],
  ["generate", "openbsd-amd64", "--out", folder],
  ["generate", "openbsd-amd64", "--out", folder],
  ["check", "openbsd-amd64", "--against", folder],
]) {
  const ended: unknown = Reflect.apply(runProgram, undefined, [words]);
  await ended;
  if (process.exitCode !== 0) {
    throw new Error(`portwright ${words.join(" ")} ended with status ${String(process.exitCode)}`);
  }
}
for (const { file, script } of parts.compiled) {
  writeFileSync(bytecodeFile(file), script.createCachedData());
}
rmSync(folder, { recursive: true });
