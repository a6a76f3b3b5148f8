import type { SourcePlace } from "../syntax.js";
import type { Macro } from "./macro.js";

/** A piece of a file, or of what a macro makes. */
export interface Token {
  readonly kind: "identifier" | "integer" | "float" | "character" | "string" | "sign" | "newline" | "comment" | "bad";
  /** As written; of what is `bad`, why, or nothing where that was reported. */
  readonly text: string;
  /** Of what a macro makes, where the macro was used in a file. */
  readonly place: SourcePlace;
  /** Where it begins in its file's text. */
  readonly offset: number;
  /** Nothing but comments stands before it in its line. */
  readonly first: boolean;
  /** No space stands before it. */
  readonly adjoins: boolean;
  /** It begins its line, and the line before it is empty. */
  readonly blankBefore: boolean;
  /** It stands in an included file. */
  readonly included: boolean;
  /** The use of a macro that made it. */
  readonly origin?: Expansion | undefined;
  /** The macro that it names, where that is kept as it is. */
  readonly kept?: Macro;
}

/** A use of a macro. */
export interface Expansion {
  readonly macro: Macro;
  /** Where a file uses the outermost one. */
  readonly place: SourcePlace;
  /** The use that this one is part of. */
  readonly parent?: Expansion | undefined;
  /** How many uses it is part of. */
  readonly depth: number;
}

export interface TokenizedFile {
  readonly path: string;
  readonly text: string;
  readonly tokens: readonly Token[];
  /** A comment that does not end. */
  readonly openComment?: SourcePlace | undefined;
}

const identifier = /[\p{L}_·∕][\p{L}\p{Nd}_·∕]*/uy;
const number =
  /0[xX][\da-fA-F_]*(?:(?:\.[\da-fA-F_]*)?[pP][+-]?\d+)?|0[bBoO][\d_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?/y;
const space = /[ \t\r]+/y;
const lineComment = /\/\/[^\n]*/y;
const string = /"(?:\\[^\n]|[^"\\\n])*"/y;
const character = /'(?:\\[^\n]|[^'\\\n])*'/y;

/** The words, numbers and signs of a file, as Go's assembler reads them. Nothing is reported: what is `bad` may be skipped. */
export function tokenize(path: string, text: string, included: boolean): TokenizedFile {
  const tokenizer = new Tokenizer(path, text, included);
  tokenizer.run();
  return { path, text, tokens: tokenizer.tokens, openComment: tokenizer.openComment };
}

class Tokenizer {
  readonly #path: string;
  readonly #text: string;
  readonly #included: boolean;
  readonly tokens: Token[] = [];
  openComment: SourcePlace | undefined;
  #at = 0;
  #line = 1;
  #lineStart = 0;
  /** Nothing but comments so far in this line. */
  #first = true;
  /** Nothing at all so far in this line. */
  #empty = true;
  #blankBefore = false;
  #adjoins = false;

  constructor(path: string, text: string, included: boolean) {
    this.#path = path;
    this.#text = text;
    this.#included = included;
  }

  run(): void {
    if (this.#text.startsWith("\uFEFF")) {
      this.#at = 1;
    }
    while (this.#at < this.#text.length) {
      if (this.#takes(space) !== undefined) {
        this.#adjoins = false;
      } else {
        this.#token();
        this.#adjoins = this.tokens.at(-1)?.kind !== "comment";
      }
    }
    if (this.tokens.at(-1)?.kind !== "newline") {
      this.#newline(this.#at);
    }
  }

  /** The text that `shape` matches here. */
  #takes(shape: RegExp): string | undefined {
    shape.lastIndex = this.#at;
    const found = shape.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #add(kind: Token["kind"], text: string, offset: number): void {
    const place = { file: this.#path, line: this.#line, column: offset - this.#lineStart + 1 };
    const blankBefore = this.#empty && this.#blankBefore;
    const adjoins = this.#adjoins;
    this.tokens.push({ kind, text, place, offset, first: this.#first, adjoins, blankBefore, included: this.#included });
    if (kind !== "newline") {
      this.#empty = false;
      this.#first &&= kind === "comment";
    }
  }

  #token(): void {
    const start = this.#at;
    const begin = this.#text.charAt(start);
    if (begin === "\n") {
      this.#newline(start);
    } else if (this.#text.startsWith("/*", start)) {
      this.#blockComment(start);
    } else if (begin === '"' || begin === "'") {
      this.#quoted(start, begin === '"' ? "string" : "character");
    } else {
      const comment = this.#takes(lineComment);
      const word = comment ?? this.#takes(identifier);
      if (word !== undefined) {
        this.#add(comment === undefined ? "identifier" : "comment", word, start);
      } else {
        this.#numberOrSign(start);
      }
    }
  }

  #newline(start: number): void {
    this.#add("newline", "\n", start);
    this.#at = start + 1;
    this.#line += 1;
    this.#lineStart = this.#at;
    this.#blankBefore = this.#empty;
    this.#empty = true;
    this.#first = true;
  }

  #blockComment(start: number): void {
    const end = this.#text.indexOf("*/", start + 2);
    if (end < 0) {
      this.openComment = { file: this.#path, line: this.#line, column: start - this.#lineStart + 1 };
      this.#at = this.#text.length;
      return;
    }
    this.#at = end + 2;
    const comment = this.#text.slice(start, this.#at);
    this.#add("comment", comment, start);
    this.#line += comment.split("\n").length - 1;
    const lastLine = comment.lastIndexOf("\n");
    if (lastLine >= 0) {
      this.#lineStart = start + lastLine + 1;
      this.#first = true;
    }
  }

  #quoted(start: number, kind: "string" | "character"): void {
    const text = this.#takes(kind === "string" ? string : character);
    if (text === undefined) {
      const line = this.#text.indexOf("\n", start);
      this.#at = line < 0 ? this.#text.length : line;
      const mark = kind === "string" ? '"' : "'";
      this.#add("bad", `this ${kind} has no end: expected ${mark} in the same line`, start);
    } else {
      this.#add(kind, text, start);
    }
  }

  #numberOrSign(start: number): void {
    const digits = this.#takes(number);
    if (digits !== undefined) {
      const isFloat = /^0[xX]/.test(digits) ? /[.pP]/.test(digits) : /^[\d_]*\.|^\d[\d_]*[eE]/.test(digits);
      this.#add(isFloat ? "float" : "integer", digits, start);
      return;
    }
    const pair = this.#text.slice(start, start + 2);
    const sign = pair === "<<" || pair === ">>" ? pair : String.fromCodePoint(this.#text.codePointAt(start) ?? 0);
    this.#at += sign.length;
    if (/^[!-~]+$/.test(sign)) {
      this.#add("sign", sign, start);
    } else {
      this.#add("bad", `the character ${JSON.stringify(sign)} does not belong into assembly`, start);
    }
  }
}
