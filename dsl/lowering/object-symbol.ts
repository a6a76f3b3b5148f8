/**
 * How an object file spells a symbol that Plan 9 sources write with a middle dot: `runtime·write` becomes
 * `runtime.write`. The division slash of import paths becomes a slash likewise. A symbol in quotes is a C function's
 * (see `cSymbol`), and a C compiler leaves its name as it is.
 */
export function symbolName(symbol: string): string {
  return isCSymbol(symbol) ? symbol.slice(1, -1) : symbol.replaceAll("\u00b7", ".").replaceAll("\u2215", "/");
}

/** Is this a name that `cSymbol` made, which Plan 9 assembly has no spelling for? */
export function isCSymbol(symbol: string): boolean {
  return symbol.startsWith('"');
}
