import type { Diagnostic } from "../dsl/diagnostic.js";
import { checkMachine } from "../dsl/lowering/check-machine.js";
import { checkPlan9 } from "../dsl/lowering/check-plan9.js";
import type { Plan9Dialect } from "../dsl/lowering/plan9-dialect.js";
import type { AssemblyUnit } from "../dsl/port/assembly-unit.js";
import { emitGnu } from "../emit/gnu/gnu-unit.js";
import type { Origin } from "../emit/origin.js";
import { emitPlan9 } from "../emit/plan9/plan9-unit.js";

/** The language that a unit is printed in. */
export type UnitLanguage =
  { readonly format: "plan9"; readonly dialect: Plan9Dialect } | { readonly format: "gnu"; readonly dialect?: never };

export interface EmittedUnit {
  /** Undefined where there are errors. */
  readonly text: string | undefined;
  readonly errors: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

/** A unit as text, or what keeps it from being printed. */
export function emitUnit(unit: AssemblyUnit, origin: Origin, language: UnitLanguage): EmittedUnit {
  const { errors, warnings } = judge(unit, origin, language);
  return {
    text:
      errors.length > 0
        ? undefined
        : language.format === "plan9"
          ? emitPlan9(unit, origin, language.dialect)
          : emitGnu(unit, origin),
    errors,
    warnings,
  };
}

function judge(unit: AssemblyUnit, { errata }: Origin, language: UnitLanguage): Omit<EmittedUnit, "text"> {
  try {
    if (language.format === "plan9") {
      return { errors: checkPlan9(unit, errata, language.dialect), warnings: [] };
    }
    const { errors, doubts } = checkMachine(unit, errata);
    return { errors, warnings: doubts };
  } catch (thrown) {
    // A description that the type checker has not seen can hold anything anywhere.
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return {
      errors: [
        {
          code: "description-shape",
          message: `the description does not have the shape that its types demand: ${reason}`,
          hint: "Run the type checker. If it finds nothing, this is a mistake of portwright's: please report it.",
        },
      ],
      warnings: [],
    };
  }
}
