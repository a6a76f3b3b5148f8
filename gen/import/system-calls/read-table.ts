import { readBsdTable } from "./bsd-table.js";
import type { Macros } from "../preprocessor/condition.js";
import { dialects, recogniseDialect, systemOf, type Dialect } from "./dialect.js";
import { FaultList, type Fault, type Report } from "../preprocessor/fault.js";
import { readSyscallTable, readUnistd, type LinuxNumber } from "./linux-numbers.js";
import { readLinuxPrototypes, type LinuxPrototypes } from "./linux-prototypes.js";
import { resolvedPrototype, type WrittenPrototype } from "./prototype.js";
import type { ImportedCall, ImportedTable } from "./table.js";
import { shownTokens, type Line } from "../preprocessor/token.js";
import { TypeResolver, type GivenTypes } from "./type-resolver.js";
import { uniqueCalls } from "./unique-calls.js";

/** A file with its absolute path. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** What is to be read, and what the reader is told about it. */
export interface TableRequest {
  readonly table: SourceFile;
  /** Headers or C files of Linux's kernel. */
  readonly prototypes: readonly SourceFile[];
  /** Left out: recognised. */
  readonly dialect?: Dialect | undefined;
  readonly macros: Macros;
  readonly types: GivenTypes;
}

export type TableResult =
  | { readonly kind: "table"; readonly table: ImportedTable; readonly warnings: readonly Fault[] }
  | { readonly kind: "broken"; readonly faults: readonly Fault[] };

/** Reads a table of system calls, or says everything that is wrong with it. */
export function readTable(request: TableRequest): TableResult {
  const { table, prototypes } = request;
  const faults = new FaultList();
  const warnings: Fault[] = [];
  const lines = linesOf(table, faults.report);
  const dialect = request.dialect ?? recogniseDialect(lines);
  if (dialect === undefined) {
    faults.report({
      place: { file: table.path, line: 1, column: 1 },
      message: "this is no table of system calls that is known: no syscalls.master, unistd_64.h or syscall_64.tbl",
      hint: `if it is one, say which: --dialect ${dialects.join("|")}`,
    });
    return { kind: "broken", faults: faults.all() };
  }
  const system = systemOf(dialect);
  const types = new TypeResolver(system, request.types, faults.report, (warning) => {
    warnings.push(warning);
  });
  if (system !== "linux") {
    for (const { path } of prototypes) {
      const message = "a syscalls.master has its prototypes itself: this file is not needed";
      faults.report({ place: { file: path, line: 1, column: 1 }, message });
    }
  }
  const calls = uniqueCalls(callsOf(lines, dialect, request, types, faults.report), faults.report);
  for (const name of types.unused()) {
    warnings.push({
      place: { file: table.path, line: 1, column: 1 },
      message: `--type ${name}: no prototype has a type of this name`,
      hint: "spell it as the table does",
    });
  }
  if (faults.isEmpty && calls.length === 0) {
    const hint = `it was read as --dialect ${dialect}`;
    faults.report({ place: { file: table.path, line: 1, column: 1 }, message: "there is no system call in it", hint });
  }
  return faults.isEmpty
    ? { kind: "table", table: { system, calls }, warnings }
    : { kind: "broken", faults: faults.all() };
}

function callsOf(
  lines: readonly Line[],
  dialect: Dialect,
  { prototypes, macros }: TableRequest,
  types: TypeResolver,
  report: Report,
): readonly ImportedCall[] {
  if (dialect !== "linux-header" && dialect !== "linux-table") {
    return readBsdTable(lines, dialect, macros, types, report);
  }
  const numbers = dialect === "linux-header" ? readUnistd(lines, macros, report) : readSyscallTable(lines, report);
  const given = prototypes.map((file) => readLinuxPrototypes(linesOf(file, report), macros, report));
  return numbers.map((number) => linuxCall(number, given, types, report));
}

function linuxCall(
  { function: function_, ...call }: LinuxNumber,
  given: readonly LinuxPrototypes[],
  types: TypeResolver,
  report: Report,
): ImportedCall {
  if (function_ === undefined) {
    return { ...call, notes: [...call.notes, "No function of the kernel is behind it."] };
  }
  const written = chosenPrototype(
    given.flatMap((prototypes) => prototypes.get(function_) ?? []),
    report,
  );
  const prototype = written === undefined ? undefined : resolvedPrototype(written, call.name, types, report);
  return { ...call, function: function_, prototype };
}

/** The one prototype of a function. Different ones under different conditions are for somebody to choose from. */
function chosenPrototype(found: readonly WrittenPrototype[], report: Report): WrittenPrototype | undefined {
  const [first] = found;
  const other = found.find(({ tokens }) => first !== undefined && shownTokens(tokens) !== shownTokens(first.tokens));
  if (first === undefined || other === undefined) {
    return first;
  }
  report({
    place: other.name.place,
    message: `${first.name.text} has another prototype in line ${String(first.name.place.line)}`,
    hint: "if a condition chooses between them, -D NAME or -U NAME says whether it holds",
  });
  return undefined;
}

function linesOf({ path, text }: SourceFile, report: Report): readonly Line[] {
  const lines = text
    .split(/\r\n|\n|\r/)
    .map((line, index) => ({ file: path, number: index + 1, column: 1, text: line }));
  const binary = lines.find((line) => line.text.includes("\0"));
  if (binary !== undefined) {
    report({ place: { file: path, line: binary.number, column: 1 }, message: "this is no text" });
    return [];
  }
  return lines;
}
