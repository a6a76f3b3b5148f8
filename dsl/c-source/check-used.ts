import type { Diagnostic } from "../diagnostic.js";
import type { Errata } from "../port/erratum.js";
import type { CItem } from "./c-file.js";
import type { CFunctionDefinition } from "./c-function.js";
import type { PlainFragment, ResolvedLine } from "./c-text.js";
import { resolveText } from "./c-text.js";

/** Compilers warn of what is not used. A local may be there for one form only: it is not declared in the other. */
export function checkUsed(item: CFunctionDefinition): readonly Diagnostic[] {
  const original = usedLocals(resolveText(item.body, "original"));
  const corrected = usedLocals(resolveText(item.body, "corrected"));
  const unusedParameters = Object.keys(item.parameters).filter((name) => !original.has(name) || !corrected.has(name));
  const unusedLocals = Object.keys(item.locals).filter((name) => !original.has(name) && !corrected.has(name));
  return [...unusedParameters, ...unusedLocals].map((name) => ({
    code: "c-unused",
    message: `${item.symbol} does not use ${name}`,
    hint: Object.hasOwn(item.parameters, name) ? `Where that is meant, write USED(\${${name}});` : undefined,
    site: item.site,
    routine: item.symbol,
  }));
}

/** Which parameters and locals a text names. */
export function usedLocals(lines: readonly ResolvedLine[]): ReadonlySet<string> {
  return new Set(
    lines.flatMap(({ fragments }) => fragments).flatMap((one) => (one.kind === "local" ? [one.name] : [])),
  );
}

/** A static function that nobody calls is a warning too. */
export function checkStatics(items: readonly CItem[], errata: Errata): readonly Diagnostic[] {
  const functions = items.filter((item) => item.kind === "c-function");
  const used = new Set(
    functions.flatMap((item) =>
      resolveText(item.body, errata).flatMap(({ fragments }) => fragments.flatMap(globalName)),
    ),
  );
  return functions
    .filter(({ isStatic, symbol }) => isStatic && !used.has(symbol))
    .map(({ symbol, site }) => ({
      code: "c-unused",
      message: `nothing in its file uses ${symbol}, which is static`,
      site,
      routine: symbol,
    }));
}

function globalName(fragment: PlainFragment): readonly string[] {
  return fragment.kind === "global" ? [fragment.name] : [];
}
