import { and, conditionOf, isDefined, not, type MacroLookup, type Truth } from "./condition.js";
import type { Report } from "./fault.js";
import type { Line } from "./token.js";

/** An `#if` that is open. */
interface Open {
  readonly opening: Line;
  /** Was none of the branches so far taken? */
  readonly remaining: Truth;
  readonly current: Truth;
  /** The branch's conditions in words of C, for the documentation: all of them hold in it. */
  readonly words: readonly string[];
  /** The negations of the branches before, for those behind: of such as nobody decides. */
  readonly others: readonly string[];
  readonly hasElse: boolean;
}

/** The macros of a file; `#define` and `#undef` change them. */
export interface MacroTable extends MacroLookup {
  set(name: string, value: string | undefined): unknown;
}

/** Follows the conditionals of a file: is what stands here there, and on what does it depend? */
export class Conditionals {
  readonly #report: Report;
  readonly #macros: MacroTable;
  readonly #open: Open[] = [];

  constructor(macros: MacroTable, report: Report) {
    this.#macros = macros;
    this.#report = report;
  }

  /** Is what stands here part of the file? */
  get here(): Truth {
    return this.#open.reduce<Truth>((truth, { current }) => and(truth, current), "yes");
  }

  /** The conditions that what stands here depends on, because nobody said whether they hold. */
  get conditions(): readonly string[] {
    return this.#open.flatMap(({ current, words }) => (current === "unknown" ? words : []));
  }

  /** Takes a line that begins with `#`. Includes and the like mean nothing here. */
  directive(line: Line): void {
    const [, word = "", rest = ""] = /^\s*#\s*(\w*)(.*)$/s.exec(line.text) ?? [];
    const words = withoutComment(rest).trim();
    switch (word) {
      case "if":
      case "ifdef":
      case "ifndef":
        this.#enter(line, word, words);
        return;
      case "elif":
      case "else":
        this.#turn(line, word, words);
        return;
      case "endif":
        if (this.#open.pop() === undefined) {
          this.#fault(line, "#endif without an #if", "remove it, or write the #if that it ends");
        }
        return;
      case "define":
      case "undef":
        this.#define(word, words);
        return;
      case "":
      case "include":
      case "pragma":
      case "error":
      case "warning":
      case "line":
        return;
      default:
        this.#fault(
          line,
          `#${word} is no directive`,
          "expected #if, #ifdef, #ifndef, #elif, #else, #endif or #include",
        );
    }
  }

  /** Says which conditionals are still open at the end of the file. */
  end(): void {
    for (const { opening } of this.#open) {
      this.#fault(opening, "this conditional has no #endif", "end it with #endif");
    }
  }

  #enter(line: Line, word: "if" | "ifdef" | "ifndef", words: string): void {
    const [truth, shown] = this.#condition(line, word, words);
    this.#open.push({
      opening: line,
      remaining: not(truth),
      current: truth,
      words: [shown],
      others: otherwise(truth, shown),
      hasElse: false,
    });
  }

  #turn(line: Line, word: "elif" | "else", words: string): void {
    const open = this.#open.pop();
    if (open === undefined) {
      this.#fault(line, `#${word} without an #if`, "remove it, or write the #if that it belongs to");
      return;
    }
    if (open.hasElse) {
      this.#fault(line, `#${word} after #else`, "an #if has one #else, and that is its last branch");
    }
    const [truth, shown] = word === "else" ? (["yes", undefined] as const) : this.#condition(line, "if", words);
    const { others } = open;
    this.#open.push({
      opening: open.opening,
      remaining: and(open.remaining, not(truth)),
      current: and(open.remaining, truth),
      words: [...others, ...(shown === undefined ? [] : [shown])],
      others: shown === undefined ? others : [...others, ...otherwise(truth, shown)],
      hasElse: open.hasElse || word === "else",
    });
  }

  #condition(line: Line, word: "if" | "ifdef" | "ifndef", words: string): readonly [Truth, string] {
    if (word === "if") {
      const column = line.column + Math.max(line.text.indexOf(words), 0);
      return [conditionOf({ ...line, text: words, column }, this.#macros, this.#report), words];
    }
    const name = /^[A-Za-z_]\w*/.exec(words)?.[0];
    if (name === undefined) {
      this.#fault(line, `#${word} names no macro`, `expected #${word} NAME`);
      return ["unknown", words];
    }
    const defined = isDefined(name, this.#macros);
    return word === "ifdef" ? [defined, `defined(${name})`] : [not(defined), `!defined(${name})`];
  }

  #define(word: "define" | "undef", words: string): void {
    const [, name, value = ""] = /^([A-Za-z_]\w*)(?:\s+(.*))?$/s.exec(words) ?? [];
    const inner = this.#open.at(-1);
    if (word === "define" && inner?.words[0] === `!defined(${name ?? ""})` && inner.current === "unknown") {
      // `#ifndef NAME` and `#define NAME` keep a header from being read twice; it is read once here.
      this.#open[this.#open.length - 1] = { ...inner, current: "yes", remaining: "no" };
    }
    if (name !== undefined && this.here === "yes") {
      this.#macros.set(name, word === "define" ? value : undefined);
    }
  }

  #fault(line: Line, message: string, hint: string): void {
    const column = line.column + Math.max(line.text.indexOf("#"), 0);
    this.#report({ place: { file: line.file, line: line.number, column }, message, hint });
  }
}

function withoutComment(text: string): string {
  return text.replaceAll(/\/\*.*?(?:\*\/|$)/gs, " ").replace(/\/\/.*$/s, "");
}

function otherwise(truth: Truth, words: string): readonly string[] {
  return truth === "unknown" ? [`!(${words})`] : [];
}
