import { flattenBody } from "../../dsl/lowering/flatten.js";
import { nameOwnLabels } from "../../dsl/lowering/name-labels.js";
import type { Plan9Dialect } from "../../dsl/lowering/plan9-dialect.js";
import type { Label } from "../../dsl/operands/code.js";
import type { AssemblyUnit } from "../../dsl/port/assembly-unit.js";
import type { Errata } from "../../dsl/port/erratum.js";
import { none } from "../../dsl/routines/frame.js";
import type { Routine } from "../../dsl/routines/routine.js";
import { commentLines } from "../comment-lines.js";
import { generatedMark } from "../generated-mark.js";
import type { Origin } from "../origin.js";
import { LongText } from "../long-text.js";
import { addRoutines } from "../routine-texts.js";
import { emitData } from "./plan9-data.js";
import { textFlags } from "./plan9-flags.js";
import { includesOf } from "./plan9-includes.js";
import { emitNode } from "./plan9-node.js";

/** `printPlan9` as one string. */
export function emitPlan9(unit: AssemblyUnit, origin: Origin, dialect?: Plan9Dialect): string {
  return printPlan9(unit, origin, dialect).toString();
}

/**
 * A unit as Plan 9 assembly. For 6a of 2011: numeric text flags, `$-8` for no frame, labels unique in the file (6a keeps
 * them in one table for all routines), no `#include "textflag.h"`; Go's assembler of today reads it too. For Go's
 * assembler alone: flags by name, and what came after 6a.
 *
 * Only a unit in which `checkPlan9` finds nothing is to be printed.
 */
export function printPlan9(unit: AssemblyUnit, origin: Origin, dialect: Plan9Dialect = "6a"): LongText {
  const { errata } = origin;
  const text = new LongText();
  const head = [
    generatedMark("slashes", origin).trimEnd(),
    ...(unit.doc === undefined ? [] : ["", ...commentLines(unit.doc, "//")]),
    "",
    ...includesOf(unit, errata, dialect).map((include) => `#include "${include}"`),
  ].join("\n");
  text.add(`${head.trimEnd()}\n`);
  addRoutines(text, unit, errata, {
    comment: "//",
    symbols: unit.routines.map(({ name }) => name),
    print: (routine, symbol, labels) =>
      emitRoutine(routine, symbol, errata, dialect, dialect === "6a" ? labels : nameOwnLabels(routine, errata)),
  });
  for (const data of unit.data) {
    text.add(`\n${emitData(data, dialect)}\n`);
  }
  return text;
}

function emitRoutine(
  routine: Routine,
  symbol: string,
  errata: Errata,
  dialect: Plan9Dialect,
  labels: ReadonlyMap<Label, string>,
): string {
  return [
    `TEXT ${symbol}(SB),${textFlags(routine.flags, dialect)}${frameText(routine)}`,
    ...flattenBody(routine.body, errata).flatMap((node) => emitNode(node, dialect, labels)),
  ].join("\n");
}

function frameText({ frame, argumentBytes }: Routine): string {
  return `$${frame === none ? -8 : frame}${argumentBytes === undefined ? "" : `-${argumentBytes}`}`;
}
