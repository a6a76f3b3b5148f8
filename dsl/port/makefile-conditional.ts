import type { Diagnostic } from "../diagnostic.js";
import type { SourceSite } from "../source-site.js";
import { captureSite } from "../source-site.js";
import { checkSingleLine } from "./single-line.js";

/** Variables of make that get values where another variable has one value; a fragment for a makefile to include. */
export interface MakefileConditional {
  readonly kind: "makefile-conditional";
  /** What it is for. Comes out as a comment, one for each line. */
  readonly doc: readonly string[];
  readonly variable: string;
  readonly equals: string;
  readonly set: Readonly<Record<string, string>>;
  readonly site: SourceSite;
}

/**
 * Sets variables of make where `variable` equals a value.
 *
 * @example
 * makefileConditional({ doc: ["No cgo yet."], variable: "GOOS", equals: "openbsd", set: { CGO_ENABLED: "0" } })
 */
export function makefileConditional(
  parts: Pick<MakefileConditional, "doc" | "variable" | "equals" | "set">,
): MakefileConditional {
  return Object.freeze({
    kind: "makefile-conditional",
    doc: Object.freeze(parts.doc),
    variable: parts.variable,
    equals: parts.equals,
    set: Object.freeze(parts.set),
    site: captureSite(makefileConditional),
  });
}

/** What make would read otherwise than it is meant. */
export function checkMakefileConditional(conditional: MakefileConditional): readonly Diagnostic[] {
  const { site } = conditional;
  const names = [conditional.variable, ...Object.keys(conditional.set)];
  const values = [conditional.equals, ...Object.values(conditional.set)];
  return [
    ...conditional.doc.flatMap((line) => checkSingleLine(line, "a line of the makefile conditional's doc", site)),
    ...names
      .filter((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/u.test(name))
      .map((name) => ({
        code: "make-variable",
        message: `${JSON.stringify(name)} is no name for a variable of make: expected letters, digits and underscores`,
        site,
      })),
    ...values
      .filter((value) => !/^[\w.+/-]*$/u.test(value))
      .map((value) => ({
        code: "make-value",
        message: `${JSON.stringify(value)} would be read by make as more than a plain word: expected letters, digits and . _ + - /`,
        site,
      })),
    ...(Object.keys(conditional.set).length === 0
      ? [{ code: "make-empty", message: "the makefile conditional sets no variable", site }]
      : []),
  ];
}
