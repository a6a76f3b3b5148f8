import { InvalidArgumentError, type Command } from "commander";
import { resolve } from "node:path";
import type { CommandContext } from "../command-context.js";
import { exitStatus, type ExitStatus } from "../exit-status.js";
import type { DefsImport } from "../import/definitions/definitions-module.js";
import { reportFindings } from "../report/findings.js";
import { chosenFormat, counted, formatOptions, type FormatOptions } from "../report/format.js";
import { checkModulePlace, deliverModule } from "./imported-module.js";

/** What the options of the command say; the file is its argument. */
export type DefsOptions = Omit<DefsImport, "file">;

/** `portwright import defs <object>`: types and constants from what a C compiler says of them. */
export function defineImportDefs(parent: Command, context: CommandContext): void {
  const command = parent
    .command("defs")
    .summary("types and constants of an object's debugging information")
    .description(
      "Reads the debugging information (DWARF 4 or 5) of a relocatable x86-64 object that any C compiler has made, and " +
        "writes a module with its types and constants: structs, unions, typedefs, enumerators, const variables and (of " +
        "gcc -g3, clang -fdebug-macro) macros, with the compiler's sizes and offsets. Nothing is executed, so cross " +
        "compilers do.",
    );
  addDefsOptions(command);
  for (const option of formatOptions()) {
    command.addOption(option);
  }
  command
    .addHelpText(
      "after",
      `
Without --types and --constants: the names that are marked as godefs wanted them, enum { $SIGSEGV = SIGSEGV } and
typedef struct timeval $Timeval; where none is, everything.

Examples:
  cc -g -c defs.c && portwright import defs defs.o -o targets/myos/defs.ts
  portwright import defs stat.o --types "struct stat,dev_t" --constants S_IFDIR`,
    )
    .action(async (file: string, options: DefsOptions & FormatOptions) => {
      context.finish(await importDefs({ ...options, file }, options, context));
    });
}

/** The argument and the options that a module is made with. */
export function addDefsOptions(command: Command): void {
  command
    .argument("<object>", "an object (*.o) with debugging information")
    .option("-o, --output <file>", "the module (default: standard output)")
    .option("--types <names>", "only these types, and those that they are made of: stat,union sigval,pid_t", names)
    .option("--constants <names>", "only these constants: SIGSEGV,SIGBUS", names);
}

function names(text: string): readonly string[] {
  const listed = text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  if (listed.length === 0) {
    throw new InvalidArgumentError("expected names with commas between them");
  }
  return listed;
}

async function importDefs(request: DefsImport, options: FormatOptions, context: CommandContext): Promise<ExitStatus> {
  const { terminal, workingFolder } = context;
  const format = chosenFormat(options);
  await checkModulePlace(request, context);
  const { definitionsModule } = await import("../import/definitions/definitions-module.js");
  const made = definitionsModule(request, workingFolder);
  if (made.kind === "broken") {
    const object = resolve(workingFolder, request.file);
    const findings = made.faults.map((fault) => ({ ...fault, description: object }));
    reportFindings(findings, "nothing was imported", format, terminal, workingFolder);
    return exitStatus.findings;
  }
  const { text, types, constants } = made;
  const summary = `${counted(types, "type")}, ${counted(constants, "constant")}`;
  await deliverModule(text, request, { types, constants }, summary, format, context);
  return exitStatus.clean;
}
