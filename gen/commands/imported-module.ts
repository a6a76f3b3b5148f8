import { Option } from "commander";
import { resolve } from "node:path";
import type { CommandContext } from "../command-context.js";
import { jsonText, type Format } from "../report/format.js";

/** An option that may be given several times. */
export function repeated(flags: string, description: string): Option {
  return new Option(flags, description)
    .default([], "none")
    .argParser((value: string, previous: readonly string[]) => [...previous, value]);
}

/** Where a module comes from and goes to: the file that was named, and that of `-o`, if there is one. */
export interface ModulePlace {
  readonly file: string;
  readonly output?: string | undefined;
}

/** Before anything is imported: the output must be nothing that somebody wrote. */
export async function checkModulePlace({ output }: ModulePlace, { workingFolder }: CommandContext): Promise<void> {
  if (output !== undefined) {
    const { checkImportOutput } = await import("../import/import-output.js");
    checkImportOutput(output, workingFolder);
  }
}

/** Writes an imported module, or prints it. `counts` are for programs, `summary` is for people. */
export async function deliverModule(
  text: string,
  { file, output }: ModulePlace,
  counts: object,
  summary: string,
  format: Format,
  { terminal, workingFolder }: CommandContext,
): Promise<void> {
  if (output !== undefined) {
    const { applyChanges } = await import("../output/transaction.js");
    await applyChanges({ replace: [{ place: resolve(workingFolder, output), content: text }], remove: [] });
  }
  if (format === "json") {
    terminal.out.line(jsonText({ file, output, ...counts, ...(output === undefined ? { module: text } : {}) }));
  } else if (output === undefined) {
    terminal.out.line(text.trimEnd());
  } else {
    terminal.out.line(`${output}: ${summary}`);
  }
}
