import type { Command } from "commander";
import { resolve } from "node:path";
import { errataOption, portArgument, type CommandContext, type ErrataOptions } from "../command-context.js";
import { exitStatus, type ExitStatus } from "../exit-status.js";
import { Failure } from "../failure.js";
import { beginLoading } from "../load/begin-loading.js";
import { whatIs } from "../output/output-folder.js";
import { reportFindings, reportWarnings } from "../report/findings.js";
import { chosenFormat, formatOptions, jsonText, type FormatOptions } from "../report/format.js";
import { repairCommand } from "../report/repair-command.js";
import type { CheckHeadersOptions } from "./check-headers.js";

interface CheckOptions extends ErrataOptions, FormatOptions, CheckHeadersOptions {
  readonly against?: string;
}

/** `portwright check [port]`: is what lies there what the description gives? */
export function defineCheck(program: Command, context: CommandContext): void {
  const command = program
    .command("check")
    .summary("compare the files of a port with its description")
    .description(
      "Compares the files that lie there with those that the description gives, and exits with 1 where they differ: " +
        "stale, missing and orphaned files are named, with the differences and the command that repairs them. " +
        "Nothing is written. Without a port: everything the working directory keeps in targets/. " +
        "With --headers it compares no files but the description itself, with the headers of its system.",
    )
    .argument("[port]", portArgument)
    .option("--against <folder>", "compare with the files in this folder (default: generated/ beside the description)")
    .addOption(errataOption())
    .option("--headers", "compare constants, types and system calls with the system's own headers instead")
    .option("--cc <command>", "with --headers: the compiler that reads them (default: $CC, or cc)")
    .option("--include <folder>", "with --headers: look for headers here first; may be repeated", several, [])
    .option("--header <header>", "with --headers: read this one too; may be repeated", several, []);
  for (const option of formatOptions()) {
    command.addOption(option);
  }
  command
    .addHelpText(
      "after",
      `
Examples:
  portwright check
  portwright check openbsd-amd64
  portwright check openbsd-amd64 --errata original --against ../port-of-2011
  portwright check openbsd-amd64 --headers --cc "clang --target=x86_64-unknown-openbsd" --include sysroot/usr/include`,
    )
    .action(async (port: string | undefined, options: CheckOptions) => {
      context.finish(await check(port, options, context));
    });
}

function several(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}

async function check(
  argument: string | undefined,
  options: CheckOptions,
  context: CommandContext,
): Promise<ExitStatus> {
  const { terminal, workingFolder } = context;
  const { headers, cc, include, header } = options;
  if (headers === true) {
    if (options.against !== undefined || options.errata !== undefined) {
      throw new Failure(
        "--headers compares with headers, --against and --errata with files",
        "leave one of them out; the headers have no errata",
      );
    }
    const { checkHeaders } = await import("./check-headers.js");
    return checkHeaders(argument, options, chosenFormat(options), context);
  }
  if (cc !== undefined || include.length + header.length > 0) {
    throw new Failure("--cc, --include and --header are about headers", "add --headers, or leave them out");
  }
  if (options.against === "") {
    throw new Failure("--against names no folder", "give the folder to compare with");
  }
  if (options.against !== undefined && whatIs(resolve(workingFolder, options.against)) === undefined) {
    throw new Failure(`there is no folder ${options.against}`, "name one that `portwright generate --out` has written");
  }
  const format = chosenFormat(options);
  beginLoading(argument, workingFolder);
  const [{ gather }, { gatherImports }] = await Promise.all([import("../gather.js"), import("../imported-modules.js")]);
  // The imports are made while the description is bundled and assembled elsewhere.
  const [{ sets, warnings, ...gathered }, imports] = await Promise.all([
    gather({ argument, folder: options.against, errata: options.errata ?? "corrected", workingFolder }),
    gatherImports(argument, workingFolder),
  ]);
  const findings = [...gathered.findings, ...imports.findings];
  reportWarnings(warnings, format, terminal, workingFolder);
  if (findings.length > 0) {
    reportFindings(findings, "nothing was compared", format, terminal, workingFolder);
    return exitStatus.findings;
  }
  const [{ survey }, { driftObject, isClean, printDrift }] = await Promise.all([
    import("../output/survey.js"),
    import("../report/drift.js"),
  ]);
  const generated = sets.map((set) => ({
    set,
    repair: repairCommand({ argument: set.argument, folder: options.against, errata: options.errata }),
  }));
  const compared = [...generated, ...imports.sets].map(({ set, repair }) => ({ set, states: survey(set), repair }));
  const clean = compared.every(isClean);
  if (format === "json") {
    terminal.out.line(jsonText({ clean, sets: compared.map((set) => driftObject(set, workingFolder)) }));
  } else {
    for (const set of compared) {
      printDrift(set, terminal.out, workingFolder, format === "github");
    }
  }
  return clean ? exitStatus.clean : exitStatus.findings;
}
