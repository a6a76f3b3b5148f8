/**
 * Symbols as Plan 9 assemblers read them: letters, digits and underscores in parts with a middle dot between, or the
 * division slash of import paths; behind them `<>` for one that is local to its file, or in Go's assembler a calling
 * convention. In quotes, a symbol of C's.
 */
const symbolPattern = /^(?:[\p{L}_·∕][\p{L}\p{N}_·∕]*(?:<(?:ABI0|ABIInternal)?>)?|"[\p{L}_·][\p{L}\p{N}_·]*")$/u;

/**
 * The symbols that nearly all are: of ASCII and middle dots, and known to other files. Told in a tenth of the time, and
 * without the sets of all letters and digits of Unicode, which V8 makes anew for each expression that names them.
 */
const plainPattern = /^[A-Za-z_·][\w·]*$/;

/** The same of C's symbols. */
const plainQuotedPattern = /^"[A-Za-z_·][\w·]*"$/;

/** The names that nearly all are, of whatever a file names: of ASCII. */
const plainNamePattern = /^[A-Za-z_]\w*$/;

export function isPlainSymbol(symbol: string): boolean {
  return plainPattern.test(symbol);
}

/** Is this a symbol at all? */
export function isSymbolName(symbol: string): boolean {
  return isPlainSymbol(symbol) || plainQuotedPattern.test(symbol) || symbolPattern.test(symbol);
}

/** A letter or underscore, and letters, digits and underscores behind it, all of them ASCII. */
export function isPlainName(name: string): boolean {
  return plainNamePattern.test(name);
}
