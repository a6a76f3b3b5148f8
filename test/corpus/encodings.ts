import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { moduleOf } from "../../gen/import/plan9/write/plan9-module.js";
import { readPlan9 } from "../../gen/import/plan9/read/read-plan9.js";
import { assembleWithGo } from "./assemble-with-go.js";
import { compareObjects } from "./compare-objects.js";
import type { CorpusFile } from "./corpus-files.js";
import type { GoTools } from "./go-tools.js";
import type { ScoreRow } from "./scoreboard.js";
import { translate } from "./translate.js";

/** The instructions with which Go's assembler tests itself, one in a line, in nearly every form that it knows. */
const testFiles = ["amd64enc.s", "amd64enc_extra.s"];

/** As many lines are looked at together: a report has no more mistakes than this. */
const batchSize = 50;

export interface EncodingScore {
  readonly row: ScoreRow;
  /** The instructions that come back as others. */
  readonly differences: readonly string[];
}

/** Takes every instruction of Go's own test through import and emit, and compares what becomes of those not refused. */
export async function scoreEncodings(go: GoTools, folder: string): Promise<EncodingScore> {
  const lines = encodingLines(go);
  const accepted = batches(lines).flatMap((batch) => acceptedLines(batch));
  const file = encodingFile(folder, accepted);
  const differences = await differingLines(file, accepted, go, folder);
  return {
    row: {
      what: "instructions",
      total: lines.length,
      identical: accepted.length - differences.length,
      refused: lines.length - accepted.length,
      different: differences.length,
    },
    differences,
  };
}

/** Every line but those that are no instruction, or mean something only beside others. */
function encodingLines(go: GoTools): readonly string[] {
  const folder = join(go.source, "cmd", "asm", "internal", "asm", "testdata");
  return testFiles
    .flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"))
    .map((line) => line.replace(/\/\/.*/, "").trim())
    .filter((line) => /^[A-Z]\w*(\.\w+)*\s/.test(line) && !/^TEXT|\(PC\)/.test(line));
}

function batches(lines: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(lines.length / batchSize) }, (_, index) =>
    lines.slice(index * batchSize, (index + 1) * batchSize),
  );
}

/** The lines that the importer does not refuse. */
function acceptedLines(lines: readonly string[]): readonly string[] {
  const path = "encodings_amd64.s";
  const text = routines(lines);
  const read = readPlan9(path, { includeFolders: [], defines: new Map(), readFile: () => text });
  const made = read.kind === "broken" ? read : moduleOf(read.file, "");
  if (made.kind !== "broken") {
    return lines;
  }
  const refused = new Set(
    made.findings.map(({ position }) => Math.floor(((position?.line ?? 1) - 1) / linesPerRoutine)),
  );
  const rest = lines.filter((_, index) => !refused.has(index));
  // Where nothing is left out, the report names no line of these.
  return refused.size === 0 || rest.length === lines.length ? [] : acceptedLines(rest);
}

const linesPerRoutine = 2;

/** A routine for each line. */
function routines(lines: readonly string[]): string {
  return lines.map((line, index) => `TEXT ·line${index}(SB), 4, $0\n\t${line}\n`).join("");
}

function encodingFile(folder: string, lines: readonly string[]): CorpusFile {
  const name = "encodings_amd64.s";
  const path = join(folder, "original", name);
  const text = routines(lines);
  mkdirSync(join(folder, "original"), { recursive: true });
  writeFileSync(path, text);
  return { corpus: "library", name, path, package: "encodings", system: "linux", dialect: "go", tags: [], text };
}

async function differingLines(
  file: CorpusFile,
  lines: readonly string[],
  go: GoTools,
  folder: string,
): Promise<readonly string[]> {
  const includes = [join(go.root, "pkg", "include")];
  const words = ["-p", file.package, ...includes.flatMap((include) => ["-I", include])];
  const { system, path } = file;
  const [original, translation] = await Promise.all([
    assembleWithGo(go, { path, system, words }, join(folder, "original.o")),
    translate(file, { ownFlags: [], includes, defines: [] }, folder),
  ]);
  if (translation.kind !== "text") {
    return translation.reasons;
  }
  const again = await assembleWithGo(go, { path: translation.path, system, words }, join(folder, "again.o"));
  if (original.kind === "refused" || again.kind === "refused") {
    return [original, again].flatMap((one) => (one.kind === "refused" ? one.message.split("\n") : []));
  }
  return compareObjects(original.object, again.object)
    .filter(({ differences }) => differences.length > 0)
    .map(({ name, differences }) => {
      const line = lines[Number(/line(\d+)/.exec(name)?.[1] ?? Number.NaN)] ?? name;
      return `${line}: ${differences.join("; ")}`;
    });
}
