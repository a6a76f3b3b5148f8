import { exitStatus, type ExitStatus } from "../exit-status.js";
import { Failure } from "../failure.js";
import { compareHeaders, type HeaderComparison, type HeaderOptions } from "../headers/compare-headers.js";
import { findPort, localPorts } from "../load/find-port.js";
import { loadPort } from "../load/load-port.js";
import { reportFindings, reportWarnings } from "../report/findings.js";
import { jsonText, type Format } from "../report/format.js";
import { comparisonObject, printComparison } from "../report/header-comparison.js";
import type { CommandContext } from "../command-context.js";

/** The flags that belong to `--headers`. */
export interface CheckHeadersOptions {
  readonly headers?: true;
  readonly cc?: string;
  readonly include: readonly string[];
  readonly header: readonly string[];
}

/** `portwright check [port] --headers`: do the system's headers say the same? */
export async function checkHeaders(
  argument: string | undefined,
  options: CheckHeadersOptions,
  format: Format,
  { terminal, workingFolder }: CommandContext,
): Promise<ExitStatus> {
  const wanted = headerOptions(options);
  const sources = argument === undefined ? localPorts(workingFolder) : [findPort(argument, workingFolder)];
  if (sources.length === 0) {
    throw new Failure("there are no ports in ./targets", "name a port, or the path of a module that exports one");
  }
  const results: { readonly name: string; readonly comparison: HeaderComparison }[] = [];
  for (const source of sources) {
    const loaded = await loadPort(source, workingFolder);
    if (loaded.kind === "broken") {
      reportFindings(loaded.findings, "nothing was compared", format, terminal, workingFolder);
      return exitStatus.findings;
    }
    reportWarnings(loaded.warnings, format, terminal, workingFolder);
    results.push({ name: loaded.port.name, comparison: compareHeaders(loaded, wanted, workingFolder) });
  }
  const clean = results.every(({ comparison }) => comparison.differences.length === 0);
  if (format === "json") {
    terminal.out.line(
      jsonText({
        clean,
        compiler: wanted.cc,
        ports: results.map(({ name, comparison }) => comparisonObject(name, comparison, workingFolder)),
      }),
    );
  } else {
    for (const { name, comparison } of results) {
      printComparison(name, comparison, terminal.out, workingFolder, format === "github");
    }
  }
  return clean ? exitStatus.clean : exitStatus.findings;
}

/** What the flags ask for; the compiler is the one that make would take. */
function headerOptions({ cc, include, header }: CheckHeadersOptions): HeaderOptions {
  const environment = process.env["CC"]?.trim() ?? "";
  const command = cc ?? (environment === "" ? "cc" : environment);
  if (command.trim() === "") {
    throw new Failure("--cc names no compiler", 'give its command, as in --cc "clang --target=x86_64-unknown-openbsd"');
  }
  const wrong = header.find((name) => !/^[\w.+-]+(\/[\w.+-]+)*$/u.test(name));
  if (wrong !== undefined) {
    throw new Failure(`${JSON.stringify(wrong)} is no header`, "write its path without brackets, as in sys/time.h");
  }
  return { cc: command, include, header };
}
