import { compareObjects, type SymbolComparison } from "./compare-objects.js";
import type { Assembled } from "./assemble-with-go.js";
import type { CorpusFile } from "./corpus-files.js";

/** What has become of a file. */
export interface FileScore {
  readonly file: CorpusFile;
  readonly verdict: Verdict;
  /** Of the original, all of them; what is different only where the file was not refused. */
  readonly symbols: readonly SymbolComparison[];
  /** The module that was made of it. */
  readonly module?: string | undefined;
  /** Why it was refused, `file:line:column: reason` each; or what is wrong with all of it. */
  readonly reasons: readonly string[];
}

export type Verdict = "identical" | "refused" | "different";

/** A file once imported and printed again. */
export type Translation =
  | { readonly kind: "text"; readonly module: string; readonly path: string }
  /** In portwright's words. */
  | { readonly kind: "refused"; readonly reasons: readonly string[] }
  /** What was accepted cannot be printed, or the program failed. */
  | { readonly kind: "broken"; readonly reasons: readonly string[] };

/** Judges a file by the objects of the original and of the translation. `again` is undefined where there is no text. */
export function scoreFile(
  file: CorpusFile,
  original: Assembled,
  translation: Translation,
  again: Assembled | undefined,
): FileScore {
  if (original.kind === "refused") {
    return { file, verdict: "different", symbols: [], reasons: [`the original: ${original.message}`] };
  }
  if (translation.kind !== "text" || again === undefined) {
    const verdict = translation.kind === "refused" ? "refused" : "different";
    const reasons = translation.kind === "text" ? ["was not assembled"] : translation.reasons;
    return { file, verdict, symbols: compareObjects(original.object, original.object), reasons };
  }
  if (again.kind === "refused") {
    const symbols = compareObjects(original.object, original.object);
    return { file, verdict: "different", symbols, reasons: [`Go's assembler: ${again.message}`] };
  }
  const symbols = compareObjects(original.object, again.object);
  const same = symbols.every(({ differences }) => differences.length === 0);
  return { file, verdict: same ? "identical" : "different", symbols, module: translation.module, reasons: [] };
}

/** A line of the table. */
export interface ScoreRow {
  readonly what: string;
  readonly total: number;
  readonly identical: number;
  readonly refused: number;
  readonly different: number;
}

/** Files, routines and instructions of some files, by what has become of them. */
export function scoreRows(scores: readonly FileScore[]): readonly ScoreRow[] {
  const all = scores.flatMap((score) =>
    score.symbols.filter(({ isRoutine }) => isRoutine).map((symbol) => ({ symbol, verdict: ofSymbol(score, symbol) })),
  );
  const ofRoutines = (what: string, amount: (symbol: SymbolComparison) => number): ScoreRow =>
    row(
      what,
      all.map(({ symbol, verdict }) => ({ verdict, amount: amount(symbol) })),
    );
  return [
    row(
      "files",
      scores.map(({ verdict }) => ({ verdict, amount: 1 })),
    ),
    ofRoutines("routines", () => 1),
    ofRoutines("instructions as written", ({ lines }) => lines),
    ofRoutines("instructions of the machine", ({ instructions }) => instructions),
  ];
}

/** A routine of a different file may well be identical; but not where the file as a whole is wrong. */
function ofSymbol({ verdict, reasons }: FileScore, { differences }: SymbolComparison): Verdict {
  return verdict === "different" && reasons.length === 0 && differences.length === 0 ? "identical" : verdict;
}

function row(what: string, parts: readonly { readonly verdict: Verdict; readonly amount: number }[]): ScoreRow {
  const sum = (verdict?: Verdict): number =>
    parts
      .filter((part) => verdict === undefined || part.verdict === verdict)
      .reduce((all, part) => all + part.amount, 0);
  return { what, total: sum(), identical: sum("identical"), refused: sum("refused"), different: sum("different") };
}
