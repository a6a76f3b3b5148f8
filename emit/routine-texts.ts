import { labelNames, labelsOf } from "../dsl/lowering/name-labels.js";
import { twinsOf } from "../dsl/lowering/twins.js";
import type { Label } from "../dsl/operands/code.js";
import type { AssemblyUnit } from "../dsl/port/assembly-unit.js";
import type { Errata } from "../dsl/port/erratum.js";
import type { Routine } from "../dsl/routines/routine.js";
import { commentLines } from "./comment-lines.js";
import type { LongText } from "./long-text.js";
import { placeholder, Template } from "./template.js";

/** How a language prints routines. */
export interface RoutinePrinter {
  /** What a comment begins with. */
  readonly comment: "//" | "#";
  readonly spellSymbol: (name: string) => string;
  /** A routine without its documentation, its symbol and its labels spelled like this. */
  readonly print: (routine: Routine, symbol: string, labels: ReadonlyMap<Label, string>) => string;
}

/**
 * Adds the texts of a unit's routines, an empty line before each. Of twins one is printed, and the others are that with
 * other names.
 */
export function addRoutines(
  text: LongText,
  unit: AssemblyUnit,
  errata: Errata,
  { comment, spellSymbol, print }: RoutinePrinter,
): void {
  const { models } = twinsOf(unit);
  const labels = labelNames(unit, errata);
  const templates = new Map<Routine, Template>();
  unit.routines.forEach((routine, index) => {
    const model = models[index] ?? routine;
    let template = templates.get(model);
    if (template === undefined) {
      const marks = labelsOf(model, errata).map((label, number) => [label, placeholder(number + 1)] as const);
      template = new Template(`${print(model, placeholder(0), new Map(marks))}\n`);
      templates.set(model, template);
    }
    text.add("\n");
    if (routine.doc !== undefined) {
      text.add(commentLines(routine.doc, comment).join("\n") + "\n");
    }
    template.fill([spellSymbol(routine.name), ...(labels[index] ?? [])], text);
  });
}
