import type { Label } from "../operands/code.js";
import type { Errata } from "../port/erratum.js";
import type { AssemblyUnit } from "../port/assembly-unit.js";
import type { Routine } from "../routines/routine.js";
import { flattenBody } from "./flatten.js";
import { objectSymbol } from "./object-symbol.js";
import { oncePerUnit } from "./once-per-unit.js";
import { isPlainSymbol } from "./symbol-pattern.js";
import { twinsOf } from "./twins.js";

/**
 * A name for every label that something in the unit branches to, the same in every output: the routine's own name, an
 * underscore, the label's. Assemblers of 2011 keep labels per file, not per routine, and a macro used twice brings
 * the same name twice, so names that would clash are numbered.
 */
export function nameLabels(unit: AssemblyUnit, errata: Errata): ReadonlyMap<Label, string> {
  const names = new Map<Label, string>();
  const taken = new Set<string>();
  for (const routine of unit.routines) {
    for (const label of labelsOf(routine, errata)) {
      if (!names.has(label)) {
        names.set(label, takeName(nameInFile(routine, label), taken));
      }
    }
  }
  return names;
}

/** The labels of a routine that `nameLabels` names: those that something branches to, in the order in which they stand. */
export function labelsOf(routine: Routine, errata: Errata): readonly Label[] {
  const nodes = flattenBody(routine.body, errata);
  const used = new Set(
    nodes.flatMap((node) => (node.kind === "instruction" ? node.operands : [])).filter((operand) => isLabel(operand)),
  );
  return [...new Set(nodes.filter((node) => node.kind === "label" && used.has(node)).filter(isLabel))];
}

/** The names of a routine's labels, in the order of `labelsOf` its model: twins have the same labels. */
export type OwnLabelNames = readonly string[];

/** The same names as `nameLabels` gives, routine by routine, in the order of the unit. */
export const labelNames = oncePerUnit(nameRoutineLabels);

function nameRoutineLabels(unit: AssemblyUnit, errata: Errata): readonly OwnLabelNames[] {
  const { models } = twinsOf(unit);
  const labels = new Map<Routine, readonly Label[]>();
  const taken = new Set<string>();
  return unit.routines.map((routine, index) => {
    const model = models[index] ?? routine;
    let named = labels.get(model);
    if (named === undefined) {
      named = labelsOf(model, errata);
      labels.set(model, named);
    }
    return named.map((label) => takeName(nameInFile(routine, label), taken));
  });
}

function nameInFile(routine: Routine, label: Label): string {
  return identifier(`${baseName(routine.name)}_${label.name}`);
}

/**
 * The names of a routine's labels, branched to or not, where labels are the routine's own, as in Go's assembler: as they
 * are written, and numbered where a macro brings the same one again.
 */
export function nameOwnLabels(routine: Routine, errata: Errata): ReadonlyMap<Label, string> {
  const names = new Map<Label, string>();
  const taken = new Set<string>();
  for (const node of flattenBody(routine.body, errata)) {
    if (node.kind === "label" && !names.has(node)) {
      names.set(node, takeName(identifier(node.name), taken));
    }
  }
  return names;
}

/** `runtime·write` -> `write`, with a suffix or not. */
function baseName(symbol: string): string {
  const name = isPlainSymbol(symbol) ? symbol : objectSymbol(symbol);
  return name.slice(Math.max(name.lastIndexOf("."), name.lastIndexOf("·")) + 1);
}

/** What every assembler takes in the name of a label. */
function identifier(name: string): string {
  if (/^[A-Za-z_]\w*$/.test(name)) {
    return name;
  }
  return name.replaceAll(/[^\p{L}\p{N}_]/gu, "_").replace(/^(?=\p{N}|$)/u, "_");
}

function takeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) {
    name = `${wanted}_${number}`;
  }
  taken.add(name);
  return name;
}

function isLabel(operand: unknown): operand is Label {
  return typeof operand === "object" && operand !== null && "kind" in operand && operand.kind === "label";
}
