import type { Diagnostic } from "../dsl/diagnostic.js";
import { lowerUnit } from "../dsl/lowering/lower-unit.js";
import { symbolName } from "../dsl/lowering/object-symbol.js";
import type { Errata } from "../dsl/port/erratum.js";
import { assemblyUnits } from "../dsl/port/port-units.js";
import type { Port } from "../dsl/port/port.js";
import { AssembleError } from "./assemble-error.js";
import { assembleRoutine } from "./assemble-routine.js";
import type { AssembledRoutine } from "./assembled-routine.js";
import type { Keystone } from "./keystone.js";
import { sharedKeystone } from "./keystone.js";

/**
 * The machine code of every routine of a port, in the order of its files. Throws an AssembleError with the findings of
 * all of them.
 */
export async function assemblePort(
  port: Port,
  errata: Errata,
  keystone: Keystone = sharedKeystone,
): Promise<readonly AssembledRoutine[]> {
  const diagnostics: Diagnostic[] = [];
  const assembled = new Map<string, AssembledRoutine>();
  for (const unit of assemblyUnits(port)) {
    const lowered = lowerUnit(unit, errata);
    diagnostics.push(...lowered.diagnostics);
    if (lowered.diagnostics.length > 0) {
      // Its routines may lack instructions; what would be found in them is not the author's doing.
      continue;
    }
    for (const routine of lowered.routines) {
      const symbol = symbolName(routine.symbol);
      if (assembled.has(symbol)) {
        diagnostics.push({
          code: "symbol-defined-twice",
          message: `${symbol} is defined twice in this port; a symbol is defined once`,
          site: routine.site,
          routine: routine.symbol,
        });
        continue;
      }
      try {
        assembled.set(symbol, await assembleRoutine(routine, keystone));
      } catch (thrown) {
        if (!(thrown instanceof AssembleError)) {
          throw thrown;
        }
        diagnostics.push(...thrown.diagnostics);
      }
    }
  }
  if (diagnostics.length > 0) {
    throw new AssembleError(diagnostics);
  }
  return Object.freeze([...assembled.values()]);
}
