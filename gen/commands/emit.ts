import { readFileSync } from "node:fs";
import { basename, dirname, relative, resolve, sep } from "node:path";
import { Option, type Command } from "commander";
import type { Plan9Dialect } from "../../dsl/lowering/plan9-dialect.js";
import type { Origin } from "../../emit/origin.js";
import { errataOption, type CommandContext, type ErrataOptions } from "../command-context.js";
import type { UnitLanguage } from "../emit-unit.js";
import { exitStatus, type ExitStatus } from "../exit-status.js";
import { Failure, orFail } from "../failure.js";
import type { LoadedUnit } from "../load/load-unit.js";
import { resolveSite } from "../load/resolve-site.js";
import { whatIs } from "../output/output-folder.js";
import { reportFindings, reportWarnings } from "../report/findings.js";
import { chosenFormat, jsonText } from "../report/format.js";
import { shellCommand } from "../report/repair-command.js";

interface EmitOptions extends ErrataOptions {
  readonly format?: "plan9" | "gnu";
  readonly dialect?: Plan9Dialect;
  readonly output?: string;
  readonly unit?: string;
  readonly json?: true;
}

/** `portwright emit <module>`: the unit of a module as assembly. */
export function defineEmit(program: Command, context: CommandContext): void {
  program
    .command("emit")
    .summary("print the unit of a module as assembly")
    .description(
      "Prints the unit that a module exports, as Plan 9 assembly for Go's assembler of today or for 6a of 2011, or as GNU " +
        "assembly. The module need be no port, and its routines need no contracts: what `import plan9` has made will do.",
    )
    .argument("<module>", "path of a module that exports an assemblyUnit(...)")
    .addOption(new Option("--format <language>", "the assembly (default: plan9)").choices(["plan9", "gnu"]))
    .addOption(
      new Option("--dialect <dialect>", "what is to read the Plan 9 assembly (default: go)").choices(["6a", "go"]),
    )
    .option("-o, --output <file>", "write it here (default: standard output)")
    .option("--unit <name>", "the export, of a module that exports several units")
    .addOption(errataOption())
    .option("--json", "report for programs")
    .addHelpText(
      "after",
      `
\`generate\` prints for 6a unless an output says otherwise; \`emit\` prints for Go's assembler unless it is told otherwise.

Examples:
  portwright emit memmove.ts                          print it for go tool asm
  portwright emit memmove.ts --dialect 6a -o memmove.s
  portwright emit memmove.ts --format gnu -o gnu/memmove.s
  portwright emit routines.ts --unit signals`,
    )
    .action(async (module: string, options: EmitOptions) => {
      context.finish(await emit(module, options, context));
    });
}

async function emit(
  module: string,
  options: EmitOptions,
  { terminal, workingFolder }: CommandContext,
): Promise<ExitStatus> {
  const language = chosenLanguage(options);
  const report = chosenFormat(options.json === true ? { json: true } : {});
  const { loadUnit } = await import("../load/load-unit.js");
  const loaded = await loadUnit(module, options.unit, workingFolder);
  const consequence = "nothing was printed";
  if (loaded.kind === "broken") {
    reportFindings(loaded.findings, consequence, report, terminal, workingFolder);
    return exitStatus.findings;
  }
  const origin = originOf(loaded, options, language, workingFolder);
  const output = options.output;
  if (output !== undefined) {
    await checkOutput(output, origin.portName, workingFolder);
  }
  const { emitUnit } = await import("../emit-unit.js");
  const { text, errors, warnings } = emitUnit(loaded.unit, origin, language);
  const doubts = warnings.map((warning) => resolveSite(warning, loaded));
  reportWarnings([...loaded.warnings, ...doubts], report, terminal, workingFolder);
  if (text === undefined) {
    const findings = errors.map((error) => resolveSite(error, loaded));
    reportFindings(findings, consequence, report, terminal, workingFolder);
    return exitStatus.findings;
  }
  if (output !== undefined) {
    const { applyChanges } = await import("../output/transaction.js");
    await applyChanges({ replace: [{ place: resolve(workingFolder, output), content: text }], remove: [] });
  }
  const { name, unit } = loaded;
  if (report === "json") {
    const counts = { unit: name, routines: unit.routines.length, data: unit.data.length };
    terminal.out.line(jsonText({ ...counts, output, ...(output === undefined ? { text } : {}) }));
  } else if (output === undefined) {
    terminal.out.line(text.trimEnd());
  }
  return exitStatus.clean;
}

function chosenLanguage({ format = "plan9", dialect }: EmitOptions): UnitLanguage {
  if (format === "plan9") {
    return { format, dialect: dialect ?? "go" };
  }
  if (dialect !== undefined) {
    throw new Failure("--dialect is of Plan 9 assembly, and --format is gnu", "leave one of the two out");
  }
  return { format };
}

/** What the text says it was made from, and how it is made again from where it lies. */
function originOf(
  { source, name, alone }: LoadedUnit,
  options: EmitOptions,
  { format, dialect }: UnitLanguage,
  workingFolder: string,
): Origin {
  const errata = options.errata ?? "corrected";
  const place = options.output === undefined ? undefined : resolve(workingFolder, options.output);
  const module =
    place === undefined ? basename(source.module) : relative(dirname(place), source.module).split(sep).join("/");
  const command = shellCommand([
    ...["npx", "portwright", "emit", module],
    ...(alone ? [] : ["--unit", name]),
    ...(format === "gnu" ? ["--format", "gnu"] : []),
    ...(dialect === "6a" ? ["--dialect", "6a"] : []),
    ...(errata === "original" ? ["--errata", "original"] : []),
    ...(place === undefined ? [] : ["-o", basename(place)]),
  ]);
  return {
    portName: printable(basename(source.module)),
    errata,
    again: printable(`${command} (in ${place === undefined ? "the folder of the description" : "this folder"})`),
  };
}

/** A comment has one line, whatever a file is called. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, "?");
}

/** What was printed before gives way to what is printed now, and nothing that somebody wrote. */
async function checkOutput(output: string, origin: string, workingFolder: string): Promise<void> {
  const place = resolve(workingFolder, output);
  const found = whatIs(place);
  if (found === undefined) {
    return;
  }
  const { carriesMark } = await import("../../emit/generated-mark.js");
  const text = found === "file" ? orFail(`cannot read ${output}`, () => readFileSync(place, "utf8")) : "";
  if (!carriesMark(text, origin)) {
    throw new Failure(
      `${output} is there already, and is nothing that was printed from ${origin}`,
      "move it away, or name another file with -o",
    );
  }
}
