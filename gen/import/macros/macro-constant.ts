import type { MacroDefinition } from "../dwarf/macros.js";
import { constantValue, type ConstantEnvironment } from "./constant-expression.js";
import { expand } from "./expand.js";
import { readMacro, type Macro } from "./macro.js";
import { NoNumber } from "./no-number.js";

/** What a macro without arguments comes to. */
export type MacroValue =
  { readonly kind: "number"; readonly value: bigint } | { readonly kind: "other"; readonly reason: string };

/** A macro without arguments. */
export interface MacroConstant {
  /** It is of the compiler or of the headers' own making: predefined, or by a name that C reserves for them. */
  readonly isReserved: boolean;
  /** Calculated when it is asked for: most macros of most objects never are. */
  readonly value: () => MacroValue;
}

/** The macros of a unit, as C has them where the unit ends. */
export function macroConstants(
  definitions: ReadonlyMap<string, MacroDefinition>,
  environment: ConstantEnvironment,
): ReadonlyMap<string, MacroConstant> {
  const read = new Map<string, Macro | undefined>();
  const lookup = (name: string): Macro | undefined => {
    const definition = definitions.get(name);
    if (definition === undefined) {
      return undefined;
    }
    if (!read.has(name)) {
      read.set(name, readMacro(definition.text));
    }
    return read.get(name);
  };
  const constants = new Map<string, MacroConstant>();
  for (const [name, { text, isPredefined }] of definitions) {
    if (!text.startsWith("(", name.length)) {
      constants.set(name, {
        isReserved: isPredefined || /^_[_A-Z]/.test(name),
        value: () => valueOf(name, lookup, environment),
      });
    }
  }
  return constants;
}

function valueOf(
  name: string,
  lookup: (name: string) => Macro | undefined,
  environment: ConstantEnvironment,
): MacroValue {
  try {
    const { value } = constantValue(expand([{ kind: "word", text: name }], lookup), environment);
    return { kind: "number", value };
  } catch (error) {
    if (error instanceof NoNumber) {
      return { kind: "other", reason: error.message };
    }
    throw error;
  }
}
