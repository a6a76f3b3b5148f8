/** Something that keeps objects from becoming a program. */
export interface LinkFinding {
  readonly code: LinkFindingCode;
  /** What is wrong, in one sentence. */
  readonly message: string;
  readonly hint?: string;
  /** Where: the references to an undefined symbol, both definitions of a duplicate, the field that overflows. */
  readonly places: readonly Place[];
}

export type LinkFindingCode =
  | "undefined-symbol"
  | "duplicate-symbol"
  | "no-entry"
  | "entry-not-code"
  | "relocation-overflow"
  | "relocation-unsupported"
  | "thread-local-mismatch"
  | "discarded-section"
  | "writable-code"
  | "unwind-information"
  | "bad-object"
  | "too-large";

/** A place in an object. */
export interface Place {
  readonly object: string;
  /** Absent where it is the whole object, or a symbol outside of sections. */
  readonly section?: string;
  readonly offset?: number;
  /** The function or variable around it, with the distance from its start. */
  readonly symbol?: { readonly name: string; readonly offset: number };
}

/** `main.o: main+0x12 (.text+0x12)`. */
export function placeText({ object, section, offset = 0, symbol }: Place): string {
  if (section === undefined) {
    return object;
  }
  const inSection = sum(section, offset);
  return symbol === undefined
    ? `${object}: ${inSection}`
    : `${object}: ${sum(symbol.name, symbol.offset)} (${inSection})`;
}

function sum(name: string, offset: number): string {
  return offset === 0 ? name : `${name}+0x${offset.toString(16)}`;
}
