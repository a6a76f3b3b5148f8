import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Errata } from "../../dsl/port/erratum.js";
import { emitFile } from "../../emit/emit-file.js";
import port from "../../targets/openbsd-amd64/port.js";

/** The port's C files by the names that the runtime has them under. */
export const cFiles = ["mem.c", "signal.c", "thread.c"] as const;
export type CFileName = (typeof cFiles)[number];

/** The headers that stand for those of the runtime, and the programs of these tests. From dist/test/c-source. */
const include = fileURLToPath(new URL("../../../test/runtime/include", import.meta.url));
const programs = fileURLToPath(new URL("../../../test/c-source/programs", import.meta.url));

/**
 * The dialect is C of 1989 with long long and comments of one line, declarations first; the middle dot in names is an
 * extension that gcc wants to be told of below C99.
 */
export function dialect(compiler: string): readonly string[] {
  return [
    "-std=gnu89",
    ...(compiler === "gcc" ? ["-fextended-identifiers"] : []),
    "-ffreestanding",
    "-fno-builtin",
    "-mno-red-zone",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-Wshadow",
    "-Wdeclaration-after-statement",
    "-Wstrict-prototypes",
    "-Wold-style-definition",
  ];
}

/** The text of one of the port's outputs, by the last part of its path. */
export function outputText(name: string, folder: string, errata: Errata): string {
  const output = port.outputs.find(({ path }) => path.startsWith(folder) && path.endsWith(`/${name}`));
  if (output === undefined || output.kind === "elf-object") {
    throw new Error(`the port has no ${name} in ${folder}`);
  }
  return emitFile(output, { portName: port.name, errata });
}

export function sourceText(name: CFileName, errata: Errata): string {
  return outputText(name, "openbsd/", errata);
}

/** A folder with the port's headers for gcc and clang and its C files, as one form of the errata gives them. */
export interface BuildFolder {
  write(name: string, text: string): void;
  /** The lines of a file. */
  read(name: string): readonly string[];
  /** Runs a compiler in the folder with the headers in reach; returns what it said, and nothing where it was pleased. */
  compile(compiler: string, options: readonly string[]): string;
  /** Runs a program of the folder and returns what it wrote. */
  run(program: string, ...parameters: readonly string[]): string;
  /** The lines that a command prints of what is in the folder. */
  list(command: string, ...parameters: readonly string[]): readonly string[];
  remove(): void;
}

export function buildFolder(errata: Errata): BuildFolder {
  const folder = mkdtempSync(join(tmpdir(), "portwright-c-source-"));
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  write("defs.h", outputText("defs.h", "gnu/", errata));
  write("port.h", outputText("port.h", "gnu/", errata));
  write("os.h", outputText("os.h", "openbsd/", errata));
  write("signals.h", outputText("signals.h", "openbsd/", errata));
  for (const name of cFiles) {
    write(name, sourceText(name, errata));
  }
  return {
    write,
    read: (name) => readFileSync(join(folder, name), "utf8").split("\n"),
    compile: (compiler, options) => {
      const run = spawnSync(compiler, [`-I${include}`, `-I${programs}`, "-I.", ...options], {
        cwd: folder,
        encoding: "utf8",
      });
      return run.status === 0 ? run.stderr : `${run.stderr}\nstatus ${String(run.status)}`;
    },
    run: (program, ...parameters) => {
      const run = spawnSync(join(folder, program), parameters, { cwd: folder, encoding: "utf8", timeout: 20_000 });
      if (run.status !== 0) {
        throw new Error(`${program} ended with ${String(run.status ?? run.signal)}:\n${run.stdout}${run.stderr}`);
      }
      return run.stdout;
    },
    list: (command, ...parameters) =>
      spawnSync(command, parameters, { cwd: folder, encoding: "utf8" }).stdout.split("\n").slice(0, -1),
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

/** The path of a program of these tests. */
export function programPath(name: string): string {
  return join(programs, name);
}
