import type { SourcePlace } from "../syntax.js";
import { Malformed, shown } from "./malformed.js";
import type { Expansion, Token } from "./token.js";

/** An `#include` of the file that is imported. */
export interface IncludeUse {
  /** As written between the quotation marks. */
  readonly path: string;
  readonly place: SourcePlace;
  /** Something that it defines, or that is in it, is part of the file. */
  used: boolean;
}

/** Who defines a macro: the file itself, the command line, or a header. */
export type MacroSource = "file" | "command-line" | IncludeUse;

export interface Macro {
  readonly name: string;
  /** Undefined where it is written without parentheses. */
  readonly parameters?: readonly string[] | undefined;
  /** With the ends of lines that a backslash keeps. */
  readonly body: readonly Token[];
  readonly defined: SourcePlace;
  readonly source: MacroSource;
}

/** Reads what stands behind `#define`, up to the end of the line. */
export function macroDefinition(line: readonly Token[], directive: Token, source: MacroSource): Macro {
  const [name, opening] = line;
  if (name?.kind !== "identifier") {
    throw new Malformed("#define names no macro: expected #define NAME", name ?? directive);
  }
  const hasParameters = opening?.text === "(" && opening.adjoins;
  const parameters = hasParameters ? parametersOf(name.text, line, directive) : undefined;
  const start = parameters === undefined ? 1 : line.findIndex(({ text }) => text === ")") + 1;
  return { name: name.text, parameters, body: bodyOf(name.text, line.slice(start)), defined: name.place, source };
}

/** The names between the parentheses behind a macro's name. */
function parametersOf(name: string, line: readonly Token[], directive: Token): readonly string[] {
  const opening = line[1];
  const end = line.findIndex(({ text }) => text === ")");
  const inside = line.slice(2, Math.max(end, 0));
  const names = inside.filter((_, index) => index % 2 === 0);
  const commas = inside.filter((_, index) => index % 2 === 1);
  const wrong = [...names.filter(({ kind }) => kind !== "identifier"), ...commas.filter(({ text }) => text !== ",")][0];
  if (end < 0 || wrong !== undefined || (inside.length > 0 && inside.length % 2 === 0)) {
    throw new Malformed(
      `the parameters of ${name} make no sense: expected ${name}(a, b)`,
      wrong ?? opening ?? directive,
    );
  }
  const twice = names.find(({ text }, index) => names.findIndex((other) => other.text === text) < index);
  if (twice !== undefined) {
    throw new Malformed(`${name} has two parameters named ${twice.text}`, twice);
  }
  return names.map(({ text }) => text);
}

function bodyOf(name: string, tokens: readonly Token[]): readonly Token[] {
  const body: Token[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token?.text === "\\" && token.kind === "sign") {
      index += 1;
      const escaped = tokens[index];
      if (escaped?.kind !== "newline" && escaped?.text !== "\\") {
        const what = escaped === undefined ? "" : ` instead of ${shown(escaped)}`;
        throw new Malformed(`expected the end of the line behind \\ in the definition of ${name}${what}`, token);
      }
      body.push(escaped);
    } else if (token !== undefined) {
      body.push(token);
    }
  }
  return body;
}

/** Do two definitions say the same? */
export function isSameMacro(one: Macro, other: Macro): boolean {
  const text = ({ parameters, body }: Macro): string =>
    JSON.stringify([parameters, body.map((token) => (token.kind === "newline" ? ";" : token.text))]);
  return text(one) === text(other);
}

/** The macros of a use, outermost first. */
export function expansionChain(expansion: Expansion | undefined): readonly Expansion[] {
  const chain: Expansion[] = [];
  for (let use = expansion; use !== undefined; use = use.parent) {
    chain.unshift(use);
  }
  return chain;
}

const keptStatements: ReadonlySet<string> = new Set(["NO_LOCAL_POINTERS", "GO_ARGS", "GO_RESULTS_INITIALIZED"]);
const keptWithRegister: ReadonlySet<string> = new Set(["get_tls", "g", "m"]);

/** Is it a macro of the headers that everybody knows, which descriptions have a word for? It stays as it is. */
export function isKept({ name, parameters, source }: Macro): boolean {
  if (source === "file" || source === "command-line") {
    return false;
  }
  return parameters === undefined ? keptStatements.has(name) : parameters.length === 1 && keptWithRegister.has(name);
}
