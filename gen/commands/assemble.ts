import type { Command } from "commander";
import { errataOption, portArgument, type CommandContext, type ErrataOptions } from "../command-context.js";
import { exitStatus, type ExitStatus } from "../exit-status.js";
import { findPort } from "../load/find-port.js";
import { reportFindings, reportWarnings } from "../report/findings.js";
import { chosenFormat, formatOptions, jsonText, type FormatOptions } from "../report/format.js";

interface AssembleOptions extends ErrataOptions, FormatOptions {
  readonly map?: true;
}

/** `portwright assemble <port>`: the machine code of every routine. */
export function defineAssemble(program: Command, context: CommandContext): void {
  const command = program
    .command("assemble")
    .summary("show the machine code of a port's routines")
    .description(
      "Assembles every routine of a port and shows its bytes, its relocations and the line of the description that " +
        "each instruction comes from. Nothing is written.",
    )
    .argument("<port>", portArgument)
    .addOption(errataOption())
    .option("--map", "with --json: also which bytes come from which line of the description");
  for (const option of formatOptions()) {
    command.addOption(option);
  }
  command
    .addHelpText(
      "after",
      `
Examples:
  portwright assemble openbsd-amd64
  portwright assemble openbsd-amd64 --errata original --json`,
    )
    .action(async (port: string, options: AssembleOptions) => {
      context.finish(await assemble(port, options, context));
    });
}

async function assemble(
  argument: string,
  options: AssembleOptions,
  { terminal, workingFolder }: CommandContext,
): Promise<ExitStatus> {
  const format = chosenFormat(options);
  const source = findPort(argument, workingFolder);
  const { assembleSource } = await import("../assemble-source.js");
  const result = await assembleSource(source, options.errata ?? "corrected", workingFolder);
  reportWarnings(result.warnings, format, terminal, workingFolder);
  if (result.kind === "broken") {
    reportFindings(result.findings, "nothing was assembled", format, terminal, workingFolder);
    return exitStatus.findings;
  }
  const { printListing, routineObjects } = await import("../report/machine-code.js");
  if (format === "json") {
    terminal.out.line(jsonText(routineObjects(result, options.map === true, workingFolder)));
  } else {
    printListing(result, terminal.out, workingFolder);
  }
  return exitStatus.clean;
}
