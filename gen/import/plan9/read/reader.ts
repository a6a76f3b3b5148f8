import type { IncludeUse } from "./macro.js";
import type { Token, TokenizedFile } from "./token.js";

/** What is read next: a file, or what a macro makes. */
export interface Reader {
  readonly tokens: readonly Token[];
  at: number;
  /** Undefined for what a macro makes. */
  readonly file?: TokenizedFile;
  /** The include of the imported file that brought it. */
  readonly include?: IncludeUse | undefined;
  /** What `#line` said. */
  lines?: { readonly file: string; readonly shift: number };
}

/** A token with the place that `#line` gives it. */
export function placed(token: Token, { lines }: Reader): Token {
  return lines === undefined
    ? token
    : { ...token, place: { ...token.place, file: lines.file, line: token.place.line + lines.shift } };
}
