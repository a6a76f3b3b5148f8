import type { AssembledRoutine } from "../assemble/assembled-routine.js";
import type { Diagnostic } from "../dsl/diagnostic.js";
import type { Errata } from "../dsl/port/erratum.js";
import type { Port } from "../dsl/port/port.js";
import type { PortSource } from "./load/find-port.js";
import { loadPort, type LoadedPort } from "./load/load-port.js";
import type { Finding } from "./load/position.js";
import { resolveSite } from "./load/resolve-site.js";
import type { SourcePositions } from "./load/source-position.js";

/** The machine code of a port, with the way back to the lines of its description. */
export interface AssembledSource {
  readonly kind: "assembled";
  readonly routines: readonly AssembledRoutine[];
  readonly positions: SourcePositions;
  readonly warnings: readonly Finding[];
}

/** A description with mistakes. */
export interface BrokenSource {
  readonly kind: "broken";
  readonly findings: readonly Finding[];
  readonly warnings: readonly Finding[];
}

/** Reads, checks and assembles a description. */
export async function assembleSource(
  source: PortSource,
  errata: Errata,
  workingFolder: string,
): Promise<AssembledSource | BrokenSource> {
  const made = await makeFromSource(source, errata, workingFolder, async (port) => {
    const { assemblePort } = await import("../assemble/assemble-port.js");
    return assemblePort(port, errata);
  });
  return made.kind === "broken"
    ? made
    : { kind: "assembled", routines: made.value, positions: made.loaded.positions, warnings: made.loaded.warnings };
}

/** Reads and checks a description, and assembles it by `make`, whose own findings are told like all others. */
export async function makeFromSource<T>(
  source: PortSource,
  errata: Errata,
  workingFolder: string,
  make: (port: Port) => Promise<T>,
): Promise<{ readonly kind: "made"; readonly value: T; readonly loaded: LoadedPort } | BrokenSource> {
  const loaded = await loadPort(source, workingFolder);
  if (loaded.kind === "broken") {
    return { ...loaded, warnings: [] };
  }
  const { checkPort } = await import("../dsl/port/check-port.js");
  const diagnostics = checkPort(loaded.port, errata);
  if (diagnostics.length > 0) {
    return broken(diagnostics, loaded);
  }
  const [{ AssembleError }, { machineWarnings }, { assemblyUnits }] = await Promise.all([
    import("../assemble/assemble-error.js"),
    import("./machine-warnings.js"),
    import("../dsl/port/port-units.js"),
  ]);
  const warnings = [...loaded.warnings, ...machineWarnings(assemblyUnits(loaded.port), errata, loaded)];
  try {
    return { kind: "made", value: await make(loaded.port), loaded: { ...loaded, warnings } };
  } catch (error) {
    if (error instanceof AssembleError) {
      return broken(error.diagnostics, loaded);
    }
    throw error;
  }
}

function broken(diagnostics: readonly Diagnostic[], loaded: LoadedPort): BrokenSource {
  return {
    kind: "broken",
    findings: diagnostics.map((diagnostic) => resolveSite(diagnostic, loaded)),
    warnings: loaded.warnings,
  };
}
