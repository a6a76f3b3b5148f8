import type { AssemblyUnit } from "../port/assembly-unit.js";
import type { Errata } from "../port/erratum.js";

/**
 * What several passes ask of the same unit, worked out when the first asks. Units do not change; what is kept goes when
 * the unit does.
 */
export function oncePerUnit<T>(
  make: (unit: AssemblyUnit, errata: Errata) => T,
): (unit: AssemblyUnit, errata: Errata) => T {
  const made = new WeakMap<AssemblyUnit, Map<Errata, T>>();
  return (unit, errata) => {
    const ofUnit = made.get(unit) ?? new Map<Errata, T>();
    made.set(unit, ofUnit);
    const known = ofUnit.get(errata);
    if (known !== undefined) {
      return known;
    }
    const result = make(unit, errata);
    ofUnit.set(errata, result);
    return result;
  };
}
