import type { LongText } from "./long-text.js";
import type { Word } from "./word.js";

/** Stands in a template for the word of that number; no text of a description has the character around it. */
export function placeholder(index: number): string {
  return `\0${String(index)}\0`;
}

/** A text that differs in some words only from the next one, as those of twins do: printed once, and filled in. */
export class Template {
  /** What stands still, in UTF-8, with room between for the words. */
  readonly #parts: readonly Uint8Array[];
  /** The number of the word that stands behind each part but the last. */
  readonly #numbers: readonly number[];
  /** The text with the words that were filled in last, and where they lie in it. */
  #text = new Uint8Array();
  #places: readonly { readonly number: number; readonly at: number; readonly length: number }[] | undefined;

  /** `text` has placeholders in it. */
  constructor(text: string) {
    const pieces = text.split(/\0(\d+)\0/);
    this.#parts = pieces.filter((_, index) => index % 2 === 0).map((part) => Buffer.from(part));
    this.#numbers = pieces.filter((_, index) => index % 2 === 1).map(Number);
  }

  /** Adds the text with these words in it. */
  fill(words: readonly Word[], text: LongText): void {
    // Names that a loop makes are mostly as long as the last one: then the words alone are written anew.
    if (this.#places?.every(({ number, length }) => words[number]?.length === length) !== true) {
      this.#layOut(words);
    }
    for (const { number, at } of this.#places ?? []) {
      words[number]?.copyTo(this.#text, at);
    }
    text.addBytes(this.#text);
  }

  /** Makes room for words of these lengths. */
  #layOut(words: readonly Word[]): void {
    let end = this.#parts[0]?.length ?? 0;
    this.#places = this.#numbers.map((number, index) => {
      const [at, length] = [end, words[number]?.length ?? 0];
      end = at + length + (this.#parts[index + 1]?.length ?? 0);
      return { number, at, length };
    });
    this.#text = new Uint8Array(end);
    this.#parts.forEach((part, index) => {
      const before = this.#places?.[index - 1];
      this.#text.set(part, before === undefined ? 0 : before.at + before.length);
    });
  }
}
