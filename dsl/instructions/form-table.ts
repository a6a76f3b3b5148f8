import type { Form } from "./form.js";

/**
 * Forms by their mnemonics. Those of a mnemonic are made when somebody asks for it: a description has some dozens of the
 * many hundred.
 */
export class FormTable implements ReadonlyMap<string, readonly Form[]> {
  readonly #makers: ReadonlyMap<string, () => readonly Form[]>;
  readonly #made = new Map<string, readonly Form[]>();

  constructor(makers: Readonly<Record<string, () => readonly Form[]>>) {
    this.#makers = new Map(Object.entries(makers));
  }

  get size(): number {
    return this.#makers.size;
  }

  has(mnemonic: string): boolean {
    return this.#makers.has(mnemonic);
  }

  get(mnemonic: string): readonly Form[] | undefined {
    const known = this.#made.get(mnemonic);
    if (known !== undefined) {
      return known;
    }
    const forms = this.#makers.get(mnemonic)?.();
    if (forms !== undefined) {
      this.#made.set(mnemonic, forms);
    }
    return forms;
  }

  keys(): MapIterator<string> {
    return this.#makers.keys();
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
    return new Map([...this.#makers.keys()].map((mnemonic) => [mnemonic, this.get(mnemonic) ?? []]));
  }
}
