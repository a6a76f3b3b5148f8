import type { Errata } from "../dsl/port/erratum.js";
import { assemblyUnits } from "../dsl/port/port-units.js";
import type { Port } from "../dsl/port/port.js";
import { assembleUnits } from "./assemble-units.js";
import type { AssembledRoutine } from "./assembled-routine.js";
import type { Encoder } from "./encoder.js";
import { sharedEncoder } from "./shared-encoder.js";

/**
 * The machine code of every routine of a port, in the order of its files. Throws an AssembleError with the findings of
 * all of them.
 */
export async function assemblePort(
  port: Port,
  errata: Errata,
  encoder: Encoder = sharedEncoder(),
): Promise<readonly AssembledRoutine[]> {
  const units = await assembleUnits(assemblyUnits(port), errata, encoder);
  return Object.freeze(units.flatMap(({ routines }) => routines));
}
