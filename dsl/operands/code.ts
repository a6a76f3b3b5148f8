import type { DataReference } from "./data-reference.js";
import { dataOf } from "./data-reference.js";

/** Code known by its symbol, defined elsewhere: something to call or jump to. */
export interface SymbolReference<Name extends string = string> {
  readonly kind: "symbol";
  readonly class: "symbol";
  readonly name: Name;
}

/** The address of a symbol as a value: `$runtime·tls0(SB)`. */
export interface AddressOf {
  readonly kind: "address";
  readonly class: "address";
  readonly symbol: string;
  /** Constant added to the address, in bytes. */
  readonly addend: number;
  /** What the symbol is, where that is a variable of the description. */
  readonly data?: DataReference;
}

/**
 * A place in one routine. It is an operand where a branch names it and a node where it stands in the body.
 * `Routine` is the symbol of the routine it belongs to, `never` for a label a macro made for itself.
 */
export interface Label<Routine extends string = string> {
  readonly kind: "label";
  readonly class: "label";
  readonly name: string;
  readonly routine?: Routine;
}

/** Code that another file of the program defines, by its symbol (with the middle dot). */
export function external<const Name extends string>(name: Name): SymbolReference<Name> {
  return Object.freeze({ kind: "symbol", class: "symbol", name });
}

/**
 * The symbol of a C function, for `external` and `routine`. A C compiler keeps the middle dot of `runtime·write` as it
 * is, where the Plan 9 tools make `runtime.write` of it: that tells the two calling conventions apart in an object.
 *
 * @example
 * CALL(external(cSymbol("runtime·sighandler")))
 */
export function cSymbol<const Name extends string>(name: Name): `"${Name}"` {
  return `"${name}"`;
}

/** The address of a symbol: an immediate, a part of a variable, a value of a contract. The addend in bytes. */
export function addressOf(symbol: { readonly name: string } | DataReference, addend = 0): AddressOf {
  return Object.freeze({
    kind: "address",
    class: "address",
    symbol: symbol.name,
    addend,
    ...dataOf(symbol),
  });
}

/**
 * A label for the inside of a macro. Every call makes a different one, so a macro can be used several times in a
 * routine; printers keep the names apart.
 */
export function localLabel(name: string): Label<never> {
  return Object.freeze({ kind: "label", class: "label", name });
}
