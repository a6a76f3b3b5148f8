import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import { Command } from "commander";
import { addSyscallsOptions, type SyscallsOptions } from "./commands/import-syscalls.js";
import { orFail } from "./failure.js";
import { importFinding } from "./import/import-finding.js";
import { importWords } from "./import/import-mark.js";
import { instructionSet } from "./instruction-output.js";
import { findPort, localPorts } from "./load/find-port.js";
import { shownPath, type Finding } from "./load/position.js";
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
async function madeAgain(path: string, [what, ...words]: readonly string[]): Promise<MadeAgain | undefined> {
  if (what !== "syscalls") {
    return undefined;
  }
  // commander reads the words as it read them when the module was made.
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addSyscallsOptions(command);
  command.action(() => undefined).parse([...words], { from: "user" });
  const [file = ""] = command.args;
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
