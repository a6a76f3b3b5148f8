import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure, isSystemError, orFail, systemReason } from "../failure.js";

/** What came of compiling a file: the object, or what the compiler had to say. */
export type Compiled =
  { readonly kind: "object"; readonly bytes: Buffer } | { readonly kind: "refused"; readonly output: string };

/** A C compiler that makes objects, for this machine or another one. */
export interface Compiler {
  compile(text: string, options?: readonly string[]): Compiled;
  /** Removes what it has written. */
  dispose(): void;
}

/** A compiler that takes this long has come to a stand. */
const longestSeconds = 120;

/** The words of the compiler's own command are split as a shell does, like those of make's CC. */
export function compilerCommand(command: string, folders: readonly string[], workingFolder: string): Compiler {
  const own = orFail("cannot make a temporary folder", () => mkdtempSync(join(tmpdir(), "portwright-headers-")));
  const source = join(own, "claims.c");
  const object = join(own, "claims.o");
  return {
    compile: (text, options = []) => {
      orFail(`cannot write ${source}`, () => {
        rmSync(object, { force: true });
        writeFileSync(source, text);
      });
      const words = [...folders.map((folder) => `-I${folder}`), ...options, "-w", "-c", "-o", object, source];
      const { status, signal, error, stdout, stderr } = spawnSync("sh", ["-c", `${command} "$@"`, "sh", ...words], {
        cwd: workingFolder,
        encoding: "utf8",
        // What a compiler says is looked for by its own words.
        env: { ...process.env, LC_ALL: "C" },
        maxBuffer: 1 << 28,
        timeout: longestSeconds * 1000,
      });
      if (error !== undefined) {
        throw new Failure(
          `the compiler ${command} does not run: ${isSystemError(error) ? systemReason(error) : error.message}`,
        );
      }
      const output = `${stderr}${stdout}`;
      if (status === 126 || status === 127) {
        throw new Failure(
          `the compiler ${command} does not run: ${status === 127 ? "there is no such command" : firstLines(output)}`,
          "name one that is installed with --cc",
        );
      }
      if (signal !== null) {
        throw new Failure(`the compiler ${command} was ended by ${signal}: ${firstLines(output)}`);
      }
      if (status !== 0) {
        return { kind: "refused", output };
      }
      const bytes = orFail(
        `the compiler ${command} wrote no object`,
        () => readFileSync(object),
        "it has to understand -c and -o",
      );
      return { kind: "object", bytes };
    },
    dispose: () => {
      rmSync(own, { recursive: true, force: true });
    },
  };
}

/** The beginning of what a compiler printed, as a part of a message. Its own temporary files mean nothing to anybody. */
export function firstLines(output: string): string {
  const lines = output
    .split("\n")
    .map((line) => line.trim())
    .filter(
      (line) =>
        line !== "" && !/^In file included from|^from .*[:,]$|^\||^\d+ \||^\^|^compilation terminated/u.test(line),
    )
    .map((line) => line.replace(/^\/\S*\/claims\.c:\d+:(\d+:)? /u, ""));
  return lines.length === 0 ? "it says nothing" : lines.slice(0, 3).join("; ");
}
