import type { AssemblyUnit } from "./assembly-unit.js";
import type { Port } from "./port.js";

/** The assembly units of a port in the order of its files, each once however many files show it. */
export function assemblyUnits(port: Port): readonly AssemblyUnit[] {
  return [
    ...new Set(
      port.outputs.flatMap((output) =>
        output.kind === "plan9-assembly" || output.kind === "gnu-assembly" ? [output.unit] : [],
      ),
    ),
  ];
}
