import { extname, resolve } from "node:path";
import type { AssemblyUnit } from "../../dsl/port/assembly-unit.js";
import { Failure } from "../failure.js";
import { isFile, moduleExtensions } from "./find-port.js";
import { loadModule } from "./load-module.js";
import { nearestName } from "./nearest-name.js";
import type { Finding } from "./position.js";
import { shownPath } from "./position.js";
import type { SourcePositions } from "./source-position.js";

/** A unit with the way back to the lines it was written in. */
export interface LoadedUnit {
  readonly kind: "unit";
  readonly unit: AssemblyUnit;
  /** The name that its module exports it by. */
  readonly name: string;
  /** Whether it is the only one, so that nobody has to name it. */
  readonly alone: boolean;
  readonly source: { readonly module: string };
  readonly positions: SourcePositions;
  readonly warnings: readonly Finding[];
}

/** Reads the unit that a module exports, or of several the one that is named. */
export async function loadUnit(
  argument: string,
  wanted: string | undefined,
  workingFolder: string,
): Promise<LoadedUnit | { readonly kind: "broken"; readonly findings: readonly Finding[] }> {
  const module = findModule(argument, workingFolder);
  const loaded = await loadModule(module);
  if (loaded.kind === "broken") {
    return loaded;
  }
  const units = exportedUnits(loaded.exports);
  const { name, unit } = chooseUnit(units, wanted, shownPath(module, workingFolder));
  return {
    kind: "unit",
    unit,
    name,
    alone: units.length === 1,
    source: { module },
    positions: loaded.positions,
    warnings: loaded.warnings,
  };
}

function findModule(argument: string, workingFolder: string): string {
  const module = resolve(workingFolder, argument);
  if (!isFile(module)) {
    throw new Failure(`there is no module ${argument}`, "give the path of a TypeScript module that exports a unit");
  }
  if (!moduleExtensions.includes(extname(module))) {
    throw new Failure(
      `${argument} is no module`,
      `a description is a TypeScript or JavaScript file (${moduleExtensions.join(" ")})`,
    );
  }
  return module;
}

interface ExportedUnit {
  readonly name: string;
  readonly unit: AssemblyUnit;
}

function chooseUnit(units: readonly ExportedUnit[], wanted: string | undefined, shown: string): ExportedUnit {
  const names = units.map(({ name }) => name).join(", ");
  const [first, ...others] = units;
  if (first === undefined) {
    throw new Failure(`${shown} exports no unit`, "write: export const unit = assemblyUnit({ includes, routines })");
  }
  if (wanted !== undefined) {
    const found = units.find(({ name }) => name === wanted);
    if (found === undefined) {
      const nearest = nearestName(
        wanted,
        units.map(({ name }) => name),
      );
      throw new Failure(
        `${shown} exports no unit ${wanted}${nearest === undefined ? "" : ` (did you mean ${nearest}?)`}`,
        `it exports ${names}`,
      );
    }
    return found;
  }
  if (others.length > 0) {
    throw new Failure(`${shown} exports ${String(units.length)} units: ${names}`, "name one of them with --unit");
  }
  return first;
}

/** The units among the exports, each by the first of its names. */
function exportedUnits(exports: unknown): readonly ExportedUnit[] {
  const found = new Map<AssemblyUnit, string>();
  for (const [name, value] of Object.entries(isRecord(exports) ? exports : {})) {
    if (isUnit(value) && !found.has(value)) {
      found.set(value, name);
    }
  }
  return [...found].map(([unit, name]) => ({ name, unit }));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** What comes from another module has only its looks to tell it by; the type checker has seen to the rest. */
function isUnit(value: unknown): value is AssemblyUnit {
  return (
    isRecord(value) &&
    value["kind"] === "assembly-unit" &&
    [value["includes"], value["routines"], value["data"]].every(Array.isArray)
  );
}
