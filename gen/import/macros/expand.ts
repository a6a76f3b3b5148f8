import type { Macro } from "./macro.js";
import { macroTokens, type MacroToken } from "./macro-token.js";
import { NoNumber } from "./no-number.js";

/** What somebody wrote who wants a number is much shorter. */
const mostTokens = 20_000;

/** Expands macros as C does (C11, 6.10.3; the algorithm is D. Prosser's): each only once in what it came out of. */
export function expand(
  tokens: readonly MacroToken[],
  lookup: (name: string) => Macro | undefined,
): readonly MacroToken[] {
  return new Expander(lookup).expand(tokens);
}

class Expander {
  readonly #lookup: (name: string) => Macro | undefined;
  #taken = 0;

  constructor(lookup: (name: string) => Macro | undefined) {
    this.#lookup = lookup;
  }

  expand(tokens: readonly MacroToken[]): readonly MacroToken[] {
    const done: MacroToken[] = [];
    // The next token is the last of these.
    const left = tokens.toReversed();
    for (let token = left.pop(); token !== undefined; token = left.pop()) {
      this.#taken += 1;
      if (this.#taken > mostTokens) {
        throw new NoNumber("it expands to more than anybody can read");
      }
      const macro =
        token.kind === "word" && token.hidden?.has(token.text) !== true ? this.#lookup(token.text) : undefined;
      if (macro === undefined) {
        done.push(token);
      } else if (macro.parameters === undefined) {
        const hidden = new Set([...(token.hidden ?? []), macro.name]);
        push(left, this.#substitute(macro, new Map(), hidden));
      } else if (left.at(-1)?.text === "(") {
        const { given, end } = takeArguments(left, macro.name);
        // Only what hid both the name and the parenthesis at the end goes on hiding.
        const both = [...(token.hidden ?? [])].filter((name) => end.hidden?.has(name) === true);
        push(left, this.#substitute(macro, named(macro, given), new Set([...both, macro.name])));
      } else {
        done.push(token);
      }
    }
    return done;
  }

  #substitute(
    { body }: Macro,
    given: ReadonlyMap<string, readonly MacroToken[]>,
    hidden: ReadonlySet<string>,
  ): readonly MacroToken[] {
    const made: MacroToken[] = [];
    for (const [index, token] of body.entries()) {
      if (token.text === "##") {
        continue;
      }
      const isPasted = body[index - 1]?.text === "##";
      const argument = token.kind === "word" ? given.get(token.text) : undefined;
      const isRaw = isPasted || body[index + 1]?.text === "##";
      const [first, ...others] = argument === undefined ? [token] : isRaw ? argument : this.expand(argument);
      const before = isPasted ? made.pop() : undefined;
      made.push(...pasted(before, first), ...others);
    }
    return made.map((token) => ({ ...token, hidden: new Set([...(token.hidden ?? []), ...hidden]) }));
  }
}

function push(left: MacroToken[], tokens: readonly MacroToken[]): void {
  left.push(...tokens.toReversed());
}

/** Two tokens that `##` makes one of. */
function pasted(before: MacroToken | undefined, token: MacroToken | undefined): readonly MacroToken[] {
  if (before === undefined || token === undefined) {
    return (before ?? token) ? [before ?? token].flatMap((one) => one ?? []) : [];
  }
  return macroTokens(before.text + token.text);
}

/** The arguments of a macro, whose opening parenthesis is next; `end` is the closing one. */
function takeArguments(
  left: MacroToken[],
  name: string,
): { readonly given: readonly (readonly MacroToken[])[]; readonly end: MacroToken } {
  left.pop();
  const given: MacroToken[][] = [[]];
  for (let depth = 0; ;) {
    const token = left.pop();
    if (token === undefined) {
      throw new NoNumber(`the arguments of ${name} have no end`);
    }
    if (token.text === ")" && depth === 0) {
      return { given, end: token };
    }
    depth += token.text === "(" ? 1 : token.text === ")" ? -1 : 0;
    if (token.text === "," && depth === 0) {
      given.push([]);
    } else {
      given.at(-1)?.push(token);
    }
  }
}

function named(
  { name, parameters = [] }: Macro,
  given: readonly (readonly MacroToken[])[],
): ReadonlyMap<string, readonly MacroToken[]> {
  if (parameters.some((parameter) => parameter.endsWith("..."))) {
    throw new NoNumber(`${name} takes any number of arguments`);
  }
  const count = parameters.length === 0 && given[0]?.length === 0 ? 0 : given.length;
  if (count !== parameters.length) {
    throw new NoNumber(`${name} has ${String(count)} arguments, not ${String(parameters.length)}`);
  }
  return new Map(parameters.map((parameter, index) => [parameter, given[index] ?? []]));
}
