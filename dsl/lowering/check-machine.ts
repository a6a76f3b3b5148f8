import { checkData } from "../data/check-data.js";
import type { Diagnostic } from "../diagnostic.js";
import type { AssemblyUnit } from "../port/assembly-unit.js";
import type { Errata } from "../port/erratum.js";
import { isDoubt } from "./doubt.js";
import { lowerUnit } from "./lower-unit.js";
import { objectSymbol } from "./object-symbol.js";

/** What keeps a unit by itself from being made machine code of, and what is only doubtful about that. */
export interface MachineVerdict {
  readonly errors: readonly Diagnostic[];
  readonly doubts: readonly Diagnostic[];
}

/** Judges a unit that need not be part of a port: code that was brought in from elsewhere promises nothing. */
export function checkMachine(unit: AssemblyUnit, errata: Errata): MachineVerdict {
  const { diagnostics, warnings } = lowerUnit(unit, errata);
  return {
    errors: [
      ...checkObjectSymbols(unit),
      ...unit.data.flatMap(checkData),
      ...diagnostics.filter((found) => !isDoubt(found)),
    ],
    doubts: [...diagnostics.filter(isDoubt), ...warnings],
  };
}

/** In objects the calling convention is no part of a symbol, nor is it how far it is known. */
function checkObjectSymbols({ routines, data }: AssemblyUnit): readonly Diagnostic[] {
  const seen = new Map<string, string>();
  return [...routines, ...data].flatMap(({ kind, name, site }): readonly Diagnostic[] => {
    const symbol = objectSymbol(name);
    const other = seen.get(symbol);
    seen.set(symbol, other ?? name);
    return other === undefined
      ? []
      : [{ code: `${kind}-twice`, message: `${name} and ${other} are one symbol in an object: ${symbol}`, site }];
  });
}
