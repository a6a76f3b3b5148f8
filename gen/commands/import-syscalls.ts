import { resolve } from "node:path";
import { Option, type Command } from "commander";
import type { CommandContext } from "../command-context.js";
import { exitStatus, type ExitStatus } from "../exit-status.js";
import { importFinding } from "../import/import-finding.js";
import type { SyscallsImport } from "../import/system-calls/system-call-module.js";
import { reportFindings, reportWarnings } from "../report/findings.js";
import { chosenFormat, counted, formatOptions, type FormatOptions } from "../report/format.js";
import { checkModulePlace, deliverModule, repeated } from "./imported-module.js";

/** What the options of the command say; the file is its argument. */
export type SyscallsOptions = Omit<SyscallsImport, "file">;

/** `portwright import syscalls <file>`: the system calls of a table. */
export function defineImportSyscalls(parent: Command, context: CommandContext): void {
  const command = parent
    .command("syscalls")
    .summary("system calls of a syscalls.master, unistd_64.h or syscall_64.tbl")
    .description(
      "Reads a table of system calls and writes a module that exports them: for each its number, what it returns and " +
        "what the kernel reads, as amd64 passes it. Tables: syscalls.master of OpenBSD, FreeBSD (and DragonFly) and " +
        "NetBSD of any age, and Linux's asm/unistd_64.h and syscall_64.tbl, whose prototypes are in other files.",
    );
  addSyscallsOptions(command);
  for (const option of formatOptions()) {
    command.addOption(option);
  }
  command
    .addHelpText(
      "after",
      `
Where nobody says whether a condition of the table holds, the calls of all its branches are taken.

Examples:
  portwright import syscalls sys/kern/syscalls.master -o system-call-table.ts
  portwright import syscalls sys/kern/syscalls.master -U SYSVSEM --type dev_t=uint32
  portwright import syscalls arch/x86/entry/syscalls/syscall_64.tbl --prototypes include/linux/syscalls.h -o linux.ts`,
    )
    .action(async (file: string, options: SyscallsOptions & FormatOptions) => {
      context.finish(await importSyscalls({ ...options, file }, options, context));
    });
}

/** The argument and the options that a module is made with. */
export function addSyscallsOptions(command: Command): void {
  command
    .argument("<file>", "the table")
    .option("-o, --output <file>", "the module (default: standard output)")
    .addOption(
      new Option("--dialect <format>", "the table's format (default: recognised)").choices([
        "openbsd",
        "freebsd",
        "netbsd",
        "linux-header",
        "linux-table",
      ]),
    )
    .addOption(repeated("--prototypes <file>", "a header or C file of Linux's kernel, such as linux/syscalls.h"))
    .addOption(repeated("-D, --define <macro>", "NAME or NAME=VALUE is defined where the table asks"))
    .addOption(repeated("-U, --undefine <macro>", "NAME is not defined where the table asks"))
    .addOption(repeated("--type <name=type>", "what a type is: an integer such as uint32, or another type of C"));
}

async function importSyscalls(
  request: SyscallsImport,
  options: FormatOptions,
  context: CommandContext,
): Promise<ExitStatus> {
  const { terminal, workingFolder } = context;
  const format = chosenFormat(options);
  await checkModulePlace(request, context);
  const { systemCallModule } = await import("../import/system-calls/system-call-module.js");
  const made = systemCallModule(request, workingFolder);
  const table = resolve(workingFolder, request.file);
  if (made.kind === "broken") {
    const findings = made.faults.map((fault) => importFinding(fault, "system-call-table", table));
    reportFindings(findings, "nothing was imported", format, terminal, workingFolder);
    return exitStatus.findings;
  }
  const warnings = made.warnings.map((warning) => importFinding(warning, "system-call-type", table));
  reportWarnings(warnings, format, terminal, workingFolder);
  const { calls, system } = made.table;
  const known = calls.filter(({ prototype }) => prototype !== undefined).length;
  const without = known === calls.length ? "" : `, ${String(calls.length - known)} of them without a prototype`;
  const counts = { system, calls: calls.length, prototypes: known };
  const summary = `${counted(calls.length, "system call")}${without}`;
  await deliverModule(made.text, request, counts, summary, format, context);
  return exitStatus.clean;
}
