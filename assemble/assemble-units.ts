import type { Diagnostic } from "../dsl/diagnostic.js";
import { lowerUnit, type LoweredUnit } from "../dsl/lowering/lower-unit.js";
import { once } from "../dsl/lowering/once.js";
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

/** What has been asked of each encoder for whole units. */
const askedAhead = once<Encoder, WeakMap<LoweredUnit, Promise<void>>>(() => new WeakMap());

/**
 * Asks the encoder for what can be encoded before layout, once for each unit: those who assemble them soon, and have
 * something else to do until then, ask ahead. What is wrong with the units `assembleUnits` finds.
 */
export async function encodeUnitsAhead(
  units: readonly AssemblyUnit[],
  errata: Errata,
  encoder: Encoder = sharedEncoder(),
): Promise<void> {
  const asked = askedAhead(encoder);
  const sound = units.map((unit) => lowerUnit(unit, errata)).filter(({ diagnostics }) => diagnostics.length === 0);
  const rest = sound.filter((unit) => !asked.has(unit));
  const asking = encodeRoutinesAhead(
    rest.flatMap(({ routines }) => routines),
    encoder,
  );
  for (const unit of rest) {
    asked.set(unit, asking);
  }
  await Promise.all(sound.flatMap((unit) => asked.get(unit) ?? []));
}

/** The machine code of units that make one program. Throws an AssembleError with the findings of all of them. */
export async function assembleUnits(
  units: readonly AssemblyUnit[],
  errata: Errata,
  encoder: Encoder = sharedEncoder(),
): Promise<readonly AssembledUnit[]> {
  await encodeUnitsAhead(units, errata, encoder);
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
    const distinct = lowered.routines.filter((routine) => {
      const symbol = objectSymbol(routine.symbol);
      const isFirst = !defined.has(symbol);
      defined.add(symbol);
      if (!isFirst) {
        diagnostics.push({
          code: "symbol-defined-twice",
          message: `${symbol} is defined twice in this port; a symbol is defined once`,
          site: routine.site,
          routine: routine.symbol,
        });
      }
      return isFirst;
    });
    const routines: AssembledRoutine[] = [];
    // All at once: what they ask of the encoder is on its way before the first of them has its answer.
    for (const result of await Promise.allSettled(distinct.map((routine) => assembleRoutine(routine, encoder)))) {
      if (result.status === "fulfilled") {
        routines.push(result.value);
      } else if (result.reason instanceof AssembleError) {
        diagnostics.push(...result.reason.diagnostics);
      } else {
        throw result.reason;
      }
    }
    assembled.push({ unit, routines: Object.freeze(routines) });
  }
  if (diagnostics.length > 0) {
    throw new AssembleError(diagnostics);
  }
  return Object.freeze(assembled);
}
