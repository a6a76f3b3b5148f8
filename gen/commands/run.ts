import { InvalidArgumentError, Option, type Command } from "commander";
import { basename } from "node:path";
import type { CommandContext } from "../command-context.js";
import type { EngineName } from "../../verify/engine/engine.js";

interface RunOptions {
  readonly engine?: EngineName;
  readonly seed?: number;
  readonly trace?: true;
  readonly traceFile?: string;
  readonly root?: string;
  readonly env?: readonly string[];
  readonly cleanEnv?: true;
  readonly maxInstructions?: number;
  readonly timeout?: number;
  readonly memory?: number;
  readonly time?: number;
}

const defaultSeed = 1;

/** Of memory that the guest touches, in MiB. */
const defaultMemory = 4096;

/** `portwright run PROGRAM [args]`: a user-mode OpenBSD/amd64 of August 2011. */
export function defineRun(program: Command, context: CommandContext): void {
  program
    .command("run")
    .summary("run an OpenBSD/amd64 program of 2011")
    .description(
      "Runs a static OpenBSD/amd64 executable in an emulator, with a kernel of August 2011 (OpenBSD 5.0): memory, " +
        "threads, signals, timers, files. What the program writes and how it exits is what this command writes and how " +
        "it exits; a program that a signal ends gives 128 and the signal's number.",
    )
    .usage("[options] <program> [words...]")
    .argument("<program>", "a static ELF executable for OpenBSD/amd64")
    .argument("[words...]", "its arguments")
    .passThroughOptions()
    .addOption(
      new Option("--engine <name>", "the emulator (default: unicorn where it is there)").choices([
        "builtin",
        "unicorn",
      ]),
    )
    .option("--seed <number>", `of scheduling and of random bytes (default: ${String(defaultSeed)})`, wholeNumber(0))
    .option("--root <folder>", "what the program sees as /; without it, it sees no files of this machine")
    .option("--env <word>", "NAME=value for the environment; may be given again and again", collect, [])
    .option("--clean-env", "do not hand on the environment")
    .option("--time <seconds>", "time of day at the start, since 1970 (default: now)", wholeNumber(0))
    .option("--trace", "write its system calls and signals to standard error, as kdump does")
    .option("--trace-file <file>", "write them to a file")
    .option("--max-instructions <number>", "stop after so many instructions", wholeNumber(1))
    .option("--timeout <seconds>", "stop after so much time", seconds)
    .option("--memory <mib>", `memory that it may use, in MiB (default: ${String(defaultMemory)})`, wholeNumber(1))
    .addHelpText(
      "after",
      `
The same seed gives the same run: threads take turns by it, and time is the program's own. It goes on with the
instructions, and jumps where all threads sleep.

It may start other programs that it finds below --root (fork, execve). The run goes on until all processes are over;
limits count them together.

Exit status: the program's own; 128 + n when signal n ends it; 124 when --timeout or --max-instructions does;
2 when there is nothing to run, or all threads sleep for ever.

Examples:
  portwright run ./hello
  portwright run --seed 7 --trace ./hello
  portwright run --root ./tree ./cat /etc/motd`,
    )
    .action(async (path: string, words: readonly string[], options: RunOptions) => {
      const { runFile } = await import("../run-file.js");
      const { seed = defaultSeed, memory = defaultMemory, env = [] } = options;
      context.finish(
        await runFile(path, {
          words: [path, ...words],
          name: basename(path),
          engine: options.engine,
          seed,
          root: options.root,
          environment: environment(options.cleanEnv === true ? {} : process.env, env),
          startTime: options.time,
          trace: options.traceFile ?? options.trace,
          maxInstructions: options.maxInstructions,
          timeout: options.timeout,
          memory,
          terminal: context.terminal,
        }),
      );
    });
}

/** The program's environment: what there is, and what was given, the later over the earlier. */
function environment(inherited: NodeJS.ProcessEnv, given: readonly string[]): readonly string[] {
  const variables = new Map(Object.entries(inherited).map(([name, value]) => [name, value ?? ""]));
  for (const word of given) {
    const sign = word.indexOf("=");
    variables.set(word.slice(0, sign), word.slice(sign + 1));
  }
  return [...variables].map(([name, value]) => `${name}=${value}`);
}

function collect(word: string, earlier: readonly string[]): readonly string[] {
  if (word.indexOf("=") < 1) {
    throw new InvalidArgumentError("It is NAME=value.");
  }
  return [...earlier, word];
}

function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`It is a whole number from ${String(least)} on.`);
    }
    return value;
  };
}

function seconds(text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value <= 0) {
    throw new InvalidArgumentError("It is a number of seconds, such as 10 or 0.5.");
  }
  return value;
}
