import type { Command } from "commander";
import { join } from "node:path";
import { errataOption, portArgument, type CommandContext, type ErrataOptions } from "../command-context.js";
import { exitStatus, type ExitStatus } from "../exit-status.js";
import { Failure } from "../failure.js";
import { beginLoading } from "../load/begin-loading.js";
import { shownPath } from "../load/position.js";
import type { WrittenFile, WrittenSet } from "../output/write-sets.js";
import { reportFindings, reportWarnings } from "../report/findings.js";
import { chosenFormat, formatOptions, jsonText, type FormatOptions } from "../report/format.js";
import type { Channel } from "../terminal.js";

interface GenerateOptions extends ErrataOptions, FormatOptions {
  readonly out?: string;
}

/** `portwright generate [port]`: writes what the description gives. */
export function defineGenerate(program: Command, context: CommandContext): void {
  const command = program
    .command("generate")
    .summary("write the files of a port")
    .description(
      "Writes the files that a description gives: assembly, headers, tables. Only what differs is rewritten, and " +
        "either everything is or nothing. Without a port: everything the working directory keeps in targets/. In " +
        "portwright's own checkout `instructions` writes the generated part of the instruction set.",
    )
    .argument("[port]", portArgument)
    .option("--out <folder>", "write here (default: the folder generated/ beside the description)")
    .addOption(errataOption());
  for (const option of formatOptions()) {
    command.addOption(option);
  }
  command
    .addHelpText(
      "after",
      `
Examples:
  portwright generate openbsd-amd64
  portwright generate openbsd-amd64 --errata original --out ../port-of-2011
  portwright generate ./my-port/port.ts`,
    )
    .action(async (port: string | undefined, options: GenerateOptions) => {
      context.finish(await generate(port, options, context));
    });
}

async function generate(
  argument: string | undefined,
  options: GenerateOptions,
  { terminal, workingFolder }: CommandContext,
): Promise<ExitStatus> {
  if (options.out === "") {
    throw new Failure("--out names no folder", "give the folder that the files go to");
  }
  const format = chosenFormat(options);
  beginLoading(argument, workingFolder);
  const { gather } = await import("../gather.js");
  const { sets, findings, warnings } = await gather({
    argument,
    folder: options.out,
    errata: options.errata ?? "corrected",
    workingFolder,
  });
  reportWarnings(warnings, format, terminal, workingFolder);
  if (findings.length > 0) {
    reportFindings(findings, "nothing was written", format, terminal, workingFolder);
    return exitStatus.findings;
  }
  const { writeSets } = await import("../output/write-sets.js");
  const written = await writeSets(sets);
  if (format === "json") {
    terminal.out.line(jsonText({ sets: written.map((set) => writtenObject(set, workingFolder)) }));
  } else {
    for (const set of written) {
      printWritten(set, terminal.out, workingFolder);
    }
  }
  return exitStatus.clean;
}

function printWritten({ set, files }: WrittenSet, channel: Channel, workingFolder: string): void {
  const { colours } = channel;
  const paint = { written: colours.green, unchanged: colours.dim, removed: colours.yellow };
  for (const { path, outcome } of files) {
    const shown = shownPath(join(set.folder.path, path), workingFolder);
    channel.line(`  ${paint[outcome](outcome.padEnd(9))}  ${shown}`);
  }
  const tally = (["written", "unchanged", "removed"] as const)
    .map((outcome) => ({ outcome, count: files.filter((file) => file.outcome === outcome).length }))
    .flatMap(({ outcome, count }) => (count === 0 ? [] : [`${String(count)} ${outcome}`]));
  channel.line(`${set.name}: ${tally.length === 0 ? "no files" : tally.join(", ")}`);
}

function writtenObject(
  { set, files }: WrittenSet,
  workingFolder: string,
): { readonly name: string; readonly folder: string; readonly files: readonly WrittenFile[] } {
  return { name: set.name, folder: shownPath(set.folder.path, workingFolder), files };
}
