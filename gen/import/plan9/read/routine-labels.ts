import type { Report } from "../../preprocessor/fault.js";
import type { SourcePlace, SymbolName } from "../syntax.js";

/** The labels of the routine that is being read, and who jumps to them. */
export class RoutineLabels {
  readonly #report: Report;
  #routine: string | undefined;
  readonly #routines = new Map<string, SourcePlace>();
  readonly #labels = new Map<string, SourcePlace>();
  /** Labels that no instruction follows so far. */
  readonly #waiting = new Set<string>();
  readonly #jumps: { readonly name: string; readonly place: SourcePlace }[] = [];

  constructor(report: Report) {
    this.#report = report;
  }

  get isInRoutine(): boolean {
    return this.#routine !== undefined;
  }

  /** Begins a routine, which ends the one before. */
  begin({ name, isStatic, abi = "" }: SymbolName, place: SourcePlace): void {
    this.end();
    this.#routine = name;
    const symbol = `${name}<${isStatic ? "static" : abi}>`;
    const before = this.#routines.get(symbol);
    if (before === undefined) {
      this.#routines.set(symbol, place);
    } else {
      const hint = `the first one is in ${before.file}:${String(before.line)}`;
      this.#report({ place, message: `the routine ${name} is defined twice`, hint });
    }
  }

  /** Ends a routine: all labels have been seen. */
  end(): void {
    for (const { name, place } of this.#jumps) {
      const routine = this.#routine ?? "the file";
      if (!this.#labels.has(name)) {
        this.#report({
          place,
          message: `there is no label ${name} in ${routine}`,
          hint: `if it is a routine, write ${name}(SB)`,
        });
      } else if (this.#waiting.has(name)) {
        this.#report({ place, message: `the label ${name} is at the end of ${routine}: no instruction follows it` });
      }
    }
    this.#labels.clear();
    this.#waiting.clear();
    this.#jumps.length = 0;
  }

  label(name: string, place: SourcePlace): void {
    const before = this.#labels.get(name);
    if (before === undefined) {
      this.#labels.set(name, place);
      this.#waiting.add(name);
    } else {
      const routine = this.#routine ?? "the file";
      this.#report({
        place,
        message: `the label ${name} is in ${routine} twice`,
        hint: `the first one is in ${before.file}:${String(before.line)}`,
      });
    }
  }

  instruction(): void {
    this.#waiting.clear();
  }

  jump(name: string, place: SourcePlace): void {
    this.#jumps.push({ name, place });
  }
}
