import { labelNames, labelsOf } from "../dsl/lowering/name-labels.js";
import { twinsOf } from "../dsl/lowering/twins.js";
import type { Label } from "../dsl/operands/code.js";
import type { AssemblyUnit } from "../dsl/port/assembly-unit.js";
import type { Errata } from "../dsl/port/erratum.js";
import type { Routine } from "../dsl/routines/routine.js";
import { commentLines } from "./comment-lines.js";
import { placeholder, Template } from "./template.js";

/** How a language prints routines. */
export interface RoutinePrinter {
  /** What a comment begins with. */
  readonly comment: "//" | "#";
  readonly spellSymbol: (name: string) => string;
  /** A routine without its documentation, its symbol and its labels spelled like this. */
  readonly print: (routine: Routine, symbol: string, labels: ReadonlyMap<Label, string>) => string;
}

/** The texts of a unit's routines. Of twins one is printed, and the others are that with other names. */
export function routineTexts(
  unit: AssemblyUnit,
  errata: Errata,
  { comment, spellSymbol, print }: RoutinePrinter,
): readonly string[] {
  const { models } = twinsOf(unit);
  const labels = labelNames(unit, errata);
  const templates = new Map<Routine, Template>();
  return unit.routines.map((routine, index) => {
    const model = models[index] ?? routine;
    let template = templates.get(model);
    if (template === undefined) {
      const marks = labelsOf(model, errata).map((label, number) => [label, placeholder(number + 1)] as const);
      template = new Template(print(model, placeholder(0), new Map(marks)));
      templates.set(model, template);
    }
    const text = template.fill([spellSymbol(routine.name), ...(labels[index] ?? [])]);
    return routine.doc === undefined ? text : [...commentLines(routine.doc, comment), text].join("\n");
  });
}
