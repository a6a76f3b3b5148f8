import { execFile } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { GoObject } from "./go-object.js";
import { goEnvironment, type GoTools } from "./go-tools.js";
import { readGoObject } from "./read-go-object.js";

export type Assembled =
  | { readonly kind: "object"; readonly object: GoObject }
  /** What the assembler said. */
  | { readonly kind: "refused"; readonly message: string };

/**
 * Assembles a file with Go's assembler. `words`: its flags. The object lies beside `outputName` while it is read; a Go
 * tool removes its output when it fails, so that has to be a file of our own.
 */
export async function assembleWithGo(
  go: GoTools,
  file: { readonly path: string; readonly system: string; readonly words: readonly string[] },
  object: string,
): Promise<Assembled> {
  const { error, stderr } = await run(join(go.tools, "asm"), [...file.words, "-o", object, file.path], {
    cwd: dirname(file.path),
    env: goEnvironment(file.system),
  });
  if (error !== null) {
    return { kind: "refused", message: stderr.trim() === "" ? error.message : stderr.trim() };
  }
  const bytes = await readFile(object);
  await rm(object);
  return { kind: "object", object: readGoObject(bytes) };
}

async function run(
  command: string,
  words: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<{ readonly error: Error | null; readonly stderr: string }> {
  return await new Promise((resolve) => {
    execFile(command, words, { ...options, encoding: "utf8", maxBuffer: 64 << 20 }, (error, _, stderr) => {
      resolve({ error, stderr });
    });
  });
}
