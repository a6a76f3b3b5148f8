import { Command } from "commander";
import picocolors from "picocolors";
import { mkdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { CommandContext } from "../../gen/command-context.js";
import { defineEmit } from "../../gen/commands/emit.js";
import { defineImport } from "../../gen/commands/import.js";
import { exitStatus } from "../../gen/exit-status.js";
import { Failure } from "../../gen/failure.js";
import type { Channel } from "../../gen/terminal.js";
import type { AssemblerFlags } from "./assembler-flags.js";
import type { CorpusFile } from "./corpus-files.js";
import type { Translation } from "./scoreboard.js";

/**
 * Takes a file through `portwright import plan9` and `portwright emit`, as a user would, but in this process. The module
 * and the text are left in `folder`.
 */
export async function translate(file: CorpusFile, flags: AssemblerFlags, folder: string): Promise<Translation> {
  mkdirSync(folder, { recursive: true });
  const module = join(folder, `${basename(file.name, ".s")}.ts`);
  const text = join(folder, basename(file.name));
  // What is said about the file is said by its name in the corpus.
  const root = file.path.slice(0, -file.name.length);
  const imported = await portwright(root, [
    ...["import", "plan9", file.path, "-o", module],
    ...flags.includes.flatMap((include) => ["-I", include]),
    ...flags.defines.flatMap((name) => ["-D", name]),
  ]);
  if (imported.status !== exitStatus.clean) {
    // The program itself fails with another status than where it refuses the file.
    return { kind: imported.status === exitStatus.findings ? "refused" : "broken", reasons: reasonsIn(imported.said) };
  }
  const dialect = ["--format", "plan9", "--dialect", file.dialect];
  const emitted = await portwright(root, ["emit", module, ...dialect, "-o", text]);
  if (emitted.status !== exitStatus.clean) {
    return { kind: "broken", reasons: [`emit ${basename(module)}:`, ...emitted.said] };
  }
  return { kind: "text", module, path: text };
}

/** The lines that say what is wrong where, without the hints below them; everything, where no line does. */
function reasonsIn(said: readonly string[]): readonly string[] {
  const reasons = said.filter((line) => line.includes(": error: "));
  return reasons.length === 0 ? said : reasons;
}

/** A folder for what becomes of a file: names of files occur more than once. */
export function workFolder(file: CorpusFile, work: string): string {
  return join(work, dirname(file.name));
}

interface Said {
  readonly status: number;
  readonly said: readonly string[];
}

async function portwright(workingFolder: string, words: readonly string[]): Promise<Said> {
  const said: string[] = [];
  const channel = (lines: string[]): Channel => ({
    colours: picocolors.createColors(false),
    line: (text) => lines.push(...text.split("\n")),
  });
  let status: number = exitStatus.clean;
  const context: CommandContext = {
    terminal: { out: channel([]), err: channel(said) },
    workingFolder,
    finish: (code) => {
      status = code;
    },
  };
  const program = new Command("portwright").exitOverride();
  defineImport(program, context);
  defineEmit(program, context);
  try {
    await program.parseAsync(words, { from: "user" });
  } catch (error) {
    return { status: exitStatus.failed, said: [...said, failureText(error)] };
  }
  return { status, said };
}

function failureText(error: unknown): string {
  if (error instanceof Failure) {
    return error.message;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
