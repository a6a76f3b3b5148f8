import type { Diagnostic } from "../diagnostic.js";
import type { Label } from "../operands/code.js";
import { isOperand } from "../operands/describe-operand.js";
import type { AssemblyUnit } from "../port/assembly-unit.js";
import type { Errata } from "../port/erratum.js";
import type { BodyItem, Node } from "../routines/node.js";
import type { Routine } from "../routines/routine.js";
import { madeLike } from "../routines/routine-twin.js";
import type { SourceSite } from "../source-site.js";
import { isBodyList } from "./flatten.js";
import type { Report } from "./report.js";

/** A place of a body: the labels that stand there, and what is there. */
export interface MarkedPlace {
  readonly labels: readonly Label[];
  readonly site: SourceSite;
  /** The branch that is there. */
  readonly branch?: { readonly mnemonic: string; readonly target: Label } | undefined;
}

/** A label stands in one place, and what is branched to stands somewhere. */
export function checkLabels(places: readonly MarkedPlace[], report: Report): void {
  const placed = new Set(places.flatMap(({ labels }) => labels));
  const seen = new Set<Label>();
  for (const { labels, branch, site } of places) {
    for (const label of labels) {
      if (seen.has(label)) {
        report("label-twice", `the label ${label.name} stands in two places`, site);
      }
      seen.add(label);
    }
    if (branch !== undefined && !placed.has(branch.target)) {
      report(
        "label-unplaced",
        `${branch.mnemonic} goes to the label ${branch.target.name}, which stands nowhere in the body`,
        site,
        "Put the label into the list, before the instruction it names.",
      );
    }
  }
}

/** The places of a body as it was written; labels behind the last instruction are at a place of their own. */
export function markedPlaces(nodes: readonly Node[], routineSite: SourceSite): readonly MarkedPlace[] {
  const places: MarkedPlace[] = [];
  let labels: Label[] = [];
  for (const node of nodes) {
    if (node.kind === "label") {
      labels.push(node);
    } else if (node.kind === "instruction") {
      const target = node.operands.find((operand) => isLabel(operand));
      places.push({
        labels,
        site: node.site,
        branch: target === undefined ? undefined : { mnemonic: node.mnemonic, target },
      });
      labels = [];
    }
  }
  return labels.length === 0 ? places : [...places, { labels, site: routineSite }];
}

function isLabel(operand: unknown): operand is Label {
  return isOperand(operand) && typeof operand === "object" && operand.kind === "label";
}

/** A label stands in one routine: as an object shared between two it would be one name in two places. */
export function checkSharedLabels({ routines }: AssemblyUnit, errata: Errata): readonly Diagnostic[] {
  const owners = new Map<Label, Routine>();
  const diagnostics: Diagnostic[] = [];
  const take = (items: readonly BodyItem[], routine: Routine): void => {
    for (const item of items) {
      if (isBodyList(item)) {
        take(item, routine);
      } else if (item.kind === "variant") {
        take(item[errata], routine);
      } else if (item.kind === "label") {
        const owner = owners.get(item) ?? routine;
        owners.set(item, owner);
        if (owner !== routine) {
          diagnostics.push({
            code: "label-in-two-routines",
            message: `${routine.name}: the label ${item.name} stands in ${owner.name} too`,
            hint: "Make a label of its own for each, with localLabel() inside the macro.",
            site: routine.site,
            routine: routine.name,
          });
        }
      }
    }
  };
  for (const routine of routines) {
    // Those that were made alike share no label, and what made them leaves none to others.
    if (madeLike(routine) === undefined) {
      take(routine.body, routine);
    }
  }
  return diagnostics;
}
