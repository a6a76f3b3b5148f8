/**
 * How an object file spells a symbol that Plan 9 sources write with a middle dot: `runtime·write` becomes
 * `runtime.write`. The division slash of import paths becomes a slash likewise.
 */
export function symbolName(symbol: string): string {
  return symbol.replaceAll("\u00b7", ".").replaceAll("\u2215", "/");
}
