import { flattenBody } from "../../dsl/lowering/flatten.js";
import type { Plan9Dialect } from "../../dsl/lowering/plan9-dialect.js";
import type { AssemblyUnit } from "../../dsl/port/assembly-unit.js";
import type { Errata } from "../../dsl/port/erratum.js";

/**
 * The headers that the text of a unit includes. Go's assembler has the names of flags from textflag.h, and the macros of
 * annotations from funcdata.h.
 */
export function includesOf(unit: AssemblyUnit, errata: Errata, dialect: Plan9Dialect): readonly string[] {
  if (dialect === "6a") {
    return unit.includes;
  }
  const hasFlags = [...unit.routines, ...unit.data].some(
    (item) => item.flags.length > 0 || (item.kind === "data" && item.access === "read-only"),
  );
  const hasMacros = unit.routines.some((routine) =>
    flattenBody(routine.body, errata).some(
      (node) => node.kind === "annotation" && node.directive !== "PCDATA" && node.directive !== "FUNCDATA",
    ),
  );
  const own = [...(hasFlags ? ["textflag.h"] : []), ...(hasMacros ? ["funcdata.h"] : [])];
  return [...own.filter((header) => !unit.includes.includes(header)), ...unit.includes];
}
