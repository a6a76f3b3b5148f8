import { dirname, resolve } from "node:path";
import { Conditionals } from "../../preprocessor/conditionals.js";
import type { Report } from "../../preprocessor/fault.js";
import type { IncludeSearch } from "./include-search.js";
import { placed, type Reader } from "./reader.js";
import { headerOrigin } from "./known-headers.js";
import { macroDefinition, type IncludeUse, type MacroSource } from "./macro.js";
import type { Macros } from "./macro-table.js";
import { Malformed, shown } from "./malformed.js";
import type { Token, TokenizedFile } from "./token.js";

/** Deeper conditions and includes are none that a person wrote. */
const deepestNesting = 200;
const deepestInclude = 60;
/** A header may include itself where a condition ends that. */
const mostOfOneFile = 8;
const mostIncludes = 10_000;

const conditional = /^(?:if|ifdef|ifndef|elif|else|endif)$/;

/** Reads the lines that begin with `#`. */
export class Directives {
  readonly includes: IncludeUse[] = [];
  lacksHeader = false;
  /** There was too much to read all of it. */
  stopped = false;
  /** Is what stands here part of the file? */
  enabled = true;
  readonly #macros: Macros;
  readonly #search: IncludeSearch;
  readonly #stack: Reader[];
  readonly #report: Report;
  readonly #conditionals: Conditionals;
  #nesting = 0;
  #files = 0;
  /** How much was found wrong with conditionals. */
  #faults = 0;

  constructor(macros: Macros, search: IncludeSearch, stack: Reader[], report: Report) {
    this.#macros = macros;
    this.#search = search;
    this.#stack = stack;
    this.#report = report;
    this.#conditionals = new Conditionals(macros, (fault) => {
      this.#faults += 1;
      report(fault);
    });
  }

  /** Says which conditionals are still open at the end of the file. */
  end(): void {
    this.#conditionals.end();
  }

  /** Reads the directive whose `#` was taken just now. A file that it includes is returned, and read next. */
  read(hash: Token): TokenizedFile | undefined {
    const reader = this.#stack.at(-1);
    if (reader?.file === undefined) {
      return undefined;
    }
    try {
      const line = directiveLine(reader);
      const [word] = line;
      if (word !== undefined && conditional.test(word.text)) {
        this.#condition(hash, line, word.text, reader.file);
      } else if (this.enabled) {
        return this.#directive(hash, line, reader, reader.file);
      }
    } catch (fault) {
      if (!(fault instanceof Malformed)) {
        throw fault;
      }
      const place = "place" in fault.at ? fault.at.place : fault.at;
      this.#report({ place, message: fault.message, hint: fault.hint });
    }
    return undefined;
  }

  #stop(): void {
    this.#stack.length = 0;
    this.stopped = true;
  }

  #condition(hash: Token, line: readonly Token[], word: string, { text }: TokenizedFile): void {
    this.#nesting += word.startsWith("if") ? 1 : word === "endif" ? -1 : 0;
    if (this.#nesting > deepestNesting) {
      this.#stop();
      throw new Malformed(`conditionals are nested more than ${String(deepestNesting)} deep here`, hash);
    }
    const { file, line: number, column } = hash.place;
    const before = this.#faults;
    this.#conditionals.directive({ file, number, column, text: restOfLine(text, hash.offset) });
    const { here } = this.#conditionals;
    const isRead = this.enabled;
    this.enabled = here === "yes";
    const more = word === "ifdef" || word === "ifndef" ? line[2] : undefined;
    if (more !== undefined && isRead) {
      throw new Malformed(`#${word} has one name: expected the end of the line instead of ${shown(more)}`, more);
    }
    if (here === "unknown" && this.#faults === before && word !== "else" && word !== "endif") {
      throw new Malformed(
        "whether this condition holds cannot be said",
        hash,
        "Plan 9 assembly has #ifdef and #ifndef",
      );
    }
  }

  #directive(hash: Token, line: readonly Token[], reader: Reader, file: TokenizedFile): TokenizedFile | undefined {
    const [word, name] = line;
    if (word === undefined) {
      return undefined;
    }
    switch (word.text) {
      case "define": {
        const source: MacroSource = this.#stack.length === 1 ? "file" : (reader.include ?? "file");
        this.#macros.define(macroDefinition(line.slice(1), word, source));
        return undefined;
      }
      case "undef":
        if (name?.kind !== "identifier") {
          throw new Malformed("#undef names no macro: expected #undef NAME", name ?? word);
        }
        this.#macros.undefine(name.text);
        return undefined;
      case "include":
        return this.#include(hash, word, name ?? word, reader, file);
      case "line":
        this.#line(line, word, reader);
        return undefined;
      case "pragma":
        return undefined;
      case "error":
      case "warning":
        throw new Malformed(`#${word.text}${restOfLine(file.text, word.offset + word.text.length)}`, hash);
      default:
        throw new Malformed(
          `#${shown(word)} is no directive`,
          hash,
          "expected #include, #define, #undef, #ifdef, #ifndef, #else, #endif or #line",
        );
    }
  }

  #include(hash: Token, word: Token, named: Token, reader: Reader, file: TokenizedFile): TokenizedFile | undefined {
    const rest = restOfLine(file.text, word.offset + word.text.length);
    const [, quotedName, bracketedName] = /^[ \t]*(?:"([^"]+)"|<([^>]+)>)[ \t\r]*(?:\/[/*].*)?$/.exec(rest) ?? [];
    const name = quotedName ?? bracketedName;
    if (name === undefined) {
      throw new Malformed(`#include names no file: expected #include "file.h"`, named);
    }
    const found = this.#search.find(name, file.path);
    const use = reader.include ?? { path: name, place: hash.place, used: false };
    if (this.#stack.length === 1) {
      this.includes.push(use);
    }
    if (found === undefined) {
      this.lacksHeader = true;
      const origin = headerOrigin(name);
      const folders = this.#search.folders(file.path).join(", ");
      throw new Malformed(
        `there is no ${name}: searched in ${folders}`,
        named,
        `say where it is: -I FOLDER${origin === undefined ? "" : ` (${origin})`}`,
      );
    }
    this.#files += 1;
    const open = this.#stack.flatMap((one) => one.file?.path ?? []);
    if (open.filter((path) => path === found.path).length >= mostOfOneFile || open.length > deepestInclude) {
      const loop = open.slice(Math.max(open.lastIndexOf(found.path), 0));
      throw new Malformed(`${name} includes itself (${[...loop, found.path].join(" → ")})`, named);
    }
    if (this.#files > mostIncludes) {
      this.#stop();
      throw new Malformed(`more than ${String(mostIncludes)} files are included: it is not read further`, named);
    }
    this.#stack.push({ tokens: found.tokens, at: 0, file: found, include: use });
    return found;
  }

  #line(tokens: readonly Token[], word: Token, reader: Reader): void {
    const [, number, name, more] = tokens;
    if (number?.kind !== "integer" || name?.kind !== "string" || more !== undefined || !/^\d{1,9}$/.test(number.text)) {
      throw new Malformed(`expected #line 12 "file"`, more ?? number ?? word);
    }
    const line = word.place.line - (reader.lines?.shift ?? 0);
    const named = resolve(dirname(reader.file?.path ?? ""), name.text.slice(1, -1));
    reader.lines = { file: named, shift: Number(number.text) - line - 1 };
  }
}

/** A line from a place of its file's text on. */
function restOfLine(text: string, offset: number): string {
  const end = text.indexOf("\n", offset);
  return text.slice(offset, end < 0 ? undefined : end).trimEnd();
}

/** The tokens of a directive up to the end of its line, or of the last one that a backslash continues. No comments. */
function directiveLine(reader: Reader): readonly Token[] {
  const line: Token[] = [];
  for (let token = reader.tokens[reader.at]; token !== undefined; token = reader.tokens[reader.at]) {
    reader.at += 1;
    if (token.kind === "newline" && line.at(-1)?.text !== "\\") {
      break;
    }
    // A backslash that is escaped itself continues nothing.
    if (token.kind === "newline" && line.at(-1)?.text === "\\" && isEscaped(line)) {
      break;
    }
    if (token.kind !== "comment") {
      line.push(placed(token, reader));
    }
  }
  return line;
}

function isEscaped(line: readonly Token[]): boolean {
  let backslashes = 0;
  while (line[line.length - 1 - backslashes]?.text === "\\") {
    backslashes += 1;
  }
  return backslashes % 2 === 0;
}
