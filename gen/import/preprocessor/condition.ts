import type { Place, Report } from "./fault.js";
import { tokensOf, type Line, type Token } from "./token.js";

/** What is known about a condition: options of the kernel are neither defined nor undefined unless somebody says so. */
export type Truth = "yes" | "no" | "unknown";

/** Macros by their value; `undefined` are those that are known not to be defined. What is not here is not known. */
export type Macros = ReadonlyMap<string, string | undefined>;

/** What conditions ask of macros. */
export type MacroLookup = Pick<Macros, "get" | "has">;

/** Is a macro defined? */
export function isDefined(name: string, macros: MacroLookup): Truth {
  return macros.has(name) ? (macros.get(name) === undefined ? "no" : "yes") : "unknown";
}

export function not(truth: Truth): Truth {
  return truth === "unknown" ? "unknown" : truth === "yes" ? "no" : "yes";
}

export function and(one: Truth, other: Truth): Truth {
  return one === "no" || other === "no" ? "no" : one === "yes" && other === "yes" ? "yes" : "unknown";
}

/** Deeper parentheses are no condition that a person wrote. */
const deepest = 64;

/** The condition of an `#if`. One that makes no sense is reported, and not known. */
export function conditionOf(line: Line, macros: MacroLookup, report: Report): Truth {
  const reader = new ConditionReader(tokensOf([line], report), macros, {
    file: line.file,
    line: line.number,
    column: line.column,
  });
  const value = reader.whole();
  if (reader.fault !== undefined) {
    report({
      place: reader.fault,
      message: "this is no condition that can be read: expected defined(NAME), &&, ||, !",
    });
    return "unknown";
  }
  return truthOf(value);
}

/** A number, or undefined where it depends on what is not known. */
type Value = number | undefined;

function truthOf(value: Value): Truth {
  return value === undefined ? "unknown" : value === 0 ? "no" : "yes";
}

function valueOf(truth: Truth): Value {
  return truth === "unknown" ? undefined : truth === "yes" ? 1 : 0;
}

/** Reads `||`, `&&`, comparisons, `!`, `defined`, numbers and macros, in C's order. */
class ConditionReader {
  readonly #tokens: readonly Token[];
  readonly #macros: MacroLookup;
  readonly #start: Place;
  #at = 0;
  #depth = 0;
  /** The first place that made no sense. */
  fault: Place | undefined;

  constructor(tokens: readonly Token[], macros: MacroLookup, start: Place) {
    this.#tokens = tokens;
    this.#macros = macros;
    this.#start = start;
  }

  whole(): Value {
    const value = this.#alternatives();
    if (this.#at < this.#tokens.length) {
      this.#stumble();
    }
    return value;
  }

  #stumble(): Value {
    this.fault ??= (this.#tokens[this.#at] ?? this.#tokens.at(-1))?.place ?? this.#start;
    this.#at = this.#tokens.length;
    return undefined;
  }

  #takes(...signs: readonly string[]): boolean {
    const found = signs.every((sign, index) => this.#tokens[this.#at + index]?.text === sign);
    this.#at += found ? signs.length : 0;
    return found;
  }

  #alternatives(): Value {
    let value = this.#conjunction();
    while (this.#takes("|", "|")) {
      const other = this.#conjunction();
      value = valueOf(not(and(not(truthOf(value)), not(truthOf(other)))));
    }
    return value;
  }

  #conjunction(): Value {
    let value = this.#comparison();
    while (this.#takes("&", "&")) {
      const other = this.#comparison();
      value = valueOf(and(truthOf(value), truthOf(other)));
    }
    return value;
  }

  #comparison(): Value {
    const value = this.#unary();
    for (const [signs, holds] of comparisons) {
      if (this.#takes(...signs)) {
        const other = this.#unary();
        return value === undefined || other === undefined ? undefined : Number(holds(value, other));
      }
    }
    return value;
  }

  #unary(): Value {
    let negations = 0;
    while (this.#tokens[this.#at + 1]?.text !== "=" && this.#takes("!")) {
      negations += 1;
    }
    const value = this.#primary();
    return negations === 0 ? value : valueOf(negations % 2 === 1 ? not(truthOf(value)) : truthOf(value));
  }

  #primary(): Value {
    const token = this.#tokens[this.#at];
    if (token === undefined || this.#depth > deepest) {
      return this.#stumble();
    }
    this.#at += 1;
    if (token.text === "(") {
      this.#depth += 1;
      const value = this.#alternatives();
      this.#depth -= 1;
      return this.#takes(")") ? value : this.#stumble();
    }
    if (token.kind === "number") {
      const number = Number(token.text.replace(/[uUlL]+$/, ""));
      return Number.isNaN(number) ? this.#stumble() : number;
    }
    if (token.kind !== "word") {
      this.#at -= 1;
      return this.#stumble();
    }
    return token.text === "defined" ? this.#defined() : this.#macro(token.text);
  }

  #defined(): Value {
    const inParentheses = this.#takes("(");
    const name = this.#tokens[this.#at];
    if (name?.kind !== "word") {
      return this.#stumble();
    }
    this.#at += 1;
    return inParentheses && !this.#takes(")") ? this.#stumble() : valueOf(isDefined(name.text, this.#macros));
  }

  #macro(name: string): Value {
    if (this.#takes("(")) {
      // A macro with arguments: whatever they are, its value is not known.
      for (let depth = 1; depth > 0; this.#at += 1) {
        const token = this.#tokens[this.#at];
        if (token === undefined) {
          return this.#stumble();
        }
        depth += token.text === "(" ? 1 : token.text === ")" ? -1 : 0;
      }
      return undefined;
    }
    const value = this.#macros.get(name);
    const number = value === undefined || value === "" ? Number.NaN : Number(value);
    return this.#macros.has(name) && value === undefined ? 0 : Number.isNaN(number) ? undefined : number;
  }
}

type Comparison = readonly [signs: readonly string[], holds: (one: number, other: number) => boolean];

const comparisons: readonly Comparison[] = [
  [["=", "="], (one, other) => one === other],
  [["!", "="], (one, other) => one !== other],
  [["<", "="], (one, other) => one <= other],
  [[">", "="], (one, other) => one >= other],
  [["<"], (one, other) => one < other],
  [[">"], (one, other) => one > other],
];
