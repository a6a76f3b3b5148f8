import type { Label } from "../operands/code.js";
import type { Errata } from "../port/erratum.js";
import type { AssemblyUnit } from "../port/assembly-unit.js";
import type { Node } from "../routines/node.js";
import type { Routine } from "../routines/routine.js";
import { flattenBody } from "./flatten.js";
import { objectSymbol } from "./object-symbol.js";
import { once, oncePerUnit } from "./once.js";
import { isPlainName } from "./symbol-pattern.js";
import { twinsOf } from "./twins.js";
import { unitSymbols } from "./unit-symbols.js";

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
  return branchedTo(flattenBody(routine.body, errata));
}

const branchedTo = once((nodes: readonly Node[]): readonly Label[] => {
  const used = new Set<unknown>();
  for (const node of nodes) {
    if (node.kind === "instruction") {
      for (const operand of node.operands) {
        if (isLabel(operand)) {
          used.add(operand);
        }
      }
    }
  }
  return [...new Set(nodes.filter(isLabel).filter((label) => used.has(label)))];
});

/** The names that `nameLabels` gives, routine by routine. */
export type LabelNames =
  /** None had to be numbered: each is the routine's name from this character on, an underscore, the label's own name. */
  | { readonly kind: "regular"; readonly from: number }
  /** In the order of the unit, of each those of `labelsOf` its model: twins have the same labels. */
  | { readonly kind: "listed"; readonly names: readonly (readonly string[])[] };

/** The names of a unit's labels. */
export const labelNames: (unit: AssemblyUnit, errata: Errata) => LabelNames = oncePerUnit((unit, errata) => {
  const from = regularFrom(unit, errata);
  return from === undefined ? listNames(unit, errata) : { kind: "regular", from };
});

function listNames(unit: AssemblyUnit, errata: Errata): LabelNames {
  const { models, unit: distinct } = twinsOf(unit);
  const labels = distinct.routines.map((model) => labelsOf(model, errata));
  const taken = new Set<string>();
  return {
    kind: "listed",
    names: unit.routines.map((routine, index) =>
      (labels[models[index] ?? 0] ?? []).map((label) => takeName(nameInFile(routine, label), taken)),
    ),
  };
}

/**
 * Where in a symbol its last part begins, if it is in the same place in all, and no two labels can come to the same
 * name. That need not be tried out with a hundred thousand names: the last parts are all different then, so the labels
 * would have to differ, and one of them would have to end with an underscore and the other.
 */
function regularFrom(unit: AssemblyUnit, errata: Errata): number | undefined {
  const { areUnique, lastPart } = unitSymbols(unit);
  if (!areUnique || lastPart === undefined) {
    return undefined;
  }
  const ofModels = twinsOf(unit).unit.routines.map((routine) => labelsOf(routine, errata).map(({ name }) => name));
  const all = new Set(ofModels.flat());
  const endsWithAnother = (name: string): boolean =>
    name.split("_").some((_, index, parts) => index > 0 && all.has(parts.slice(index).join("_")));
  return ofModels.every((names) => new Set(names).size === names.length) &&
    [...all].every((name) => /^\w+$/.test(name) && !endsWithAnother(name))
    ? lastPart
    : undefined;
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
  const name = objectSymbol(symbol);
  return name.slice(Math.max(name.lastIndexOf("."), name.lastIndexOf("·")) + 1);
}

/** What every assembler takes in the name of a label. */
function identifier(name: string): string {
  return isPlainName(name) ? name : name.replaceAll(/[^\p{L}\p{N}_]/gu, "_").replace(/^(?=\p{N}|$)/u, "_");
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
