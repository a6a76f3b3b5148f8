import type { Command } from "commander";
import type { CommandContext } from "../command-context.js";
import { exitStatus, type ExitStatus } from "../exit-status.js";
import type { Plan9Import } from "../import/plan9/write/plan9-module.js";
import { reportFindings, reportWarnings } from "../report/findings.js";
import { chosenFormat, counted, formatOptions, type FormatOptions } from "../report/format.js";
import { checkModulePlace, deliverModule, repeated } from "./imported-module.js";

/** What the options of the command say; the file is its argument. */
export type Plan9Options = Omit<Plan9Import, "file">;

/** `portwright import plan9 <file>`: the routines and variables of an assembly file. */
export function defineImportPlan9(parent: Command, context: CommandContext): void {
  const command = parent
    .command("plan9")
    .summary("routines of Plan 9 assembly for amd64, of 2011 or of today's Go")
    .description(
      "Reads Plan 9 assembly for amd64 and writes a module that exports its routines, its variables and a unit of them. " +
        "Macros are expanded, but for those that descriptions have too; branches go to labels, and arguments get their " +
        "names. What descriptions cannot say exactly is refused.",
    );
  addPlan9Options(command);
  for (const option of formatOptions()) {
    command.addOption(option);
  }
  command
    .addHelpText(
      "after",
      `
Examples:
  portwright import plan9 sys.s -I include -o sys.ts
  portwright import plan9 src/pkg/runtime/openbsd/amd64/sys.s -I src/pkg/runtime -D GOOS_openbsd
  portwright emit sys.ts --dialect go                    the assembly again`,
    )
    .action(async (file: string, options: Plan9Options & FormatOptions) => {
      context.finish(await importPlan9({ ...options, file }, options, context));
    });
}

/** The argument and the options that a module is made with. */
export function addPlan9Options(command: Command): void {
  command
    .argument("<file>", "the assembly")
    .option("-o, --output <file>", "the module (default: standard output)")
    .addOption(repeated("-I, --include <folder>", "where headers are, after the file's own folder"))
    .addOption(repeated("-D, --define <macro>", "NAME or NAME=VALUE is defined"));
}

async function importPlan9(request: Plan9Import, options: FormatOptions, context: CommandContext): Promise<ExitStatus> {
  const { terminal, workingFolder } = context;
  const format = chosenFormat(options);
  await checkModulePlace(request, context);
  const { plan9Module } = await import("../import/plan9/write/plan9-module.js");
  const made = plan9Module(request, workingFolder);
  if (made.kind === "broken") {
    reportFindings(made.findings, "nothing was imported", format, terminal, workingFolder);
    return exitStatus.findings;
  }
  reportWarnings(made.warnings, format, terminal, workingFolder);
  const { routines, variables, instructions } = made.counts;
  const data = variables === 0 ? "" : `, ${counted(variables, "variable")}`;
  const summary = `${counted(routines, "routine")}${data}, ${counted(instructions, "instruction")}`;
  await deliverModule(made.text, request, made.counts, summary, format, context);
  return exitStatus.clean;
}
