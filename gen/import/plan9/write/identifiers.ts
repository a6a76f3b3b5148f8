import type { SymbolName } from "../syntax.js";

/** Words that are no names in a module, which is strict code in a function that might be asynchronous. */
const reserved = new Set(
  (
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends " +
    "false finally for function if implements import in instanceof interface let new null package private protected " +
    "public return static super switch this throw true try typeof undefined var void while with yield " +
    // Not reserved, but nobody should have to wonder.
    "globalThis NaN Infinity Object Array String Number Boolean Symbol Promise Error Math JSON __proto__"
  ).split(" "),
);

/** Can it be a key of an object literal? Every identifier can, keyword or not; this one alone means something else. */
export function isKey(name: string): boolean {
  return name !== "__proto__";
}

/** A text as an identifier: what cannot stand in one becomes an underscore, and a word that is taken gets one behind. */
export function identifier(text: string): string {
  const letters = text.replaceAll(/[^\p{ID_Continue}$]/gu, "_");
  const name = /^[\p{ID_Start}_$]/u.test(letters) ? letters : `_${letters}`;
  return reserved.has(name) ? `${name}_` : name;
}

/** A symbol as descriptions write it: `runtime·setg_gcc<>`, `runtime·x<ABIInternal>`. */
export function symbolText({ name, isStatic, abi }: SymbolName): string {
  return `${name}${isStatic ? "<>" : ""}${abi === undefined ? "" : `<${abi}>`}`;
}

/**
 * What the declaration of a symbol may be called, the best first: `write1`, and where that is taken `runtime_write1`,
 * or with what tells it apart.
 */
export function identifiersOf(symbol: SymbolName): readonly string[] {
  const parts = symbol.name
    .replaceAll('"', "")
    .split(/[·∕/]/)
    .filter((part) => part !== "");
  const last = parts.at(-1) ?? "unnamed";
  const qualified = parts.slice(-2).join("_");
  const whole = parts.join("_");
  const particular = symbol.abi ?? (symbol.isStatic ? "local" : "");
  return [...new Set([last, qualified, whole, `${last}_${particular}`, `${whole}_${particular}`].map(identifier))];
}

/** Gives out identifiers, each once. */
export class Identifiers {
  readonly #taken: Set<string>;
  /** The last number that was tried behind a name. */
  readonly #numbers = new Map<string, number>();

  constructor(taken: Iterable<string>) {
    this.#taken = new Set(taken);
  }

  /** The first of the wanted ones that is free, or the last of them with a number behind. */
  take(wanted: readonly string[]): string {
    const free = wanted.find((name) => !this.#taken.has(name)) ?? this.#numbered(wanted.at(-1) ?? "unnamed");
    this.#taken.add(free);
    return free;
  }

  #numbered(name: string): string {
    const separator = /\d$/.test(name) ? "_" : "";
    let number = (this.#numbers.get(name) ?? 1) + 1;
    while (this.#taken.has(`${name}${separator}${String(number)}`)) {
      number += 1;
    }
    this.#numbers.set(name, number);
    return `${name}${separator}${String(number)}`;
  }
}
