import { labelNames, labelsOf } from "../dsl/lowering/name-labels.js";
import { twinsOf } from "../dsl/lowering/twins.js";
import type { Label } from "../dsl/operands/code.js";
import type { AssemblyUnit } from "../dsl/port/assembly-unit.js";
import type { Errata } from "../dsl/port/erratum.js";
import type { Routine } from "../dsl/routines/routine.js";
import { commentLines } from "./comment-lines.js";
import type { LongText } from "./long-text.js";
import { placeholder, Template } from "./template.js";
import { Word } from "./word.js";

/** How a language prints routines. */
export interface RoutinePrinter {
  /** What a comment begins with. */
  readonly comment: "//" | "#";
  /** The symbols of the unit's routines as the language spells them. */
  readonly symbols: readonly string[];
  /**
   * A routine without its documentation, its symbol and its labels spelled like this; `index` is its place among the
   * models of the unit (`twinsOf`).
   */
  readonly print: (routine: Routine, symbol: string, labels: ReadonlyMap<Label, string>, index: number) => string;
}

/**
 * Adds the texts of a unit's routines, an empty line before each. Of twins one is printed, and the others are that with
 * other names.
 */
export function addRoutines(
  text: LongText,
  unit: AssemblyUnit,
  errata: Errata,
  { comment, symbols, print }: RoutinePrinter,
): void {
  const { models, unit: distinct } = twinsOf(unit);
  const names = labelNames(unit, errata);
  const templates = distinct.routines.map((model, index) => {
    const marks = labelsOf(model, errata).map(
      (label, number) =>
        [label, names.kind === "regular" ? `${placeholder(1)}_${label.name}` : placeholder(number + 1)] as const,
    );
    return new Template(`\n${print(model, placeholder(0), new Map(marks), index)}\n`);
  });
  const words: Word[] = [new Word()];
  const setWord = (number: number, word: string): void => {
    words[number] ??= new Word();
    words[number].set(word);
  };
  unit.routines.forEach((routine, index) => {
    setWord(0, symbols[index] ?? routine.name);
    if (names.kind === "regular") {
      setWord(1, routine.name.slice(names.from));
    } else {
      names.names[index]?.forEach((name, number) => {
        setWord(number + 1, name);
      });
    }
    if (routine.doc !== undefined) {
      text.add(["", ...commentLines(routine.doc, comment)].join("\n"));
    }
    templates[models[index] ?? 0]?.fill(words, text);
  });
}
