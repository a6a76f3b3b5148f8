import type { AssembledRoutine } from "../assemble/assembled-routine.js";
import type { Diagnostic } from "../dsl/diagnostic.js";
import type { Errata } from "../dsl/port/erratum.js";
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

export type AssembleResult =
  | AssembledSource
  | { readonly kind: "broken"; readonly findings: readonly Finding[]; readonly warnings: readonly Finding[] };

/** Reads, checks and assembles a description. */
export async function assembleSource(
  source: PortSource,
  errata: Errata,
  workingFolder: string,
): Promise<AssembleResult> {
  const loaded = await loadPort(source, workingFolder);
  if (loaded.kind === "broken") {
    return { ...loaded, warnings: [] };
  }
  const { checkPort } = await import("../dsl/port/check-port.js");
  const diagnostics = checkPort(loaded.port, errata);
  if (diagnostics.length > 0) {
    return broken(diagnostics, loaded);
  }
  const [{ assemblePort }, { AssembleError }] = await Promise.all([
    import("../assemble/assemble-port.js"),
    import("../assemble/assemble-error.js"),
  ]);
  try {
    const routines = await assemblePort(loaded.port, errata);
    return { kind: "assembled", routines, positions: loaded.positions, warnings: loaded.warnings };
  } catch (error) {
    if (error instanceof AssembleError) {
      return broken(error.diagnostics, loaded);
    }
    throw error;
  }
}

function broken(diagnostics: readonly Diagnostic[], loaded: LoadedPort): AssembleResult {
  return {
    kind: "broken",
    findings: diagnostics.map((diagnostic) => resolveSite(diagnostic, loaded)),
    warnings: loaded.warnings,
  };
}
