import type { Place, Report } from "./fault.js";

/** A word, number or sign of a C declaration. */
export interface Token {
  readonly kind: "word" | "number" | "sign";
  readonly text: string;
  readonly place: Place;
}

/** A line of a file, or what is to be read of it; `column` is where `text` begins. */
export interface Line {
  readonly file: string;
  readonly number: number;
  readonly column: number;
  readonly text: string;
}

const shapes = /\s+|([A-Za-z_]\w*)|(\d\w*)|(\.\.\.|[(){}[\]*,;|&+/<>=!-])/y;

/** The tokens of lines. A character that no declaration has is reported, once for each line. */
export function tokensOf(lines: readonly Line[], report: Report): readonly Token[] {
  return lines.flatMap((line) => lineTokens(line, report));
}

function lineTokens(line: Line, report: Report): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < line.text.length; at = shapes.lastIndex) {
    shapes.lastIndex = at;
    const match = shapes.exec(line.text);
    const place = { file: line.file, line: line.number, column: line.column + at };
    if (match === null) {
      const sign = String.fromCodePoint(line.text.codePointAt(at) ?? 0);
      report({ place, message: `${JSON.stringify(sign)} does not belong into a declaration` });
      return tokens;
    }
    const [, word, number, sign] = match;
    if (word !== undefined) {
      tokens.push({ kind: "word", text: word, place });
    } else if (number !== undefined) {
      tokens.push({ kind: "number", text: number, place });
    } else if (sign !== undefined) {
      tokens.push({ kind: "sign", text: sign, place });
    }
  }
  return tokens;
}

/** Tokens as a person would write them on one line: `char *const *argp`, `int (*f)(void)`. */
export function shownTokens(tokens: readonly Token[]): string {
  let text = "";
  tokens.forEach((token, index) => {
    const before = tokens[index - 1];
    text += (before !== undefined && isApart(before, token, tokens[index + 1]) ? " " : "") + token.text;
  });
  return text;
}

function isApart(before: Token, token: Token, after: Token | undefined): boolean {
  if (before.text === "(" || before.text === "[" || [")", "]", ",", ";", "["].includes(token.text)) {
    return false;
  }
  if (token.text === "(") {
    // The parenthesis of a pointer to a function stands apart from the result's type.
    return after?.text === "*" && before.kind === "word";
  }
  return before.text !== "*";
}
