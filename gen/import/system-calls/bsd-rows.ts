import type { Conditionals } from "../preprocessor/conditionals.js";
import type { Fault, Place, Report } from "../preprocessor/fault.js";
import { tokensOf, type Line, type Token } from "../preprocessor/token.js";

/** A call as a row of a syscalls.master gives it. */
export interface BsdRow {
  readonly place: Place;
  readonly number: number;
  /** The words between number and prototype, split at `|`: STD, NODEF, COMPAT_43, CAPENABLED, ... */
  readonly words: readonly string[];
  /** What stands between the braces; undefined where the row has none. */
  readonly body: readonly Token[] | undefined;
  /** The words behind the closing brace: the name of the call, where it is not that of the function. */
  readonly trailing: readonly Token[];
  /** What it depends on, where nobody said whether that holds. */
  readonly conditions: readonly string[];
}

const implemented =
  /^M?(?:STD|NODEF|NOARGS|NOPROTO|NOSTD|NOIMPL|INDIR|NOERR|SYSMUX|NOTSTATIC|LIBCOMPAT|CPT_\w+|COMPAT\w*)$/;
const absent = /^M?(?:OBSOL|UNIMPL|RESERVED|EXCL|IGNORED|UNUSED|DUMMY)$/;

/** Words that stand before the type in some of the dialects. */
const leading = /^(?:AUE_\w*|MPSAFE)$/;

/** The rows of a syscalls.master that are calls. Numbers that are kept free, obsolete and so on are none. */
export function bsdRows(lines: readonly Line[], conditionals: Conditionals, report: Report): readonly BsdRow[] {
  const rows: BsdRow[] = [];
  // What NetBSD's tables have before %% goes into other files as it is.
  let at = lines.findIndex(({ text }) => /^%%\s*$/.test(text)) + 1;
  while (at < lines.length) {
    const line = lines[at];
    at += 1;
    if (line === undefined || isNothing(line.text)) {
      continue;
    }
    if (line.text.trimStart().startsWith("#")) {
      conditionals.directive(line);
      continue;
    }
    const { taken, isWhole } = takeRow(lines, at - 1, report);
    at += taken.length - 1;
    const row = isWhole && conditionals.here !== "no" ? readRow(taken, conditionals.conditions, report) : undefined;
    rows.push(...(row === undefined ? [] : [row]));
  }
  conditionals.end();
  return rows;
}

/** An empty line, a comment, %%ABI_HEADERS%%, or the $FreeBSD$ that some tables begin with. */
function isNothing(text: string): boolean {
  return /^\s*(?:;|%%|\$\w+(?::[^$]*)?\$|$)/.test(text);
}

/**
 * The lines of a row: a backslash continues it, and so does a brace that is open, as FreeBSD writes them since 12. A
 * line that looks like the next row ends it, lest a forgotten brace swallows the rest of the table.
 */
function takeRow(
  lines: readonly Line[],
  start: number,
  report: Report,
): { readonly taken: readonly Line[]; readonly isWhole: boolean } {
  const taken: Line[] = [];
  const first = lines[start];
  // The comment of a row that is no call may have a brace in it.
  const counts = first !== undefined && !isAbsent(first.text);
  let depth = 0;
  for (let at = start; at < lines.length; at += 1) {
    const line = lines[at];
    if (line === undefined || (at > start && (/^\d+(?:-\d+)?\s/.test(line.text) || /^\s*#/.test(line.text)))) {
      break;
    }
    const isContinued = /\\\s*$/.test(line.text);
    const text = line.text.replace(/\\\s*$/, "").replaceAll(/\/\*.*?\*\//g, (comment) => " ".repeat(comment.length));
    taken.push({ ...line, text: at > start && text.trimStart().startsWith(";") ? "" : text });
    depth += counts ? count(text, "{") - count(text, "}") : 0;
    if (!isContinued && depth <= 0) {
      return { taken, isWhole: true };
    }
  }
  if (first !== undefined) {
    const message = depth > 0 ? "the { of this call is not closed" : "this row is continued, but nothing follows";
    report({ place: placeOf(first), message });
  }
  return { taken, isWhole: false };
}

function isAbsent(text: string): boolean {
  const words = text.trim().split(/\s+/).slice(1);
  return absent.test(words.find((word) => !leading.test(word))?.split("|")[0] ?? "");
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1;
}

function placeOf(line: Line, offset = 0): Place {
  return { file: line.file, line: line.number, column: line.column + offset };
}

function readRow(lines: readonly Line[], conditions: readonly string[], report: Report): BsdRow | undefined {
  const [first] = lines;
  const [lead = "", from, to] = /^\s*(\d+)(?:\s*-\s*(\d+))?(?=\s|$)/.exec(first?.text ?? "") ?? [];
  if (first === undefined) {
    return undefined;
  }
  const place = placeOf(first, Math.max(first.text.search(/\S/), 0));
  if (from === undefined) {
    report({
      place,
      message: "expected a call's number, a directive that begins with #, or a comment that begins with ;",
    });
    return undefined;
  }
  const { head, rest } = splitAtBrace([
    { ...first, text: first.text.slice(lead.length), column: first.column + lead.length },
    ...lines.slice(1),
  ]);
  const words = head.split(/\s+/).filter((word) => word !== "");
  const type = words.find((word) => !leading.test(word)) ?? "";
  const types = type.split("|");
  if (absent.test(types[0] ?? "")) {
    return undefined;
  }
  const typePlace = placeOf(first, type === "" ? lead.length : Math.max(first.text.indexOf(type, lead.length), 0));
  if (!types.some((word) => implemented.test(word))) {
    const found = type === "" ? "nothing" : type;
    const expected = "STD, NODEF, NOARGS, INDIR, COMPAT..., OBSOL, UNIMPL or another of the types at the table's head";
    report({ place: typePlace, message: `expected what kind of call ${from} is (${expected}), and found ${found}` });
    return undefined;
  }
  const number = Number(from);
  if (to !== undefined || number > 0xffff) {
    const message =
      to === undefined ? `${from} is no number of a system call` : `a range of numbers cannot be a call (${type})`;
    report({ place, message });
    return undefined;
  }
  const all = words.flatMap((word) => word.split("|"));
  const parts = partsOf(rest, placeOf(first), report);
  return parts === undefined ? undefined : { place, number, words: all, conditions, ...parts };
}

/** What stands before the first brace, and the lines from there on. */
function splitAtBrace(lines: readonly Line[]): { readonly head: string; readonly rest: readonly Line[] } {
  const index = lines.findIndex(({ text }) => text.includes("{"));
  const line = lines[index];
  if (line === undefined) {
    return { head: lines.map(({ text }) => text).join(" "), rest: [] };
  }
  const at = line.text.indexOf("{");
  const before = [...lines.slice(0, index).map(({ text }) => text), line.text.slice(0, at)];
  return {
    head: before.join(" "),
    rest: [{ ...line, text: line.text.slice(at), column: line.column + at }, ...lines.slice(index + 1)],
  };
}

/** What stands between the braces and behind them; undefined where that makes no sense, which is reported then. */
function partsOf(lines: readonly Line[], start: Place, report: Report): Pick<BsdRow, "body" | "trailing"> | undefined {
  if (lines.length === 0) {
    return { body: undefined, trailing: [] };
  }
  const faults: Fault[] = [];
  const fault: Report = (found) => {
    faults.push(found);
    report(found);
  };
  const tokens = tokensOf(lines, fault);
  const end = tokens.findIndex(({ text }) => text === "}");
  const body = tokens.slice(1, end < 0 ? undefined : end);
  const trailing = end < 0 ? [] : tokens.slice(end + 1);
  const stray = trailing.find((token) => token.kind !== "word");
  if (stray !== undefined) {
    const message = `expected another name of the call or the end of the row behind }, and found ${stray.text}`;
    fault({ place: stray.place, message });
  }
  if (body.length === 0) {
    fault({ place: start, message: "there is no prototype between the braces" });
  }
  return faults.length === 0 ? { body: body.at(-1)?.text === ";" ? body.slice(0, -1) : body, trailing } : undefined;
}
