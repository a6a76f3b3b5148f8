import type { Command } from "commander";
import { portArgument, type CommandContext } from "../command-context.js";
import { exitStatus, type ExitStatus } from "../exit-status.js";
import { Failure } from "../failure.js";
import { builtInPorts, findPort, localPorts } from "../load/find-port.js";
import type { Finding } from "../load/position.js";
import { findingObject, reportFindings, reportWarnings } from "../report/findings.js";
import { chosenFormat, formatOptions, jsonText, type FormatOptions } from "../report/format.js";

/** `portwright list [port]`: what there is. */
export function defineList(program: Command, context: CommandContext): void {
  const command = program
    .command("list")
    .summary("list ports with their routines, variables and structs")
    .description(
      "Lists the ports of targets/ and those that come with portwright, each with its files, routines, variables, structs and " +
        "errata. With a port: that one only.",
    )
    .argument("[port]", portArgument);
  for (const option of formatOptions()) {
    command.addOption(option);
  }
  command
    .addHelpText(
      "after",
      `
Examples:
  portwright list
  portwright list openbsd-amd64 --json`,
    )
    .action(async (port: string | undefined, options: FormatOptions) => {
      context.finish(await list(port, options, context));
    });
}

async function list(
  argument: string | undefined,
  options: FormatOptions,
  { terminal, workingFolder }: CommandContext,
): Promise<ExitStatus> {
  const format = chosenFormat(options);
  const sources =
    argument === undefined
      ? [...localPorts(workingFolder), ...builtInPorts(workingFolder)]
      : [findPort(argument, workingFolder)];
  if (sources.length === 0) {
    throw new Failure("there are no ports in ./targets", "name the path of a module that exports a port");
  }
  const [{ loadPort }, { portContents, printContents }] = await Promise.all([
    import("../load/load-port.js"),
    import("../report/contents.js"),
  ]);
  const findings: Finding[] = [];
  const contents = [];
  for (const source of sources) {
    const loaded = await loadPort(source, workingFolder);
    if (loaded.kind === "broken") {
      findings.push(...loaded.findings);
    } else {
      reportWarnings(loaded.warnings, format, terminal, workingFolder);
      contents.push(portContents(loaded, workingFolder));
    }
  }
  if (format === "json") {
    const diagnostics = findings.map((finding) => findingObject(finding, workingFolder));
    terminal.out.line(jsonText({ ports: contents, ...(findings.length === 0 ? {} : { diagnostics }) }));
  } else {
    for (const content of contents) {
      printContents(content, terminal.out);
    }
    if (findings.length > 0) {
      reportFindings(findings, "what they describe is not listed", format, terminal, workingFolder);
    }
  }
  return findings.length === 0 ? exitStatus.clean : exitStatus.findings;
}
