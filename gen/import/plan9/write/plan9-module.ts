import { readFileSync } from "node:fs";
import { basename, dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { Failure, orFail } from "../../../failure.js";
import type { Finding } from "../../../load/position.js";
import { importFinding, type ImportFault } from "../../import-finding.js";
import { importMark } from "../../import-mark.js";
import { FaultList } from "../../preprocessor/fault.js";
import { readPlan9 } from "../read/read-plan9.js";
import type { Plan9File } from "../syntax.js";
import type { Reports } from "./branches.js";
import { writeModule } from "./written-module.js";

/** What `portwright import plan9` was asked for, in the words of the command line. */
export interface Plan9Import {
  readonly file: string;
  readonly output?: string | undefined;
  readonly include: readonly string[];
  /** `NAME` or `NAME=VALUE`. */
  readonly define: readonly string[];
}

/** How much there was in the file. */
export interface Plan9Counts {
  readonly routines: number;
  readonly variables: number;
  readonly instructions: number;
}

export type Plan9Module =
  | {
      readonly kind: "module";
      readonly text: string;
      readonly counts: Plan9Counts;
      readonly warnings: readonly Finding[];
    }
  | { readonly kind: "broken"; readonly findings: readonly Finding[] };

/** Makes the module. Paths are relative to `folder`; wrong use is a failure. */
export function plan9Module(request: Plan9Import, folder: string): Plan9Module {
  const source = resolve(folder, request.file);
  checkSource(request.file, source);
  const read = readPlan9(source, {
    includeFolders: request.include.map((path) => resolve(folder, path)),
    defines: new Map(request.define.map(definition)),
  });
  if (read.kind === "broken") {
    return read;
  }
  const mark = importMark(basename(request.file), words(request, folder));
  return moduleOf(read.file, mark);
}

/** The largest assembly of Go has half a megabyte; what is larger than this is something else. */
const mostBytes = 16 * 2 ** 20;

function checkSource(given: string, place: string): void {
  const hint = "name a file of Plan 9 assembly";
  const bytes = orFail(`cannot read ${given}`, () => readFileSync(place), hint);
  if (bytes.length > mostBytes) {
    throw new Failure(`${given} is too large for assembly`, hint);
  }
}

/** The module of a file that has been read. `mark` are its first lines. */
export function moduleOf(file: Plan9File, mark: string): Plan9Module {
  const faults = new FaultList();
  const warnings: ImportFault[] = [];
  let count = 0;
  const reports: Reports = {
    fault: (fault) => {
      count += 1;
      faults.report(fault);
    },
    warn: (warning) => {
      warnings.push(warning);
    },
    count: () => count,
  };
  const made = writeModule(file, mark, reports);
  const findings = (list: readonly ImportFault[], code: string): readonly Finding[] =>
    list.map((fault) => importFinding(fault, code, file.path));
  return count > 0
    ? { kind: "broken", findings: findings(faults.all(), "plan9-assembly") }
    : { kind: "module", ...made, warnings: findings(warnings, "plan9-branch") };
}

function definition(given: string): readonly [string, string] {
  const [, name, value = "1"] = /^([\p{L}_][\p{L}\p{N}_]*)(?:=(.*))?$/su.exec(given) ?? [];
  if (name === undefined) {
    throw new Failure(`-D ${given} defines no macro`, "expected -D NAME or -D NAME=VALUE");
  }
  return [name, value];
}

/** The command that makes the module again, for the folder where it lies. */
function words(request: Plan9Import, folder: string): readonly string[] {
  const { output } = request;
  const home = output === undefined ? folder : dirname(resolve(folder, output));
  const fromHome = (path: string): string =>
    isAbsolute(path) ? path : relative(home, resolve(folder, path)).split(sep).join("/") || ".";
  return [
    "plan9",
    fromHome(request.file),
    ...request.include.flatMap((path) => ["-I", fromHome(path)]),
    ...request.define.flatMap((macro) => ["-D", macro]),
    ...(output === undefined ? [] : ["-o", basename(output)]),
  ];
}
