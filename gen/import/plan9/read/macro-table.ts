import type { MacroTable } from "../../preprocessor/conditionals.js";
import { isSameMacro, type Macro } from "./macro.js";
import { Malformed } from "./malformed.js";
import { tokenize } from "./token.js";

/** The macros that are defined at a place of a file. What is not here is not defined. */
export class Macros implements MacroTable {
  readonly #macros = new Map<string, Macro>();

  /** `defines`: the ones of the command line. */
  constructor(defines: ReadonlyMap<string, string>) {
    for (const [name, value] of new Map([["GOARCH_amd64", "1"], ...defines])) {
      const body = tokenize("-D", value, false).tokens.filter(({ kind }) => kind !== "newline" && kind !== "comment");
      this.define({ name, body, defined: { file: "-D", line: 1, column: 1 }, source: "command-line" });
    }
  }

  find(name: string): Macro | undefined {
    return this.#macros.get(name);
  }

  define(macro: Macro): void {
    const before = this.#macros.get(macro.name);
    if (before !== undefined && !isSameMacro(before, macro)) {
      const { file, line } = before.defined;
      throw new Malformed(
        `${macro.name} is defined already, as something else`,
        macro.defined,
        before.source === "command-line"
          ? "-D defines it: leave that out, or this definition"
          : `the first definition is in ${file}:${String(line)}: #undef ${macro.name} before this one`,
      );
    }
    this.#macros.set(macro.name, macro);
  }

  undefine(name: string): void {
    this.#macros.delete(name);
  }

  /** Every name is known: what nobody defines is not defined. */
  has(): boolean {
    return true;
  }

  get(name: string): string | undefined {
    const macro = this.#macros.get(name);
    return macro?.parameters === undefined ? macro?.body.map(({ text }) => text).join(" ") : "()";
  }

  set(): void {
    // Definitions are read by `define`, which knows their parameters.
  }
}
