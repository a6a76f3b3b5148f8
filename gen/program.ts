import { Command, CommanderError } from "commander";
import type { CommandContext } from "./command-context.js";
import { defineAssemble } from "./commands/assemble.js";
import { defineCheck } from "./commands/check.js";
import { defineEmit } from "./commands/emit.js";
import { defineGenerate } from "./commands/generate.js";
import { defineImport } from "./commands/import.js";
import { defineLink } from "./commands/link.js";
import { defineList } from "./commands/list.js";
import { defineRun } from "./commands/run.js";
import { defineVerify } from "./commands/verify.js";
import { exitStatus } from "./exit-status.js";
import { orFail } from "./failure.js";
import { nearestName } from "./load/nearest-name.js";
import { packageVersion } from "./own-package.js";
import { processTerminal } from "./terminal.js";

/** Runs the command that the arguments ask for. What goes wrong is thrown; findings set the exit status. */
export async function runProgram(words: readonly string[]): Promise<void> {
  const program = defineProgram(words, {
    terminal: processTerminal(),
    workingFolder: orFail("cannot find the working directory", () => process.cwd()),
    finish: (status) => {
      // What failed meanwhile, such as a promise that nobody waited for, is not forgotten.
      process.exitCode = Math.max(status, Number(process.exitCode ?? exitStatus.clean));
    },
  });
  try {
    await program.parseAsync(words, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      throw error;
    }
    // Help and version were asked for; everything else was wrong use, which commander has put into words.
    process.exitCode = error.exitCode === 0 ? exitStatus.clean : exitStatus.failed;
  }
}

/** The commands in the order of the help. */
const commands = new Map([
  ["generate", defineGenerate],
  ["check", defineCheck],
  ["verify", defineVerify],
  ["assemble", defineAssemble],
  ["link", defineLink],
  ["run", defineRun],
  ["list", defineList],
  ["emit", defineEmit],
  ["import", defineImport],
]);

/** Of the commands only the one that the first word names; where it names none, all of them, for the help. */
function defineProgram([name = ""]: readonly string[], context: CommandContext): Command {
  const program: Command = new Command("portwright")
    .description("Turns the typed description of an operating-system port into everything the port needs.")
    .exitOverride()
    .enablePositionalOptions()
    .showHelpAfterError(false)
    .showSuggestionAfterError(true)
    .configureOutput({
      outputError: (text, write) => {
        write(wrongUse(text, program));
      },
    })
    .addHelpText(
      "after",
      `
Examples:
  portwright generate openbsd-amd64     write the port's files
  portwright check                      is what is committed what the descriptions give?
  portwright verify openbsd-amd64       does every routine do what its contract says?
  portwright link hello.ts -o hello     make a program of a port
  portwright run ./hello                run an OpenBSD/amd64 program of 2011
  portwright list                       the ports, their routines, variables and structs

Exit status: 0 clean, 1 something was found, 2 wrong use or failure.`,
    );
  // Asked for by hand, so that no other command reads package.json.
  program.option("-V, --version", "print the version").on("option:version", () => {
    context.terminal.out.line(packageVersion());
    throw new CommanderError(exitStatus.clean, "commander.version", "");
  });
  const asked = commands.get(name);
  for (const define of asked === undefined ? commands.values() : [asked]) {
    define(program, context);
  }
  return program;
}

/** commander's `error: ...` in the words of our other failures, with where to read more. */
function wrongUse(text: string, program: Command): string {
  const [message = "", suggestion = suggestedCommand(message, program)] = text.trim().split("\n");
  const words = message.replace(/^error: /, "") + (suggestion === undefined ? "" : ` ${suggestion}`);
  return `portwright: ${words}\n  hint: portwright --help, or portwright <command> --help, says what there is\n`;
}

/** commander knows misspellings; this knows `gen` for `generate` too. */
function suggestedCommand(message: string, { commands }: Command): string | undefined {
  const [, unknown] = /^error: unknown command '(.*)'$/.exec(message) ?? [];
  const names = commands.map((command) => command.name());
  const nearest = unknown === undefined ? undefined : nearestName(unknown, names);
  return nearest === undefined ? undefined : `(Did you mean ${nearest}?)`;
}
