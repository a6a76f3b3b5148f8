import type { AssemblyUnit } from "../port/assembly-unit.js";
import type { Errata } from "../port/erratum.js";

/**
 * What several passes ask of the same object of a description, worked out when the first asks. Descriptions do not
 * change; what is kept goes when its object does.
 */
export function once<Key extends object, T>(make: (key: Key) => T): (key: Key) => T {
  const made = new WeakMap<Key, { readonly result: T }>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) {
      return known.result;
    }
    const result = make(key);
    made.set(key, { result });
    return result;
  };
}

/** The same of a unit in one form of its errata. */
export function oncePerUnit<T>(
  make: (unit: AssemblyUnit, errata: Errata) => T,
): (unit: AssemblyUnit, errata: Errata) => T {
  const forms = {
    original: once((unit: AssemblyUnit) => make(unit, "original")),
    corrected: once((unit: AssemblyUnit) => make(unit, "corrected")),
  };
  return (unit, errata) => forms[errata](unit);
}
