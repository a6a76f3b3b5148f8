import type { LongList } from "../long-list.js";
import type { Data } from "../data/data.js";
import type { Routine } from "../routines/routine.js";

/** One assembly file: its routines and variables in the order they are written. */
export interface AssemblyUnit {
  readonly kind: "assembly-unit";
  /** What the file is, for its head: `system calls`. */
  readonly doc?: string | undefined;
  /** Headers that Plan 9 assembly of this unit includes, for the macros of runtime fields and thread-local words. */
  readonly includes: readonly string[];
  readonly routines: readonly Routine[];
  readonly data: readonly Data[];
}

/** What a unit is made of. */
export interface AssemblyUnitParts extends Omit<AssemblyUnit, "kind" | "routines" | "data"> {
  readonly routines: LongList<Routine>;
  /** Its variables. Default: none. */
  readonly data?: readonly Data[];
}

/**
 * A file of routines and variables.
 *
 * @example
 * assemblyUnit({ includes: ["amd64/asm.h"], routines: [write, exit], data: [greeting] })
 */
export function assemblyUnit(unit: AssemblyUnitParts): AssemblyUnit {
  return Object.freeze({
    ...unit,
    kind: "assembly-unit",
    includes: Object.freeze(unit.includes),
    routines: Object.freeze(unit.routines),
    data: Object.freeze(unit.data ?? []),
  });
}
