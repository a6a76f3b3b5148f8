import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "chai";
import { readArchive, isArchive } from "../../elf/read-archive.js";
import { readObject } from "../../elf/read-object.js";
import { placeText } from "../../link/finding.js";
import { linkProgram, type LinkedProgram } from "../../link/link-program.js";
import type { LinkInput } from "../../link/resolve-symbols.js";
import { workspace, type Workspace } from "../gen/workspace.js";

/** A temporary folder in which things are compiled and run. */
export interface Workshop extends Workspace {
  /** Runs a command that must succeed; what it prints. */
  run(command: string, ...words: readonly string[]): string;
  /** Compiles or assembles a source to an object, by the compiler and options given. */
  compile(name: string, source: string, ...compiler: readonly string[]): string;
  input(name: string): LinkInput;
  /** Links objects and archives of the folder, and writes the program. */
  link(output: string, names: readonly string[], entry?: string): LinkedProgram;
}

const freestanding = ["-ffreestanding", "-fno-stack-protector", "-fno-builtin", "-fcommon", "-w", "-c"];

export function workshop(): Workshop {
  const work = workspace();
  const run = (command: string, ...words: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync(command, words, {
      cwd: work.folder,
      encoding: "utf8",
      maxBuffer: 1 << 28,
      env: { ...process.env, LC_ALL: "C" },
    });
    expect(status, `${command} ${words.join(" ")}\n${stderr}`).to.equal(0);
    return stdout;
  };
  const input = (name: string): LinkInput => {
    const bytes = readFileSync(work.path(name));
    return isArchive(bytes)
      ? { kind: "archive", archive: readArchive(bytes, name) }
      : { kind: "object", object: readObject(bytes, name) };
  };
  return {
    ...work,
    run,
    input,
    compile: (name, source, compiler = "gcc", ...options) => {
      const extension = compiler === "as" ? "s" : compiler.endsWith("++") ? "cc" : "c";
      work.write(`${name}.${extension}`, source);
      const fixed = compiler === "as" ? [] : freestanding;
      run(compiler, ...fixed, ...options, `${name}.${extension}`, "-o", `${name}.o`);
      return `${name}.o`;
    },
    link: (output, names, entry = "_start") => {
      const result = linkProgram(names.map(input), { entry, mark: "Linker: portwright" });
      if (result.kind === "broken") {
        throw new Error(
          result.findings.map(({ message, places }) => [message, ...places.map(placeText)].join(" | ")).join("\n"),
        );
      }
      writeFileSync(work.path(output), result.bytes, { mode: 0o755 });
      return result;
    },
  };
}
