import type { Data } from "../data/data.js";
import type { AssemblyUnit } from "./assembly-unit.js";
import type { Port } from "./port.js";

/** The assembly units of a port in the order of its files, each once however many files show it. */
export function assemblyUnits(port: Port): readonly AssemblyUnit[] {
  return [...new Set(port.outputs.flatMap((output) => ("unit" in output ? [output.unit] : [])))];
}

/** The variables of a port in the order of its files. */
export function dataOf(port: Port): readonly Data[] {
  return [...new Set(assemblyUnits(port).flatMap(({ data }) => data))];
}
