import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import ts from "typescript";
import type { Plan9Dialect } from "../../../../dsl/lowering/plan9-dialect.js";
import type { AssemblyUnit } from "../../../../dsl/port/assembly-unit.js";
import { emitUnit } from "../../../../gen/emit-unit.js";
import { readPlan9 } from "../../../../gen/import/plan9/read/read-plan9.js";
import { moduleOf, type Plan9Module } from "../../../../gen/import/plan9/write/plan9-module.js";
import type { Finding } from "../../../../gen/load/position.js";
import { packageFolder } from "../../../../gen/own-package.js";

/** Headers by the names that files include them by. */
export type Headers = Readonly<Record<string, string>>;

/** What a build of 2011 makes for assembly to include, as far as the port uses it. */
export const headers2011: Headers = {
  "amd64/asm.h": `#define get_tls(r)
#define g(r) 0(GS)
#define m(r) 8(GS)
#define m_procid(r) 64(r)
#define m_gsignal(r) 72(r)
#define m_tls(r) 80(r)
`,
};

/** Imports a text, without a file. */
export function importedFrom(source: string, headers: Headers = {}): Plan9Module {
  const files = new Map(
    Object.entries({ ...headers, "sample.s": source }).map(([name, text]) => [`/in/${name}`, text]),
  );
  const read = readPlan9("/in/sample.s", {
    includeFolders: [],
    defines: new Map(),
    readFile: (path) => files.get(path),
  });
  return read.kind === "broken" ? read : moduleOf(read.file, "// A mark.\n");
}

/** The text of the module; what is wrong with the source fails the test. */
export function moduleText(source: string, headers: Headers = {}): string {
  const made = importedFrom(source, headers);
  expect(made.kind === "broken" ? made.findings : [], "findings").to.deep.equal([]);
  return made.kind === "module" ? made.text : "";
}

/** The module from its first declaration on. */
export function declarationsOf(source: string, headers: Headers = {}): string {
  return moduleText(source, headers).replace(/^[\s\S]*?} from "portwright\/dsl";\n\n/, "");
}

/** A finding as `line:column: message`. */
export function shownFinding({ position, message }: Finding): string {
  return position === undefined ? message : `${String(position.line)}:${String(position.column)}: ${message}`;
}

/** What keeps a text from being imported. */
export function findingsOf(source: string, headers: Headers = {}): readonly string[] {
  const made = importedFrom(source, headers);
  return made.kind === "broken" ? made.findings.map(shownFinding) : [];
}

/** What is doubtful in a text that can be imported. */
export function warningsOf(source: string, headers: Headers = {}): readonly string[] {
  const made = importedFrom(source, headers);
  expect(made.kind === "broken" ? made.findings : [], "findings").to.deep.equal([]);
  return made.kind === "module" ? made.warnings.map(shownFinding) : [];
}

/** Runs a module, and gives the unit that it exports. */
export async function unitOf(module: string): Promise<AssemblyUnit> {
  const dsl = pathToFileURL(join(packageFolder, "dist/dsl/index.js")).href;
  const { outputText } = ts.transpileModule(module, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
  });
  const code = outputText.replace(`"portwright/dsl"`, JSON.stringify(dsl));
  const exported: unknown = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  const units = Object.values(exported as Readonly<Record<string, unknown>>).filter(isUnit);
  const [unit] = units;
  if (unit === undefined) {
    throw new Error("the module exports no unit");
  }
  return unit;
}

function isUnit(value: unknown): value is AssemblyUnit {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "assembly-unit";
}

/** The unit of a module as Plan 9 assembly; what cannot be printed fails the test. */
export async function emitted(module: string, dialect: Plan9Dialect): Promise<string> {
  const unit = await unitOf(module);
  const origin = { portName: "sample.ts", errata: "corrected", again: "again" } as const;
  const { text, errors } = emitUnit(unit, origin, { format: "plan9", dialect });
  expect(errors.map(({ message }) => message)).to.deep.equal([]);
  return text ?? "";
}
