import type { SourcePlace } from "../syntax.js";
import type { Token } from "./token.js";

/** Thrown where a statement makes no sense; the reader reports it and goes on with the next one. */
export class Malformed extends Error {
  readonly at: Token | SourcePlace;
  readonly hint: string | undefined;
  /** A name stands where none has a meaning: a header that was not found may give it one. */
  readonly unresolved: boolean;

  constructor(message: string, at: Token | SourcePlace, hint?: string, unresolved = false) {
    super(message);
    this.at = at;
    this.hint = hint;
    this.unresolved = unresolved;
  }
}

/** A token as messages show it. */
export function shown({ kind, text }: Token): string {
  return kind === "newline" ? "the end of the line" : text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
