import type { Routine } from "../routines/routine.js";

/** One assembly file: its routines in the order they are written. */
export interface AssemblyUnit {
  readonly kind: "assembly-unit";
  /** What the file is, for its head: `system calls`. */
  readonly doc?: string | undefined;
  /** Headers that Plan 9 assembly of this unit includes, for the macros of runtime fields and thread-local words. */
  readonly includes: readonly string[];
  readonly routines: readonly Routine[];
}

/**
 * A file of routines.
 *
 * @example
 * assemblyUnit({ includes: ["amd64/asm.h"], routines: [write, exit] })
 */
export function assemblyUnit(unit: Omit<AssemblyUnit, "kind">): AssemblyUnit {
  return Object.freeze({
    ...unit,
    kind: "assembly-unit",
    includes: Object.freeze(unit.includes),
    routines: Object.freeze(unit.routines),
  });
}
