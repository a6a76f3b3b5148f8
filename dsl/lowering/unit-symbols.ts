import type { AssemblyUnit } from "../port/assembly-unit.js";
import { objectSymbol, plainObjectSymbol } from "./object-symbol.js";
import { once } from "./once.js";
import { isPlainSymbol } from "./symbol-pattern.js";

/** What a unit's routines are called. */
export interface UnitSymbols {
  /** As an object file spells them, in the order of the unit. */
  readonly symbols: readonly string[];
  /** Is every one of them another one? */
  readonly areUnique: boolean;
  /** Are they all plain (`isPlainSymbol`) as descriptions write them? */
  readonly arePlain: boolean;
}

/** The symbols of a unit's routines. */
export const unitSymbols: (unit: AssemblyUnit) => UnitSymbols = once(({ routines }) => {
  let arePlain = true;
  const symbols = routines.map(({ name }) => {
    const isPlain = isPlainSymbol(name);
    arePlain &&= isPlain;
    return isPlain ? plainObjectSymbol(name) : objectSymbol(name);
  });
  return { symbols, areUnique: new Set(symbols).size === symbols.length, arePlain };
});
