import type { Diagnostic } from "../diagnostic.js";
import type { AssemblyUnit } from "../port/assembly-unit.js";
import type { Errata } from "../port/erratum.js";
import { checkArgumentNames } from "./check-argument-names.js";
import { checkSharedLabels } from "./check-labels.js";
import { checkStatics } from "./check-statics.js";
import { checkStackGrowth } from "./check-stack-growth.js";
import { lowerRoutine } from "./lower-routine.js";
import type { MachineRoutine } from "./machine.js";
import { nameLabels } from "./name-labels.js";
import { oncePerUnit } from "./once.js";

/** A unit's routines as the hardware has them, in order, and what is wrong with its description. */
export interface LoweredUnit {
  readonly routines: readonly MachineRoutine[];
  readonly diagnostics: readonly Diagnostic[];
  /** What the machine code lacks and Plan 9 assembly would not. */
  readonly warnings: readonly Diagnostic[];
}

/**
 * Lowers every routine of a unit. Use the routines only where there are no diagnostics. What checks a unit, prints it and
 * assembles it gets the same routines.
 */
export const lowerUnit = oncePerUnit(lower);

function lower(unit: AssemblyUnit, errata: Errata): LoweredUnit {
  const names = nameLabels(unit, errata);
  const lowered = unit.routines.map((routine) => lowerRoutine(routine, errata, (label) => names.get(label)));
  return {
    routines: lowered.map((result) => result.routine),
    diagnostics: [
      ...checkSharedLabels(unit, errata),
      ...checkStatics(unit, errata),
      ...checkArgumentNames(unit, errata, "6a"),
      ...lowered.flatMap((result) => result.diagnostics),
    ],
    warnings: unit.routines.flatMap((routine) => checkStackGrowth(routine, errata)),
  };
}
