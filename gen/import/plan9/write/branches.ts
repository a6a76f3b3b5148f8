import type { ImportFault } from "../../import-finding.js";
import type { SourceOperand, SourcePlace } from "../syntax.js";
import { Identifiers, identifier } from "./identifiers.js";
import { nameOf, type BodyStatement } from "./outline.js";

/** Where the branches of a routine go: labels only. */
export interface Branches {
  /** The labels of the routine in the order in which they stand there. */
  readonly labels: readonly string[];
  /** The label that stands for a statement's own, or is put before it. */
  readonly at: ReadonlyMap<BodyStatement, string>;
  /** The label that an operand means: a label, or `2(PC)`. */
  readonly of: ReadonlyMap<SourceOperand, string>;
}

/** Reports of an importer: what keeps the file from being imported, and what is only doubtful. */
export interface Reports {
  readonly fault: (fault: ImportFault) => void;
  readonly warn: (fault: ImportFault) => void;
  /** How many faults there are. */
  readonly count: () => number;
}

type RelativeOperand = Extract<SourceOperand, { readonly kind: "relative" }>;
type Counted = Exclude<BodyStatement, { readonly kind: "comment" | "label" }>;

/** A jump that counts instructions. */
interface RelativeBranch {
  readonly operand: RelativeOperand;
  readonly from: number;
  readonly statement: Counted;
}

/** Finds where branches go, and makes labels for those that count instructions: `JCC 2(PC)`. */
export function branchesOf(body: readonly BodyStatement[], routine: string, reports: Reports): Branches {
  const counted = body.flatMap(countedAs);
  const names = new Identifiers([]);
  const at = new Map<BodyStatement, string>();
  const of = new Map<SourceOperand, string>();
  const own = new Map<string, string>();
  for (const statement of body) {
    if (statement.kind === "label") {
      if (own.has(statement.name)) {
        reports.fault({ place: statement.place, message: `the label ${statement.name} stands in two places` });
      } else {
        const name = names.take([ownName(statement.name, routine), identifier(statement.name)]);
        own.set(statement.name, name);
        at.set(statement, name);
      }
    }
  }
  const ahead = labelsAhead(body, at);
  for (const { operand, from, statement } of relativeBranches(counted)) {
    const goal = from + Number(operand.distance);
    const target = counted[goal];
    if (target === undefined) {
      reports.fault(outOfRoutine(operand, statement, goal < 0));
      continue;
    }
    for (const message of doubts(counted, from, goal)) {
      const hint = "the assembler counts what the macros become: look at what is meant, and write a label";
      reports.warn({ place: operand.place, message: `${nameOf(statement)} ${shown(operand)}: ${message}`, hint });
    }
    const label = at.get(target) ?? ahead.get(target) ?? names.take([labelName(counted[goal - 1], target)]);
    if (!ahead.has(target)) {
      at.set(target, label);
    }
    of.set(operand, label);
  }
  for (const { operand, statement } of labelOperands(counted)) {
    const label = own.get(operand.name);
    if (label === undefined) {
      reports.fault({
        place: operand.place,
        message: `${nameOf(statement)}: the label ${operand.name} stands nowhere in this routine`,
        hint: "a symbol is written with (SB), a label with a colon where it stands",
      });
    } else {
      of.set(operand, label);
    }
  }
  const labels = body.map((statement) => at.get(statement)).filter((label) => label !== undefined);
  return { labels, at, of };
}

/**
 * 2011's assembler keeps labels for the whole file, so that they begin with the routine's name there; emitted assembly
 * has it in front by itself.
 */
function ownName(label: string, routine: string): string {
  const start = `${routine}_`;
  const rest = label.startsWith(start) ? label.slice(start.length) : "";
  return identifier(/^[\p{L}_]/u.test(rest) ? rest : label);
}

/** A statement as often as `n(PC)` counts it. */
function countedAs(statement: BodyStatement): readonly Counted[] {
  switch (statement.kind) {
    case "comment":
    case "label":
      return [];
    case "macro":
      return Array.from({ length: statement.instructions }, () => statement);
    default:
      return [statement];
  }
}

/** The label that stands before a statement already, for every statement that has one. */
function labelsAhead(
  body: readonly BodyStatement[],
  at: ReadonlyMap<BodyStatement, string>,
): ReadonlyMap<BodyStatement, string> {
  const ahead = new Map<BodyStatement, string>();
  let label: string | undefined;
  for (const statement of body) {
    if (statement.kind === "label") {
      label = at.get(statement) ?? label;
    } else if (statement.kind !== "comment") {
      if (label !== undefined) {
        ahead.set(statement, label);
      }
      label = undefined;
    }
  }
  return ahead;
}

function relativeBranches(counted: readonly Counted[]): readonly RelativeBranch[] {
  return counted.flatMap((statement, from) =>
    operandsOf(statement).flatMap((operand) => (operand.kind === "relative" ? [{ operand, from, statement }] : [])),
  );
}

function labelOperands(counted: readonly Counted[]) {
  return counted.flatMap((statement) =>
    operandsOf(statement).flatMap((operand) => (operand.kind === "label" ? [{ operand, statement }] : [])),
  );
}

function operandsOf(statement: Counted): readonly SourceOperand[] {
  return statement.kind === "instruction" || statement.kind === "annotation" ? statement.operands : [];
}

function outOfRoutine(operand: RelativeOperand, statement: Counted, isBefore: boolean): ImportFault {
  return {
    place: operand.place,
    message: `${nameOf(statement)} ${shown(operand)} goes ${isBefore ? "before the beginning" : "behind the end"} of the routine`,
    hint: "n(PC) counts instructions from the branch on; jump to another routine by its symbol",
  };
}

function shown({ distance }: RelativeOperand): string {
  return `${String(distance)}(PC)`;
}

/** What makes the target of a counted branch look like none that was meant. */
function doubts(counted: readonly Counted[], from: number, goal: number): readonly string[] {
  const target = counted[goal];
  const before = counted[goal - 1];
  if (target === undefined) {
    return [];
  }
  const doubtful: string[] = [];
  const inside = macroAround(target);
  if (
    inside !== undefined &&
    macroAround(before)?.key === inside.key &&
    macroAround(counted[from])?.key !== inside.key
  ) {
    doubtful.push(`it goes into the middle of the macro ${inside.macro}`);
  }
  if (target === before) {
    doubtful.push(`it goes into the middle of ${nameOf(target)}`);
  }
  if (target.kind === "literal" && before?.kind === "literal") {
    doubtful.push(`it goes into the middle of a row of ${target.directive}, which may be the middle of an instruction`);
  }
  if (target.kind === "annotation") {
    doubtful.push(`it goes to a ${target.directive}, which is no instruction but counts as one`);
  }
  return doubtful;
}

/** The use of a macro that a statement comes from. */
function macroAround(statement: Counted | undefined): { readonly macro: string; readonly key: string } | undefined {
  if (statement?.kind !== "instruction" || statement.expandedFrom === undefined) {
    return undefined;
  }
  const { place, expandedFrom } = statement;
  return { macro: expandedFrom.macro, key: keyOf(place, expandedFrom.macro) };
}

function keyOf({ file, line, column }: SourcePlace, macro: string): string {
  return `${file}:${String(line)}:${String(column)}:${macro}`;
}

/** What a label is called that the source did not need: after the instruction that a branch leaves out. */
function labelName(before: Counted | undefined, target: Counted): string {
  if (operandsOf(target).some((operand) => operand.kind === "relative" && operand.distance === 0n)) {
    return "forever";
  }
  const name = before === undefined ? "begin" : `after_${nameOf(before).toLowerCase()}`;
  return identifier(name.replaceAll(/\W/g, "_"));
}
