import type { Form } from "./form.js";

/**
 * Forms by their mnemonics. Those of a mnemonic are made when somebody asks for it: a description has some dozens of the
 * many hundred.
 */
export class FormTable implements ReadonlyMap<string, readonly Form[]> {
  readonly #mnemonics: readonly string[];
  readonly #positions: ReadonlyMap<string, number>;
  readonly #make: (position: number) => readonly Form[];
  readonly #made = new Map<string, readonly Form[]>();

  /** `make` gives the forms of the mnemonic at that position. */
  constructor(mnemonics: readonly string[], make: (position: number) => readonly Form[]) {
    this.#mnemonics = mnemonics;
    this.#positions = new Map(mnemonics.map((mnemonic, position) => [mnemonic, position]));
    this.#make = make;
  }

  /** The table whose forms these functions make, each for the mnemonic that it is named by. */
  static of(makers: Readonly<Record<string, () => readonly Form[]>>): FormTable {
    const inOrder = Object.values(makers);
    return new FormTable(Object.keys(makers), (position) => inOrder[position]?.() ?? []);
  }

  get size(): number {
    return this.#mnemonics.length;
  }

  has(mnemonic: string): boolean {
    return this.#positions.has(mnemonic);
  }

  get(mnemonic: string): readonly Form[] | undefined {
    const known = this.#made.get(mnemonic);
    const position = this.#positions.get(mnemonic);
    if (known !== undefined || position === undefined) {
      return known;
    }
    const forms = this.#make(position);
    this.#made.set(mnemonic, forms);
    return forms;
  }

  keys(): MapIterator<string> {
    return this.#positions.keys();
  }

  values(): MapIterator<readonly Form[]> {
    return this.#all().values();
  }

  entries(): MapIterator<[string, readonly Form[]]> {
    return this.#all().entries();
  }

  [Symbol.iterator](): MapIterator<[string, readonly Form[]]> {
    return this.entries();
  }

  forEach(tell: (forms: readonly Form[], mnemonic: string, table: ReadonlyMap<string, readonly Form[]>) => void): void {
    this.#all().forEach((forms, mnemonic) => {
      tell(forms, mnemonic, this);
    });
  }

  #all(): ReadonlyMap<string, readonly Form[]> {
    return new Map(this.#mnemonics.map((mnemonic) => [mnemonic, this.get(mnemonic) ?? []]));
  }
}
