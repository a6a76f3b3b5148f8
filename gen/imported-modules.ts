import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import { Command, CommanderError } from "commander";
import { addDefsOptions, type DefsOptions } from "./commands/import-defs.js";
import { addPlan9Options, type Plan9Options } from "./commands/import-plan9.js";
import { addSyscallsOptions, type SyscallsOptions } from "./commands/import-syscalls.js";
import { Failure, orFail } from "./failure.js";
import { importFinding } from "./import/import-finding.js";
import { importWords } from "./import/import-mark.js";
import { instructionSet } from "./instruction-output.js";
import { findPort, localPorts } from "./load/find-port.js";
import { shownPath, type Finding } from "./load/position.js";
import { whatIs } from "./output/output-folder.js";
import type { OutputSet } from "./output/output-set.js";
import { shellCommand } from "./report/repair-command.js";

/** An imported module as a set of one file, with the command that makes it again. */
export interface ImportedSet {
  readonly set: OutputSet;
  readonly repair: string;
}

export interface GatheredImports {
  readonly sets: readonly ImportedSet[];
  readonly findings: readonly Finding[];
}

/**
 * Makes the imported modules of ports again, in memory. They are found by their first lines, in the folders of the ports;
 * those that were made of files elsewhere on some machine are left alone.
 */
export async function gatherImports(argument: string | undefined, workingFolder: string): Promise<GatheredImports> {
  if (argument === instructionSet) {
    return { sets: [], findings: [] };
  }
  const sources = argument === undefined ? localPorts(workingFolder) : [findPort(argument, workingFolder)];
  const sets: ImportedSet[] = [];
  const findings: Finding[] = [];
  for (const folder of new Set(sources.map(({ module }) => dirname(module)))) {
    for (const { path, words } of importedModules(folder)) {
      const again = await madeAgain(path, words);
      if (again?.kind === "broken") {
        findings.push(...again.findings);
      } else if (again !== undefined) {
        const name = `${basename(folder)}/${path.slice(folder.length + 1)}`;
        const home = shownPath(dirname(path), workingFolder);
        sets.push({
          set: {
            name,
            argument: name,
            folder: { path: dirname(path), ownership: "marked" },
            files: [{ path: basename(path), content: again.text }],
            isMarked: () => false,
          },
          repair: `(cd ${shellCommand([home])} && ${shellCommand(["npx", "portwright", "import", ...words])})`,
        });
      }
    }
  }
  return { sets, findings };
}

interface ImportedModule {
  readonly path: string;
  readonly words: readonly string[];
}

function importedModules(folder: string): readonly ImportedModule[] {
  const entries = orFail(`cannot read the folder ${folder}`, () => readdirSync(folder, { withFileTypes: true }));
  return entries.flatMap((entry): readonly ImportedModule[] => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const isOther = entry.name.startsWith(".") || ["generated", "node_modules"].includes(entry.name);
      return isOther ? [] : importedModules(path);
    }
    if (!entry.isFile() || !/\.[cm]?ts$/.test(entry.name)) {
      return [];
    }
    const words = importWords(orFail(`cannot read ${path}`, () => readFileSync(path, "utf8")));
    return words === undefined ? [] : [{ path, words }];
  });
}

type MadeAgain =
  { readonly kind: "made"; readonly text: string } | { readonly kind: "broken"; readonly findings: readonly Finding[] };

/** Undefined for what is not made of files that are kept with it. */
async function madeAgain(path: string, words: readonly string[]): Promise<MadeAgain | undefined> {
  try {
    return await importedAgain(path, words);
  } catch (thrown) {
    // The command was right when the module was made: since then its file has gone, or somebody has changed the line.
    if (!(thrown instanceof Failure) && !(thrown instanceof CommanderError)) {
      throw thrown;
    }
    const finding: Finding = {
      code: "import-command",
      message: `the command of its second line cannot make it again: ${thrown.message.replace(/^error: /, "")}`,
      hint: "Put back what the command needs, or remove the first two lines: then it is a description like any other.",
      description: path,
    };
    return { kind: "broken", findings: [finding] };
  }
}

async function importedAgain(path: string, [what, ...words]: readonly string[]): Promise<MadeAgain | undefined> {
  switch (what) {
    case "syscalls":
      return syscallsAgain(path, words);
    case "defs":
      return defsAgain(path, words);
    case "plan9":
      return plan9Again(path, words);
    default:
      return undefined;
  }
}

async function syscallsAgain(path: string, words: readonly string[]): Promise<MadeAgain | undefined> {
  const { file, command } = parsed(addSyscallsOptions, words);
  const options = command.opts<SyscallsOptions>();
  if ([file, ...options.prototypes].some(isAbsolute)) {
    return undefined;
  }
  const { systemCallModule } = await import("./import/system-calls/system-call-module.js");
  const folder = dirname(path);
  const made = systemCallModule({ ...options, file }, folder);
  return made.kind === "module"
    ? { kind: "made", text: made.text }
    : {
        kind: "broken",
        findings: made.faults.map((fault) => importFinding(fault, "system-call-table", join(folder, file))),
      };
}

/** An object is made of something else and seldom kept: where it is not there, there is nothing to compare with. */
async function defsAgain(path: string, words: readonly string[]): Promise<MadeAgain | undefined> {
  const { file, command } = parsed(addDefsOptions, words);
  const folder = dirname(path);
  if (isAbsolute(file) || whatIs(join(folder, file)) === undefined) {
    return undefined;
  }
  const { definitionsModule } = await import("./import/definitions/definitions-module.js");
  const made = definitionsModule({ ...command.opts<DefsOptions>(), file }, folder);
  return made.kind === "module"
    ? { kind: "made", text: made.text }
    : { kind: "broken", findings: made.faults.map((fault) => ({ ...fault, description: join(folder, file) })) };
}

async function plan9Again(path: string, words: readonly string[]): Promise<MadeAgain | undefined> {
  const { file, command } = parsed(addPlan9Options, words);
  const options = command.opts<Plan9Options>();
  if ([file, ...options.include].some(isAbsolute)) {
    return undefined;
  }
  const { plan9Module } = await import("./import/plan9/write/plan9-module.js");
  const made = plan9Module({ ...options, file }, dirname(path));
  return made.kind === "module" ? { kind: "made", text: made.text } : made;
}

/** commander reads the words as it read them when the module was made. */
function parsed(
  addOptions: (command: Command) => void,
  words: readonly string[],
): { readonly file: string; readonly command: Command } {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addOptions(command);
  command.action(() => undefined).parse([...words], { from: "user" });
  const [file = ""] = command.args;
  return { file, command };
}
