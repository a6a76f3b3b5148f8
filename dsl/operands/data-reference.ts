/** Whether the program may write to a variable. */
export type DataAccess = "read-only" | "read-write";

/** A variable of the description; see `data`. */
export interface DataReference<Name extends string = string> {
  readonly kind: "data";
  /** Its symbol, with the middle dot. */
  readonly name: Name;
  readonly access: DataAccess;
  /** In bytes. */
  readonly size: number;
}

/** What an operand keeps of the variable that it names. */
export function dataOf(symbol: object): { readonly data?: DataReference } {
  return isDataReference(symbol)
    ? { data: Object.freeze({ kind: "data", name: symbol.name, access: symbol.access, size: symbol.size }) }
    : {};
}

function isDataReference(symbol: object): symbol is DataReference {
  return "kind" in symbol && symbol.kind === "data";
}
