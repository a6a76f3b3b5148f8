import type { Target } from "./input-object.js";

/** What an entry of the table holds. */
export type TableEntry =
  | { readonly kind: "address"; readonly target: Target }
  /** The distance from the thread pointer. */
  | { readonly kind: "thread-offset"; readonly target: Target };

/** The global offset table, as far as instructions need it that cannot be changed. */
export class OffsetTable {
  readonly #slots = new Map<string, number>();
  readonly #entries: TableEntry[] = [];
  /** Numbers for the targets, which are of one object each, so that equal ones share an entry. */
  readonly #numbers = new Map<object, number>();

  /** The entry's index. */
  slot(entry: TableEntry): number {
    const key = `${entry.kind} ${this.#key(entry.target)}`;
    const known = this.#slots.get(key);
    if (known !== undefined) {
      return known;
    }
    const slot = this.#entries.push(entry) - 1;
    this.#slots.set(key, slot);
    return slot;
  }

  get entries(): readonly TableEntry[] {
    return this.#entries;
  }

  #key(target: Target): string {
    switch (target.kind) {
      case "section":
        return `${this.#number(target.input)}:${target.section}+${target.value}`;
      case "absolute":
        return `=${target.value}`;
      case "linker":
      case "undefined":
        return `name ${target.name}`;
      case "discarded":
        return "discarded";
    }
  }

  #number(input: object): number {
    const known = this.#numbers.get(input) ?? this.#numbers.size;
    this.#numbers.set(input, known);
    return known;
  }
}
