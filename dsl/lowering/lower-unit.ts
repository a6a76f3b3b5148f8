import type { Diagnostic } from "../diagnostic.js";
import type { AssemblyUnit } from "../port/assembly-unit.js";
import type { Errata } from "../port/erratum.js";
import type { Label } from "../operands/code.js";
import type { Routine } from "../routines/routine.js";
import { flattenBody } from "./flatten.js";
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
    diagnostics: [
      ...sharedLabels(unit, errata),
      ...checkArgumentNames(unit, errata),
      ...lowered.flatMap((result) => result.diagnostics),
    ],
  };
}

/** A label stands in one routine: as an object shared between two it would be one name in two places. */
function sharedLabels(unit: AssemblyUnit, errata: Errata): readonly Diagnostic[] {
  const owners = new Map<Label, Routine>();
  return unit.routines.flatMap((routine) =>
    flattenBody(routine.body, errata).flatMap((node): readonly Diagnostic[] => {
      if (node.kind !== "label") {
        return [];
      }
      const owner = owners.get(node) ?? routine;
      owners.set(node, owner);
      return owner === routine
        ? []
        : [
            {
              code: "label-in-two-routines",
              message: `${routine.name}: the label ${node.name} stands in ${owner.name} too`,
              hint: "Make a label of its own for each, with localLabel() inside the macro.",
              site: routine.site,
              routine: routine.name,
            },
          ];
    }),
  );
}
