import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { isSystemError } from "../../../failure.js";
import type { Finding } from "../../../load/position.js";
import { importFinding } from "../../import-finding.js";
import { FaultList, type Fault, type Report } from "../../preprocessor/fault.js";
import type { Plan9File } from "../syntax.js";
import { Constants } from "./constant-name.js";
import { IncludeSearch, type ReadFile } from "./include-search.js";
import { Input } from "./input.js";
import { Macros } from "./macro-table.js";
import { StatementReader } from "./statements.js";
import { tokenize } from "./token.js";

/** What the reader is told about a file. */
export interface ReadOptions {
  /** The folders of -I, in order. */
  readonly includeFolders: readonly string[];
  /** The macros of -D by their values; `1` where none is given. */
  readonly defines: ReadonlyMap<string, string>;
  /** Left out: the files of the system. */
  readonly readFile?: ReadFile | undefined;
}

export type ReadResult =
  | { readonly kind: "file"; readonly file: Plan9File }
  | { readonly kind: "broken"; readonly findings: readonly Finding[] };

/** Reads a file of Plan 9 assembly with everything it includes, or says everything that is wrong with it. */
export function readPlan9(path: string, options: ReadOptions): ReadResult {
  const source = resolve(path);
  const faults = new FaultList();
  const report = distinct(faults.report);
  const file = readSource(source, options, report);
  return faults.isEmpty && file !== undefined
    ? { kind: "file", file }
    : { kind: "broken", findings: faults.all().map((fault) => importFinding(fault, "plan9-assembly", source)) };
}

function readSource(path: string, options: ReadOptions, report: Report): Plan9File | undefined {
  const readFile = options.readFile ?? readSystemFile;
  const text = readFile(path);
  const start = { file: path, line: 1, column: 1 };
  if (text === undefined) {
    report({ place: start, message: "there is no such file, or it cannot be read" });
    return undefined;
  }
  if (text.includes("\0")) {
    report({ place: start, message: "this is no text: expected Plan 9 assembly" });
    return undefined;
  }
  const folders = options.includeFolders.map((folder) => resolve(folder));
  const search = new IncludeSearch(path, folders, readFile);
  const input = new Input(tokenize(path, text, false), new Macros(options.defines), search, report);
  const constants = new Constants();
  const statements = new StatementReader(input, constants, report).read();
  const includes = input.includes.map(({ path: name, place, used }) => ({ path: name, place, used }));
  return { path, includes, constants: constants.all(), statements };
}

/** The same fault of the same place is said once: a header may be read many times. */
function distinct(report: Report): Report {
  const seen = new Set<string>();
  return (fault: Fault) => {
    const key = JSON.stringify(fault);
    if (!seen.has(key)) {
      seen.add(key);
      report(fault);
    }
  };
}

function readSystemFile(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isSystemError(error)) {
      return undefined;
    }
    throw error;
  }
}
