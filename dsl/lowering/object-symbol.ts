import { symbolName } from "../operands/symbol-name.js";
import { isPlainSymbol } from "./symbol-pattern.js";

/**
 * How an object file spells a symbol that Plan 9 sources write with a middle dot: `runtime·write` becomes
 * `runtime.write`. The division slash of import paths becomes a slash likewise, and what stands in angle brackets behind
 * the name is no part of it. A symbol in quotes is a C function's (see `cSymbol`), and a C compiler leaves its name as it
 * is.
 */
export function objectSymbol(symbol: string): string {
  if (isPlainSymbol(symbol)) {
    return symbol.replaceAll("\u00b7", ".");
  }
  return isCSymbol(symbol)
    ? symbol.slice(1, -1)
    : symbolName(symbol).name.replaceAll("\u00b7", ".").replaceAll("\u2215", "/");
}

/** Is this a name that `cSymbol` made, which Plan 9 assembly has no spelling for? */
export function isCSymbol(symbol: string): boolean {
  return symbol.startsWith('"');
}

/** Is it local to the file that defines it? */
export function isStatic(symbol: string): boolean {
  return symbolName(symbol).scope === "file";
}
