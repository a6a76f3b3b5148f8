import type { Label } from "../operands/code.js";
import type { Errata } from "../port/erratum.js";
import type { AssemblyUnit } from "../port/assembly-unit.js";
import { flattenBody } from "./flatten.js";

/**
 * A name for every label that something in the unit branches to, the same in every output: the routine's own name, an
 * underscore, the label's. Assemblers of 2011 keep labels per file, not per routine, and a macro used twice brings
 * the same name twice, so names that would clash are numbered.
 */
export function nameLabels(unit: AssemblyUnit, errata: Errata): ReadonlyMap<Label, string> {
  const names = new Map<Label, string>();
  const taken = new Set<string>();
  for (const routine of unit.routines) {
    const nodes = flattenBody(routine.body, errata);
    const used = new Set(
      nodes.flatMap((node) => (node.kind === "instruction" ? node.operands : [])).filter((operand) => isLabel(operand)),
    );
    for (const node of nodes) {
      if (node.kind === "label" && used.has(node) && !names.has(node)) {
        const name = freeName(`${baseName(routine.name)}_${node.name}`, taken);
        taken.add(name);
        names.set(node, name);
      }
    }
  }
  return names;
}

/** `runtime·write` -> `write`, in quotes or not. */
function baseName(symbol: string): string {
  return symbol.replaceAll('"', "").slice(symbol.replaceAll('"', "").lastIndexOf("·") + 1);
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) {
    name = `${wanted}_${number}`;
  }
  return name;
}

function isLabel(operand: unknown): operand is Label {
  return typeof operand === "object" && operand !== null && "kind" in operand && operand.kind === "label";
}
