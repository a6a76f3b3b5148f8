import type { Command } from "commander";
import type { CommandContext } from "../command-context.js";
import { defineImportDefs } from "./import-defs.js";
import { defineImportPlan9 } from "./import-plan9.js";
import { defineImportSyscalls } from "./import-syscalls.js";

/** `portwright import <what> <file>`: descriptions made of what exists already. */
export function defineImport(program: Command, context: CommandContext): void {
  const command = program
    .command("import")
    .summary("make a description of what exists: assembly, system calls, C types and constants")
    .description(
      "Makes TypeScript in the language of descriptions out of files that exist already. What an import has made says so " +
        "in its first lines, and `check` makes it again to compare; without those lines it is yours to go on with.",
    );
  for (const define of [defineImportPlan9, defineImportSyscalls, defineImportDefs]) {
    define(command, context);
  }
}
