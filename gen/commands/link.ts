import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import type { LinkFinding } from "../../link/finding.js";
import type { LinkedProgram } from "../../link/link-program.js";
import { errataOption, type CommandContext, type ErrataOptions } from "../command-context.js";
import { exitStatus, type ExitStatus } from "../exit-status.js";
import { Failure, orFail } from "../failure.js";
import { findPort } from "../load/find-port.js";
import { nearestName } from "../load/nearest-name.js";
import { reportFindings, reportWarnings } from "../report/findings.js";
import { chosenFormat, formatOptions, jsonText, type FormatOptions } from "../report/format.js";
import type { LinkableSource } from "../link-source.js";

interface LinkOptions extends ErrataOptions, FormatOptions {
  readonly output: string;
  readonly entry?: string;
  readonly map?: true;
}

/** `portwright link [port] [object...]`: a program. */
export function defineLink(program: Command, context: CommandContext): void {
  const command = program
    .command("link")
    .summary("make an OpenBSD/amd64 program from a port and objects")
    .description(
      "Links the routines of a port and relocatable objects into a static OpenBSD/amd64 executable, without any " +
        "other linker. Of a port the assembly files go in that define what something needs, and so do the members of " +
        "an archive.",
    )
    .usage("[port] [object...] -o <file> [options]")
    .argument("<input...>", "a port (its name or the path of its module), objects (*.o) and archives (*.a)")
    .requiredOption("-o, --output <file>", "the program")
    .option("--entry <symbol>", "where it begins (default: the port's process entry, or else _start)")
    .addOption(errataOption())
    .option("--map", "list the symbols with their addresses and where they come from");
  for (const option of formatOptions()) {
    command.addOption(option);
  }
  command
    .addHelpText(
      "after",
      `
The port's process entry is the routine whose contract is a processEntry; where a port has several, --entry says which.
Nothing is written where a symbol is undefined or defined twice, or anything else is wrong: exit status 1, and 2 where
a file is no x86-64 object.

Examples:
  portwright link hello.ts -o hello
  portwright link openbsd-amd64 main.o -o main
  portwright link openbsd-amd64 runtime.o libc.a -o prog --entry _rt0_amd64_openbsd --map`,
    )
    .action(async (inputs: readonly string[], options: LinkOptions) => {
      context.finish(await link(inputs, options, context));
    });
}

async function link(
  words: readonly string[],
  options: LinkOptions,
  { terminal, workingFolder }: CommandContext,
): Promise<ExitStatus> {
  const format = chosenFormat(options);
  const [{ entrySymbol, linkArguments, readLinkFiles }, { linkableSource, defaultEntry }, { linkProgram }, report] =
    await Promise.all([
      import("../link-inputs.js"),
      import("../link-source.js"),
      import("../../link/link-program.js"),
      import("../report/link.js"),
    ]);
  const { port, files } = linkArguments(words, workingFolder);
  const source = port === undefined ? undefined : findPort(port, workingFolder);
  checkOutput(options.output, source === undefined ? files : [...files, source.module], workingFolder);
  const read = readLinkFiles(files, workingFolder);
  const tell = (findings: readonly LinkFinding[], linkable?: LinkableSource): void => {
    const positionOf: LinkableSource["positionOf"] = (place) => linkable?.positionOf(place);
    report.reportLinkFindings(findings, { output: options.output, positionOf }, format, terminal, workingFolder);
  };
  if (read.findings.length > 0) {
    tell(read.findings);
    return exitStatus.failed;
  }
  const linkable =
    source === undefined ? undefined : await linkableSource(source, options.errata ?? "corrected", workingFolder);
  reportWarnings(linkable?.warnings ?? [], format, terminal, workingFolder);
  if (linkable?.kind === "broken") {
    reportFindings(linkable.findings, "nothing was linked", format, terminal, workingFolder);
    return exitStatus.findings;
  }
  const objects = (linkable?.objects ?? []).map((object) => ({ kind: "offered-object" as const, object }));
  const linked = [...objects, ...read.inputs];
  const entry =
    options.entry === undefined ? defaultEntry(linkable?.entries ?? []) : entrySymbol(options.entry, linked);
  const result = linkProgram(linked, {
    entry,
    mark: "Linker: portwright",
    nearest: nearestName,
  });
  if (result.kind === "broken") {
    tell(result.findings, linkable);
    return exitStatus.findings;
  }
  await writeProgram(options.output, result, workingFolder);
  const shown = { output: options.output, entry, withSymbols: options.map === true };
  if (format === "json") {
    terminal.out.line(jsonText(report.programObject(result, shown)));
  } else {
    report.printProgram(result, shown, terminal.out);
  }
  return exitStatus.clean;
}

async function writeProgram(output: string, { bytes }: LinkedProgram, workingFolder: string): Promise<void> {
  const { applyChanges } = await import("../output/transaction.js");
  await applyChanges({ replace: [{ place: resolve(workingFolder, output), content: bytes, mode: 0o755 }], remove: [] });
}

/** A program takes the place of an older one, but of nothing that it is made from, and of nothing but a file. */
function checkOutput(output: string, inputs: readonly string[], workingFolder: string): void {
  if (output === "") {
    throw new Failure("the program has no name", "-o names it");
  }
  const place = resolve(workingFolder, output);
  const present = orFail(`cannot write ${output}`, () => statSync(place, { throwIfNoEntry: false }));
  if (present === undefined) {
    return;
  }
  if (!present.isFile()) {
    throw new Failure(
      `cannot write ${output}: it is ${present.isDirectory() ? "a folder" : "no ordinary file"}`,
      "-o names the program",
    );
  }
  for (const input of inputs) {
    const path = resolve(workingFolder, input);
    const used = statSync(path, { throwIfNoEntry: false });
    if (used?.dev === present.dev && used.ino === present.ino) {
      throw new Failure(`${output} is what the program is made from`, "-o names another file");
    }
  }
}
