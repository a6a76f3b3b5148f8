import { macroTokens, type MacroToken } from "./macro-token.js";

/** A macro that can be expanded. */
export interface Macro {
  readonly name: string;
  /** Undefined for a macro without arguments. */
  readonly parameters: readonly string[] | undefined;
  readonly body: readonly MacroToken[];
}

const definition = /^([\p{L}_$][\p{L}\p{N}_$]*)(?:\(([^)]*)\))?(?:\s+(.*))?$/su;

/** Reads a definition as debugging information has it: `NAME body` or `NAME(a,b) body`. */
export function readMacro(text: string): Macro | undefined {
  const [, name, parameters, body = ""] = definition.exec(text) ?? [];
  if (name === undefined) {
    return undefined;
  }
  const names = parameters?.split(",").map((parameter) => parameter.trim());
  return { name, parameters: names?.join("") === "" ? [] : names, body: macroTokens(body) };
}
