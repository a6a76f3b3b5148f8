import { expect } from "chai";
import type { Finding } from "../../../../gen/load/position.js";
import { readPlan9, type ReadResult } from "../../../../gen/import/plan9/read/read-plan9.js";
import type { Plan9File, Statement } from "../../../../gen/import/plan9/syntax.js";

/** What a text is read with. */
export interface Given {
  /** Other files, by their paths from the folder of the text on. */
  readonly files?: Readonly<Record<string, string>>;
  readonly defines?: Readonly<Record<string, string>>;
  readonly includeFolders?: readonly string[];
}

/** Reads a text as `/source/test.s`, with the files that it is given and no others. */
export function readText(text: string, { files = {}, defines = {}, includeFolders = [] }: Given = {}): ReadResult {
  const all = new Map(
    Object.entries({ "test.s": text, ...files }).map(([name, content]) => [`/source/${name}`, content]),
  );
  return readPlan9("/source/test.s", {
    includeFolders: includeFolders.map((folder) => `/source/${folder}`),
    defines: new Map(Object.entries(defines)),
    readFile: (path) => all.get(path),
  });
}

/** The file that a text is; what is wrong with it fails the test. */
export function fileOf(text: string, given: Given = {}): Plan9File {
  const result = readText(text, given);
  if (result.kind === "broken") {
    expect(result.findings.map(shownFinding), "findings").to.deep.equal([]);
    throw new Error("a file without findings is broken");
  }
  return result.file;
}

/** The statements of a routine with this body. */
export function bodyOf(body: string, given: Given = {}): readonly Statement[] {
  return fileOf(`TEXT f(SB), 0, $0\n${body}\n`, given).statements.slice(1);
}

/** What is wrong with a text: `line:column: message`, with the name of any other file. */
export function findingsOf(text: string, given: Given = {}): readonly string[] {
  const result = readText(text, given);
  return result.kind === "file" ? [] : result.findings.map(shownFinding);
}

function shownFinding({ message, position }: Finding): string {
  const file = position?.file === "/source/test.s" ? "" : `${position?.file.replace("/source/", "") ?? "?"}:`;
  return `${file}${String(position?.line)}:${String(position?.column)}: ${message}`;
}
