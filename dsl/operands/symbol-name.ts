/** The calling conventions of Go's assembler, as a symbol's suffix names them. */
export type SymbolAbi = "ABI0" | "ABIInternal";

/** A symbol taken apart: what Plan 9 assembly writes between the instruction and `(SB)`. */
export interface SymbolName {
  /** With the middle dot, without the suffix. */
  readonly name: string;
  /** `file`: static, local to its file. `program`: known to the linker. */
  readonly scope: "file" | "program";
  /** The calling convention, where the symbol names it. */
  readonly abi?: SymbolAbi;
}

/**
 * The parts of a symbol as descriptions write it, its suffix included: `setg_gcc<>` is static, local to its file, and
 * `runtime·x<ABIInternal>` names the calling convention that Go's assembler is to give it.
 *
 * @example
 * symbolName("setg_gcc<>") // { name: "setg_gcc", scope: "file" }
 */
export function symbolName(symbol: string): SymbolName {
  if (symbol.endsWith("<>")) {
    return { name: symbol.slice(0, -2), scope: "file" };
  }
  for (const abi of abis) {
    const suffix = `<${abi}>`;
    if (symbol.endsWith(suffix)) {
      return { name: symbol.slice(0, -suffix.length), scope: "program", abi };
    }
  }
  return { name: symbol, scope: "program" };
}

const abis: readonly SymbolAbi[] = ["ABI0", "ABIInternal"];
