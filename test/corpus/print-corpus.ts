import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { printRows } from "../../gen/report/table.js";
import { processTerminal, type Channel } from "../../gen/terminal.js";
import { corpusFiles, portFiles, type CorpusFile } from "./corpus-files.js";
import { scoreEncodings } from "./encodings.js";
import { expectedRefusals } from "./expected-refusals.js";
import { findGo, type GoTools } from "./go-tools.js";
import { wrongScores } from "./judge-scores.js";
import { runCorpus } from "./run-corpus.js";
import { scoreRows, type FileScore, type ScoreRow } from "./scoreboard.js";
import { typeMistakes } from "./type-mistakes.js";

// `npm run corpus`: what comes back of other people's assembly, compared with Go's assembler.

/** So many reasons and differences of a file are printed. */
const shown = 3;

const corpora = [
  { name: "runtime", title: "Go's runtime" },
  { name: "library", title: "The rest of Go's standard library" },
  { name: "port", title: "The port to OpenBSD of 2011" },
] as const;

const usage = `npm run corpus -- [--files PATTERN] [--list] [--keep FOLDER]
  --files   only files whose name matches the regular expression
  --list    a line for each file
  --keep    leave modules and texts in the folder`;

async function main(out: Channel, err: Channel): Promise<number> {
  const { values } = parseArgs({
    options: {
      files: { type: "string" },
      list: { type: "boolean", default: false },
      keep: { type: "string" },
    },
  });
  const go = findGo();
  if (typeof go === "string") {
    err.line(go);
    return 2;
  }
  const all = [...corpusFiles(go.source), ...portFiles()];
  const files = all.filter(({ name }) => values.files === undefined || new RegExp(values.files).test(name));
  if (files.length === 0) {
    err.line(`no file of the corpus has a name like ${values.files ?? ""}`);
    return 2;
  }
  const { scores, mistakes } = await scored(files, go, values.keep);
  for (const { name, title } of corpora) {
    printCorpus(
      title,
      scores.filter(({ file }) => file.corpus === name),
      values.list,
      out,
    );
  }
  const complete = files.length === all.length;
  const encodings = complete ? await scoredEncodings(go, out) : [];
  const wrong = [...wrongScores(scores, expectedRefusals, complete), ...mistakes, ...encodings];
  wrong.forEach((line) => {
    err.line(err.colours.red(line));
  });
  return wrong.length === 0 ? 0 : 1;
}

/** What has become of the files, and what the type checker finds in the modules. */
async function scored(
  files: readonly CorpusFile[],
  go: GoTools,
  keep: string | undefined,
): Promise<{ readonly scores: readonly FileScore[]; readonly mistakes: readonly string[] }> {
  return await inFolder(keep, async (work) => {
    const scores = await runCorpus(files, go, work);
    const modules = scores.flatMap(({ module }) => module ?? []);
    return { scores, mistakes: typeMistakes(modules, work) };
  });
}

/** So many instructions of Go's own test have to come back: those that the instruction table had in the beginning. */
const wantedEncodings = 5500;

/** Prints how many of the instructions that Go tests its assembler with come back. What is wrong with that. */
async function scoredEncodings(go: GoTools, out: Channel): Promise<readonly string[]> {
  const { row, differences } = await inFolder(undefined, (work) => scoreEncodings(go, work));
  printTable("Every instruction that Go tests its assembler with", [row], out);
  out.line("");
  return [
    ...differences,
    ...(row.identical < wantedEncodings
      ? [`${row.identical} instructions of Go's test are identical, and ${wantedEncodings} have to be`]
      : []),
  ];
}

/** Works in a folder that is thrown away, or in the one given. */
async function inFolder<T>(keep: string | undefined, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = resolve(keep ?? mkdtempSync(join(tmpdir(), "portwright-corpus-")));
  try {
    return await work(folder);
  } finally {
    if (keep === undefined) {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

function printCorpus(title: string, scores: readonly FileScore[], list: boolean, out: Channel): void {
  if (scores.length === 0) {
    return;
  }
  printTable(title, scoreRows(scores), out);
  for (const score of scores) {
    const { file, verdict, reasons, symbols } = score;
    if (verdict !== "identical" || list) {
      out.line(`  ${verdict === "different" ? out.colours.red(verdict) : verdict}  ${file.name}`);
    }
    const differences =
      verdict === "different"
        ? symbols.flatMap((symbol) => symbol.differences.map((difference) => `${symbol.name}: ${difference}`))
        : [];
    printFirst([...reasons, ...differences], out);
  }
  out.line("");
}

function printTable(title: string, rows: readonly ScoreRow[], out: Channel): void {
  out.line(out.colours.bold(title));
  printRows(
    ["", "total", "identical", "refused", "different"],
    rows.map(({ what, total, identical, refused, different }) => ({
      cells: [what, ...[total, identical, refused, different].map(String)],
      broken: different > 0,
    })),
    out,
  );
}

function printFirst(lines: readonly string[], out: Channel): void {
  lines.slice(0, shown).forEach((line) => {
    out.line(`    ${line}`);
  });
  if (lines.length > shown) {
    out.line(`    and ${lines.length - shown} more`);
  }
}

const terminal = processTerminal();
try {
  process.exitCode = await main(terminal.out, terminal.err);
} catch (error) {
  const misused = error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
  terminal.err.line(misused ? `${error.message}\n${usage}` : String(error));
  process.exitCode = 2;
}
