import type { Diagnostic } from "../diagnostic.js";
import type { AssemblyUnit } from "../port/assembly-unit.js";
import type { Errata } from "../port/erratum.js";
import { flattenBody } from "./flatten.js";
import { symbolsIn } from "./named-symbols.js";
import { isStatic } from "./object-symbol.js";

/** A static symbol is known in its file only: what names it must stand beside it. */
export function checkStatics(unit: AssemblyUnit, errata: Errata): readonly Diagnostic[] {
  const defined = new Set([...unit.routines, ...unit.data].map(({ name }) => name));
  const isMissing = (symbol: string): boolean => isStatic(symbol) && !defined.has(symbol);
  const fault = (by: string, symbol: string): Omit<Diagnostic, "site"> => ({
    code: "static-undefined",
    message: `${by}: ${symbol} is local to its file, and this unit does not define it`,
    hint: "Add it to the unit, or take the <> from the name of what another file defines.",
  });
  return [
    ...unit.routines.flatMap(({ name, body }) =>
      flattenBody(body, errata).flatMap((node) =>
        node.kind !== "instruction"
          ? []
          : symbolsIn(node)
              .filter(isMissing)
              .map((symbol) => ({ ...fault(name, symbol), site: node.site, routine: name })),
      ),
    ),
    ...unit.data.flatMap(({ name, parts, site }) =>
      parts.flatMap((part) =>
        part.kind === "address" && isMissing(part.symbol) ? [{ ...fault(name, part.symbol), site }] : [],
      ),
    ),
  ];
}
