import type { Diagnostic } from "../dsl/diagnostic.js";
import { lowerUnit } from "../dsl/lowering/lower-unit.js";
import { objectSymbol } from "../dsl/lowering/object-symbol.js";
import type { AssemblyUnit } from "../dsl/port/assembly-unit.js";
import type { Errata } from "../dsl/port/erratum.js";
import { AssembleError } from "./assemble-error.js";
import { assembleRoutine, encodeRoutinesAhead } from "./assemble-routine.js";
import type { AssembledRoutine } from "./assembled-routine.js";
import type { Encoder } from "./encoder.js";
import { sharedEncoder } from "./shared-encoder.js";

/** A unit with the machine code of its routines, in order. */
export interface AssembledUnit {
  readonly unit: AssemblyUnit;
  readonly routines: readonly AssembledRoutine[];
}

/** The machine code of units that make one program. Throws an AssembleError with the findings of all of them. */
export async function assembleUnits(
  units: readonly AssemblyUnit[],
  errata: Errata,
  encoder: Encoder = sharedEncoder(),
): Promise<readonly AssembledUnit[]> {
  const sound = units.map((unit) => lowerUnit(unit, errata)).filter(({ diagnostics }) => diagnostics.length === 0);
  await encodeRoutinesAhead(
    sound.flatMap(({ routines }) => routines),
    encoder,
  );
  const diagnostics: Diagnostic[] = [];
  const defined = new Set<string>();
  const assembled: AssembledUnit[] = [];
  for (const unit of units) {
    const lowered = lowerUnit(unit, errata);
    diagnostics.push(...lowered.diagnostics);
    if (lowered.diagnostics.length > 0) {
      // Its routines may lack instructions; what would be found in them is not the author's doing.
      continue;
    }
    const routines: AssembledRoutine[] = [];
    for (const routine of lowered.routines) {
      const symbol = objectSymbol(routine.symbol);
      if (defined.has(symbol)) {
        diagnostics.push({
          code: "symbol-defined-twice",
          message: `${symbol} is defined twice in this port; a symbol is defined once`,
          site: routine.site,
          routine: routine.symbol,
        });
        continue;
      }
      defined.add(symbol);
      try {
        routines.push(await assembleRoutine(routine, encoder));
      } catch (thrown) {
        if (!(thrown instanceof AssembleError)) {
          throw thrown;
        }
        diagnostics.push(...thrown.diagnostics);
      }
    }
    assembled.push({ unit, routines: Object.freeze(routines) });
  }
  if (diagnostics.length > 0) {
    throw new AssembleError(diagnostics);
  }
  return Object.freeze(assembled);
}
