import type { AssemblyUnit } from "../../dsl/port/assembly-unit.js";
import type { Port } from "../../dsl/port/port.js";
import openbsd from "../../targets/openbsd-amd64/port.js";

const plan9Units = new Set<AssemblyUnit>(
  openbsd.outputs.flatMap((output) => (output.kind === "plan9-assembly" ? [output.unit] : [])),
);

/** The port to OpenBSD as the tools of 2011 knew it, and as Plan 9 assembly says it: without the bridges to C. */
export const portOf2011: Port = {
  ...openbsd,
  outputs: openbsd.outputs.filter((output) => !("unit" in output) || plan9Units.has(output.unit)),
};
