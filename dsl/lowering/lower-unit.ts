import type { Diagnostic } from "../diagnostic.js";
import type { AssemblyUnit } from "../port/assembly-unit.js";
import type { Errata } from "../port/erratum.js";
import { checkArgumentNames } from "./check-argument-names.js";
import { lowerRoutine } from "./lower-routine.js";
import type { MachineRoutine } from "./machine.js";
import { nameLabels } from "./name-labels.js";

/** A unit's routines as the hardware has them, in order, and what is wrong with its description. */
export interface LoweredUnit {
  readonly routines: readonly MachineRoutine[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Lowers every routine of a unit. Use the routines only where there are no diagnostics. */
export function lowerUnit(unit: AssemblyUnit, errata: Errata): LoweredUnit {
  const names = nameLabels(unit, errata);
  const lowered = unit.routines.map((routine) => lowerRoutine(routine, errata, (label) => names.get(label)));
  return {
    routines: lowered.map((result) => result.routine),
    diagnostics: [...checkArgumentNames(unit, errata), ...lowered.flatMap((result) => result.diagnostics)],
  };
}
