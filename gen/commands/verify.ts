import { InvalidArgumentError, Option, type Command } from "commander";
import { errataOption, portArgument, type CommandContext, type ErrataOptions } from "../command-context.js";
import { exitStatus, type ExitStatus } from "../exit-status.js";
import { Failure } from "../failure.js";
import { beginLoading } from "../load/begin-loading.js";
import { findPort, localPorts } from "../load/find-port.js";
import type { Finding } from "../load/position.js";
import { reportFindings, reportWarnings } from "../report/findings.js";
import { chosenFormat, formatOptions, jsonText, type Format, type FormatOptions } from "../report/format.js";
import type { Mutation } from "../report/mutation.js";
import type { Verdict, VerifyRun } from "../report/verdict.js";
import type { Terminal } from "../terminal.js";
import { chooseEngines, engineChoices, type ChosenEngines, type EngineChoice } from "../verify-engines.js";
import type { VerifiableSource } from "../verify-source.js";

interface VerifyOptions extends ErrataOptions, FormatOptions<"junit"> {
  readonly engine?: EngineChoice;
  readonly seed?: number;
  readonly states?: number;
  readonly routine?: readonly string[];
  readonly mutate?: true;
  readonly jobs?: number;
}

type VerifyFormat = Format | "junit";

const defaultSeed = 1;
const defaultStates = 1000;

/** `portwright verify [port]`: does every routine do what its contract says? */
export function defineVerify(program: Command, context: CommandContext): void {
  const command = program
    .command("verify")
    .summary("run every routine against its contract")
    .description(
      "Runs the machine code of every routine in an emulator, in many states, with a model of the kernel, and exits " +
        "with 1 where one does not do what its contract says. Every register, the frame and the memory around begin as " +
        "random values; system calls succeed, fail with each of their errors and return extreme values. " +
        "Nothing is written. Without a port: every port that the working directory keeps in targets/.",
    )
    // What follows --routine are routines.
    .usage("[port] [options]")
    .argument("[port]", portArgument)
    .addOption(errataOption())
    .addOption(
      new Option("--engine <name>", "the emulator; all: each must be there (default: those that are)").choices(
        engineChoices,
      ),
    )
    .option("--seed <number>", `where the random values begin (default: ${String(defaultSeed)})`, wholeNumber(0))
    .option("--states <number>", `states for each routine (default: ${String(defaultStates)})`, wholeNumber(1))
    .option("--routine <symbol...>", "only these routines")
    .option("--mutate", "change the code one thing at a time: which changes do the contracts notice?")
    .option(
      "--jobs <number>",
      "routines at the same time (default: by the work, up to one for each core)",
      wholeNumber(1),
    );
  for (const option of formatOptions(["junit"])) {
    command.addOption(option);
  }
  command
    .addHelpText(
      "after",
      `
Every finding ends with the command that shows it again; engines that run together must agree.
The engine unicorn needs Debian's libunicorn2 and the optional npm package koffi; builtin needs nothing.
What takes long is spread over the cores; the report does not depend on how many there are, nor on --jobs.
--mutate takes one engine (default: builtin) and exits with 1 where a mutant survives that the port does not list as
equivalent, or where that list is stale.

Examples:
  portwright verify openbsd-amd64
  portwright verify openbsd-amd64 --errata original
  portwright verify openbsd-amd64 --seed 7 --states 10000 --engine builtin
  portwright verify openbsd-amd64 --routine runtime.mmap runtime.munmap
  portwright verify openbsd-amd64 --mutate
  portwright verify --format junit > verify.xml`,
    )
    .action(async (port: string | undefined, options: VerifyOptions) => {
      context.finish(await verify(port, options, context));
    });
}

/** Numbers that the generator of random values tells apart, from `least` on. */
function wholeNumber(least: number): (text: string) => number {
  const most = 0xffff_ffff;
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`It is a whole number from ${String(least)} to ${String(most)}.`);
    }
    return value;
  };
}

async function verify(
  argument: string | undefined,
  options: VerifyOptions,
  { terminal, workingFolder }: CommandContext,
): Promise<ExitStatus> {
  const { errata = "corrected", seed = defaultSeed, states = defaultStates, mutate = false } = options;
  if (mutate && options.engine === "all") {
    throw new Failure("--mutate runs on one engine, not on all", "--engine builtin, the default here, or unicorn");
  }
  const format = chosenFormat(options);
  beginLoading(argument, workingFolder);
  const sources = argument === undefined ? localPorts(workingFolder) : [findPort(argument, workingFolder)];
  if (sources.length === 0) {
    throw new Failure("there are no ports in ./targets", "name a port, or the path of a module that exports one");
  }
  const chosen = await chooseEngines(options.engine ?? (mutate ? "builtin" : undefined));
  const { verifiableSource, withRoutines } = await import("../verify-source.js");
  const all: VerifiableSource[] = [];
  const findings: Finding[] = [];
  for (const source of sources) {
    const result = await verifiableSource(source, errata, workingFolder);
    reportWarnings(result.warnings, format === "junit" ? "text" : format, terminal, workingFolder);
    if (result.kind === "broken") {
      findings.push(...result.findings);
    } else {
      all.push(result);
    }
  }
  if (findings.length > 0) {
    await reportBroken(findings, format, terminal, workingFolder);
    return exitStatus.findings;
  }
  if (all.every(({ candidates }) => candidates.length === 0)) {
    const names = all.map(({ name }) => name).join(", ");
    throw new Failure(`there are no routines in ${names}`, "what verify runs are the routines of assembly units");
  }
  const run: VerifyRun = {
    errata,
    seed,
    states,
    engines: chosen.engines.map(({ name }) => name),
    missing: chosen.missing,
    repeated: [
      ...(options.states === undefined ? [] : ["--states", String(states)]),
      ...(options.engine === undefined ? [] : ["--engine", options.engine]),
    ],
  };
  const wanted = withRoutines(all, options.routine, argument !== undefined);
  const verdict = await judge(wanted, chosen, run, options.jobs, workingFolder);
  const clean = verdict.ports.every(({ routines }) => routines.every((routine) => routine.findings.length === 0));
  if (mutate && clean) {
    const mutation = await mutateAll(wanted, run, options, workingFolder);
    return reportMutation(mutation, format, terminal, workingFolder);
  }
  await report(verdict, format, terminal, workingFolder);
  if (mutate) {
    terminal.err.line("nothing was mutated: the code as it is does not pass");
  }
  return clean ? exitStatus.clean : exitStatus.findings;
}

/** Runs everything, and shows at a terminal how far it is. */
async function judge(
  ports: readonly VerifiableSource[],
  { engines }: ChosenEngines,
  run: VerifyRun,
  threads: number | undefined,
  workingFolder: string,
): Promise<Verdict> {
  const [{ judgeSources }, { progressOn }] = await Promise.all([
    import("../judge-source.js"),
    import("../report/verdict-progress.js"),
  ]);
  return judgeSources({ ports, run, workingFolder, engines, threads, progress: progressOn(process.stderr) });
}

/** What has passed as it is, changed one thing at a time. */
async function mutateAll(
  ports: readonly VerifiableSource[],
  { errata, seed, states, engines: [engine = "builtin"], repeated }: VerifyRun,
  { routine, jobs }: VerifyOptions,
  workingFolder: string,
): Promise<Mutation> {
  const [{ mutateSources }, { progressOn }, { createEngine }] = await Promise.all([
    import("../mutate-source.js"),
    import("../report/verdict-progress.js"),
    import("../../verify/engine/available-engines.js"),
  ]);
  return mutateSources({
    ports,
    run: { errata, seed, states, engine, repeated },
    workingFolder,
    someRoutines: routine !== undefined,
    engines: [await createEngine(engine)],
    threads: jobs,
    progress: progressOn(process.stderr),
  });
}

async function reportMutation(
  mutation: Mutation,
  format: VerifyFormat,
  { out }: Terminal,
  workingFolder: string,
): Promise<ExitStatus> {
  switch (format) {
    case "json": {
      const { mutationObject } = await import("../report/mutation-json.js");
      out.line(jsonText(mutationObject(mutation, workingFolder)));
      break;
    }
    case "junit": {
      const { mutationXml } = await import("../report/mutation-junit.js");
      out.line(mutationXml(mutation, workingFolder));
      break;
    }
    case "github":
    case "text": {
      const { annotateMutation, printMutation } = await import("../report/mutation-text.js");
      printMutation(mutation, out, workingFolder);
      if (format === "github") {
        annotateMutation(mutation, out, workingFolder);
      }
    }
  }
  const { allProblems } = await import("../report/mutation.js");
  return allProblems(mutation).length === 0 ? exitStatus.clean : exitStatus.findings;
}

async function report(
  verdict: Verdict,
  format: VerifyFormat,
  terminal: Terminal,
  workingFolder: string,
): Promise<void> {
  switch (format) {
    case "json": {
      const { verdictObject } = await import("../report/verdict-json.js");
      terminal.out.line(jsonText(verdictObject(verdict, workingFolder)));
      return;
    }
    case "junit": {
      const { verdictXml } = await import("../report/verdict-junit.js");
      terminal.out.line(verdictXml(verdict, workingFolder));
      return;
    }
    case "github":
    case "text": {
      const { annotateVerdict, printVerdict } = await import("../report/verdict-text.js");
      printVerdict(verdict, terminal.out, workingFolder);
      if (format === "github") {
        annotateVerdict(verdict, terminal.out, workingFolder);
      }
    }
  }
}

async function reportBroken(
  findings: readonly Finding[],
  format: VerifyFormat,
  terminal: Terminal,
  workingFolder: string,
): Promise<void> {
  if (format === "junit") {
    const { brokenXml } = await import("../report/verdict-junit.js");
    terminal.out.line(brokenXml(findings, workingFolder));
  }
  reportFindings(findings, "nothing was verified", format === "junit" ? "text" : format, terminal, workingFolder);
}
