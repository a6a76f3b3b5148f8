import type { Diagnostic } from "../dsl/diagnostic.js";
import { checkStackGrowth } from "../dsl/lowering/check-stack-growth.js";
import { twinsOf } from "../dsl/lowering/twins.js";
import type { AssemblyUnit } from "../dsl/port/assembly-unit.js";
import type { Errata } from "../dsl/port/erratum.js";
import type { LoadedPort } from "./load/load-port.js";
import type { Finding } from "./load/position.js";
import { resolveSite } from "./load/resolve-site.js";

/** What the machine code of units lacks that a Plan 9 toolchain would have put in. */
export function machineWarnings(
  units: readonly AssemblyUnit[],
  errata: Errata,
  loaded: LoadedPort,
): readonly Finding[] {
  const warningsOf = ({ routines }: AssemblyUnit): readonly Diagnostic[] =>
    routines.flatMap((routine) => checkStackGrowth(routine, errata));
  return units
    .flatMap((unit) => (warningsOf(twinsOf(unit).unit).length === 0 ? [] : warningsOf(unit)))
    .map((warning) => resolveSite(warning, loaded));
}
