import type { AssemblyUnit } from "../port/assembly-unit.js";
import { objectSymbol } from "./object-symbol.js";
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
  /** Where their last parts begin, where all have the same package: each of these is then a word by itself. */
  readonly lastPart?: number;
}

/** The symbols of a unit's routines. */
export const unitSymbols: (unit: AssemblyUnit) => UnitSymbols = once(({ routines }) => {
  const first = routines[0]?.name ?? "";
  const lastPart = first.lastIndexOf("·") + 1;
  const prefix = first.slice(0, lastPart);
  if (isPlainSymbol(prefix) || prefix === "") {
    // A plain symbol has no character that means something in a pattern.
    const inPackage = new RegExp(`^${prefix}[A-Za-z_]\\w*$`);
    if (routines.every(({ name }) => inPackage.test(name))) {
      const spelled = objectSymbol(prefix);
      const symbols = routines.map(({ name }) => spelled + name.slice(lastPart));
      return { symbols, areUnique: areUnique(symbols), arePlain: true, lastPart };
    }
  }
  const symbols = routines.map(({ name }) => objectSymbol(name));
  return { symbols, areUnique: areUnique(symbols), arePlain: routines.every(({ name }) => isPlainSymbol(name)) };
});

/** What a loop has named is mostly in order, and then nothing has to be remembered. */
function areUnique(symbols: readonly string[]): boolean {
  return symbols.every((symbol, index) => index === 0 || isBefore(symbols[index - 1] ?? "", symbol))
    ? true
    : new Set(symbols).size === symbols.length;
}

/** In the order of length, and of characters where that is the same: `stub9` comes before `stub10`. */
function isBefore(a: string, b: string): boolean {
  return a.length === b.length ? a < b : a.length < b.length;
}
