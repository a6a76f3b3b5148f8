import type { Report } from "../../preprocessor/fault.js";
import { Directives } from "./directives.js";
import type { IncludeSearch } from "./include-search.js";
import { expansionChain, isKept, type IncludeUse, type Macro } from "./macro.js";
import type { Macros } from "./macro-table.js";
import { shown } from "./malformed.js";
import { placed, type Reader } from "./reader.js";
import type { Expansion, Token, TokenizedFile } from "./token.js";

/** Macros in macros in macros: more than this is a macro that expands to itself. */
const deepestExpansion = 100;

/** What macros and headers may make of a file: many times what those of any file do. */
const mostTokens = 1_000_000;

/** The tokens of a file as its statements have them: headers read, macros expanded, conditions decided. */
export class Input {
  readonly #stack: Reader[] = [];
  readonly #macros: Macros;
  readonly #report: Report;
  readonly #directives: Directives;
  #tokens = 0;
  /** A directive stands between this and the token before. */
  #separated = false;
  #gaveUp = false;

  constructor(main: TokenizedFile, macros: Macros, search: IncludeSearch, report: Report) {
    this.#macros = macros;
    this.#report = report;
    this.#directives = new Directives(macros, search, this.#stack, report);
    this.#stack.push({ tokens: main.tokens, at: 0, file: main });
    this.#reportOpenComment(main);
  }

  /** The `#include`s of the file itself. */
  get includes(): readonly IncludeUse[] {
    return this.#directives.includes;
  }

  /** A header was not found: names may have no meaning for want of it. */
  get lacksHeader(): boolean {
    return this.#directives.lacksHeader;
  }

  /** There was too much to read all of it; that was reported. */
  get stopped(): boolean {
    return this.#gaveUp || this.#directives.stopped;
  }

  /** The next token, comments and ends of lines among them; undefined at the end of the file. */
  next(): Token | undefined {
    for (;;) {
      if (!this.#directives.enabled) {
        this.#skip();
      }
      const token = this.#raw();
      if (token === undefined) {
        if (!this.stopped) {
          this.#directives.end();
        }
        return undefined;
      }
      if (token.kind === "sign" && token.text === "#" && token.first && token.origin === undefined) {
        this.#directive(token);
        continue;
      }
      const made = token.kind === "identifier" ? this.#expanded(token) : token;
      if (made !== undefined) {
        this.#markUsed(made);
        const isFirst = this.#separated && made.kind !== "newline";
        this.#separated &&= !isFirst;
        return isFirst ? { ...made, blankBefore: true } : made;
      }
    }
  }

  /** A statement of a header is part of the file. */
  #markUsed({ included, kind }: Token): void {
    const include = included && kind !== "newline" && kind !== "comment" ? this.#stack.at(-1)?.include : undefined;
    if (include !== undefined) {
      include.used = true;
    }
  }

  #directive(hash: Token): void {
    const reader = this.#stack.at(-1);
    const start = reader?.at ?? 0;
    const opened = this.#directives.read(hash);
    this.#tokens += this.#stack.length > 1 ? (reader?.at ?? 0) - start : 0;
    this.#separated = true;
    if (opened !== undefined) {
      this.#reportOpenComment(opened);
    }
  }

  #reportOpenComment({ openComment }: TokenizedFile): void {
    if (openComment !== undefined) {
      this.#report({ place: openComment, message: "this comment has no end: expected */" });
    }
  }

  /** The next token as it stands there. */
  #raw(): Token | undefined {
    for (let reader = this.#stack.at(-1); reader !== undefined; reader = this.#stack.at(-1)) {
      const token = reader.tokens[reader.at];
      if (token === undefined) {
        this.#stack.pop();
        this.#separated ||= reader.file !== undefined;
        continue;
      }
      reader.at += 1;
      this.#tokens += this.#stack.length > 1 ? 1 : 0;
      if (this.#tokens > mostTokens) {
        this.#giveUp(token);
        return undefined;
      }
      return placed(token, reader);
    }
    return undefined;
  }

  #giveUp({ origin, place }: Token): void {
    const [outermost] = expansionChain(origin);
    const what = outermost === undefined ? "the headers" : `the macro ${outermost.macro.name} and those before it`;
    this.#report({
      place: outermost?.place ?? place,
      message: `${what} make more than ${String(mostTokens)} words and signs of this file: it is not read further`,
    });
    this.#stack.length = 0;
    this.#gaveUp = true;
  }

  /** Goes on to the next directive of the file that is being read. */
  #skip(): void {
    const reader = this.#stack.at(-1);
    while (reader !== undefined && reader.at < reader.tokens.length) {
      const token = reader.tokens[reader.at];
      if (token?.first === true && token.kind === "sign" && token.text === "#") {
        return;
      }
      reader.at += 1;
      this.#tokens += this.#stack.length > 1 ? 1 : 0;
    }
  }

  /** Puts tokens back. */
  #unread(tokens: readonly Token[]): void {
    if (tokens.length > 0) {
      this.#stack.push({ tokens, at: 0, include: this.#stack.at(-1)?.include });
    }
  }

  /** The token itself where it names no macro that is expanded; otherwise what the macro makes is read next. */
  #expanded(token: Token): Token | undefined {
    const macro = this.#macros.find(token.text);
    if (macro === undefined) {
      return token;
    }
    const keeps = isKept(macro);
    if (macro.parameters !== undefined && !this.#isCall()) {
      // The name of a macro with parameters alone is no use of it.
      return token;
    }
    if (typeof macro.source === "object") {
      macro.source.used = true;
    }
    if (keeps) {
      return { ...token, kept: macro };
    }
    const depth = token.origin === undefined ? 1 : token.origin.depth + 1;
    const origin = { macro, place: token.origin?.place ?? token.place, parent: token.origin, depth };
    if (depth > deepestExpansion) {
      this.#recursive(origin);
      return reported(token);
    }
    const made = macro.parameters === undefined ? macro.body : this.#substituted(macro, macro.parameters, token);
    if (made === undefined) {
      return reported(token);
    }
    this.#push(made, origin, token);
    return undefined;
  }

  #push(made: readonly Token[], origin: Expansion, { blankBefore, first, included }: Token): void {
    this.#tokens += 1;
    const { place } = origin;
    const tokens = made.map(({ kind, text, offset, adjoins }, index) => {
      const isFirst = index === 0;
      const line = { first: isFirst && first, blankBefore: isFirst && blankBefore };
      return { kind, text, place, offset, adjoins, ...line, included, origin };
    });
    this.#stack.push({ tokens, at: 0, include: this.#stack.at(-1)?.include });
  }

  /** Does an opening parenthesis follow? Nothing is taken. */
  #isCall(): boolean {
    const taken: Token[] = [];
    let token = this.#raw();
    while (token?.kind === "comment") {
      taken.push(token);
      token = this.#raw();
    }
    if (token !== undefined) {
      taken.push(token);
    }
    this.#unread(taken);
    return token?.kind === "sign" && token.text === "(";
  }

  /** The body with the arguments that follow in place of the parameters. */
  #substituted(macro: Macro, parameters: readonly string[], name: Token): readonly Token[] | undefined {
    const given = this.#arguments(name);
    if (given === undefined) {
      return undefined;
    }
    const values = given.length === 1 && given[0]?.length === 0 && parameters.length === 0 ? [] : given;
    if (values.length !== parameters.length) {
      const { file, line } = macro.defined;
      this.#report({
        place: name.origin?.place ?? name.place,
        message: `the macro ${macro.name} takes ${counted(parameters.length)}, and is given ${counted(values.length)}`,
        hint: `it is defined in ${file}:${String(line)}`,
      });
      return undefined;
    }
    const byName = new Map(parameters.map((parameter, index) => [parameter, values[index] ?? []]));
    return macro.body.flatMap((token) => (token.kind === "identifier" ? byName.get(token.text) : undefined) ?? [token]);
  }

  #arguments(name: Token): readonly (readonly Token[])[] | undefined {
    const given: Token[][] = [[]];
    let depth = 0;
    let token = this.#raw();
    for (; token !== undefined && token.kind !== "newline"; token = this.#raw()) {
      const sign = token.kind === "sign" ? token.text : "";
      if (sign === ")" && depth === 1) {
        return given;
      }
      if (sign === "," && depth === 1) {
        given.push([]);
      } else if (depth > 0 && token.kind !== "comment") {
        given.at(-1)?.push(token);
      }
      depth += sign === "(" ? 1 : sign === ")" ? -1 : 0;
    }
    // The statement ends with the line.
    this.#unread(token === undefined ? [] : [token]);
    if (!this.stopped) {
      const place = name.origin?.place ?? name.place;
      const message = `the arguments of the macro ${shown(name)} have no end: expected ) in the same line`;
      this.#report({ place, message });
    }
    return undefined;
  }

  /** A macro that comes to itself: nothing more is read of this use. */
  #recursive(use: Expansion): void {
    const { macro, place } = use;
    const names = expansionChain(use).map((one) => one.macro.name);
    const before = names.lastIndexOf(macro.name, names.length - 2);
    const { file, line } = macro.defined;
    this.#report({
      place,
      message:
        before < 0
          ? `macros are nested more than ${String(deepestExpansion)} deep here`
          : `the macro ${macro.name} expands to itself (${names.slice(before).join(" → ")})`,
      hint: `${macro.name} is defined in ${file}:${String(line)}`,
    });
    while (this.#stack.length > 1 && this.#stack.at(-1)?.file === undefined) {
      this.#stack.pop();
    }
    const reader = this.#stack.at(-1);
    while (reader?.tokens[reader.at] !== undefined && reader.tokens[reader.at]?.kind !== "newline") {
      reader.at += 1;
    }
  }
}

/** In place of what was wrong and was reported: the statement that it is part of is left out. */
function reported(token: Token): Token {
  return { ...token, kind: "bad", text: "" };
}

function counted(count: number): string {
  return count === 1 ? "1 argument" : `${String(count)} arguments`;
}
