import type { SourceSite } from "./source-site.js";

/**
 * Something wrong in a description, found by portwright rather than by the type checker. Diagnostics are collected,
 * never thrown, so that an author sees all of them at once.
 */
export interface Diagnostic {
  /** A stable, short name of the kind of mistake: `operand-form`, `label-unplaced`, ... */
  readonly code: string;
  /** What is wrong and what was expected, in one sentence, without a position. */
  readonly message: string;
  /** What to do about it, where that is not plain from the message. */
  readonly hint?: string | undefined;
  /** Where in the description; absent for what has no line of its own. */
  readonly site?: SourceSite | undefined;
  /** The routine concerned, as its symbol is written in the description. */
  readonly routine?: string | undefined;
}
