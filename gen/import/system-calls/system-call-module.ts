import { readFileSync } from "node:fs";
import { basename, dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { Failure, orFail } from "../../failure.js";
import { importMark } from "../import-mark.js";
import type { Dialect } from "./dialect.js";
import type { Fault } from "../preprocessor/fault.js";
import { moduleText } from "./module-text.js";
import { readTable, type SourceFile } from "./read-table.js";
import type { ImportedTable } from "./table.js";
import { declaredTypeOf, type GivenTypes } from "./type-resolver.js";

/** What `portwright import syscalls` was asked for, in the words of the command line. */
export interface SyscallsImport {
  readonly file: string;
  readonly output?: string | undefined;
  readonly dialect?: Dialect | undefined;
  readonly prototypes: readonly string[];
  /** `NAME` or `NAME=VALUE`. */
  readonly define: readonly string[];
  readonly undefine: readonly string[];
  /** `NAME=TYPE`. */
  readonly type: readonly string[];
}

export type SystemCallModule =
  | {
      readonly kind: "module";
      readonly text: string;
      readonly table: ImportedTable;
      readonly warnings: readonly Fault[];
    }
  | { readonly kind: "broken"; readonly faults: readonly Fault[] };

/** Makes the module. Paths are relative to `folder`; wrong use and files that cannot be read are failures. */
export function systemCallModule(request: SyscallsImport, folder: string): SystemCallModule {
  const result = readTable({
    table: source(request.file, folder),
    prototypes: request.prototypes.map((path) => source(path, folder)),
    dialect: request.dialect,
    macros: new Map([...request.define.map(definition), ...request.undefine.map(undefinition)]),
    types: new Map(request.type.map(givenType)),
  });
  if (result.kind === "broken") {
    return result;
  }
  const mark = importMark(basename(request.file), words(request, folder));
  const text = moduleText(result.table, mark, basename(request.file));
  return { kind: "module", text, table: result.table, warnings: result.warnings };
}

/** A table has some tens of kilobytes; what is larger than this is something else. */
const mostBytes = 16 * 2 ** 20;

function source(path: string, folder: string): SourceFile {
  const place = resolve(folder, path);
  const bytes = orFail(`cannot read ${path}`, () => readFileSync(place), "name a file with a table of system calls");
  if (bytes.length > mostBytes) {
    throw new Failure(`${path} is too large for a table of system calls`, "name a syscalls.master or the like");
  }
  return { path: place, text: bytes.toString("utf8") };
}

function definition(words: string): readonly [string, string] {
  const [, name, value = "1"] = /^([A-Za-z_]\w*)(?:=(.*))?$/s.exec(words) ?? [];
  if (name === undefined) {
    throw new Failure(`-D ${words} defines no macro`, "expected -D NAME or -D NAME=VALUE");
  }
  return [name, value];
}

function undefinition(name: string): readonly [string, undefined] {
  if (!/^[A-Za-z_]\w*$/.test(name)) {
    throw new Failure(`-U ${name} names no macro`, "expected -U NAME");
  }
  return [name, undefined];
}

function givenType(
  words: string,
): GivenTypes extends ReadonlyMap<infer Name, infer Type> ? readonly [Name, Type] : never {
  const [, name, text = ""] = /^((?:(?:struct|union|enum)\s+)?[A-Za-z_]\w*)\s*=(.*)$/s.exec(words) ?? [];
  const type = declaredTypeOf(text);
  if (name === undefined || type === undefined) {
    throw new Failure(
      `--type ${words} gives no type a meaning`,
      "expected --type NAME=TYPE, as in --type dev_t=uint32 or --type 'stack_t=struct sigaltstack'",
    );
  }
  return [name.replaceAll(/\s+/g, " "), type];
}

/** The command that makes the module again, for the folder where it lies. */
function words(request: SyscallsImport, folder: string): readonly string[] {
  const { output } = request;
  const home = output === undefined ? folder : dirname(resolve(folder, output));
  const fromHome = (path: string): string =>
    isAbsolute(path) ? path : relative(home, resolve(folder, path)).split(sep).join("/");
  return [
    "syscalls",
    fromHome(request.file),
    ...(request.dialect === undefined ? [] : ["--dialect", request.dialect]),
    ...request.prototypes.flatMap((path) => ["--prototypes", fromHome(path)]),
    ...request.define.flatMap((macro) => ["-D", macro]),
    ...request.undefine.flatMap((macro) => ["-U", macro]),
    ...request.type.flatMap((type) => ["--type", type]),
    ...(output === undefined ? [] : ["-o", basename(output)]),
  ];
}
