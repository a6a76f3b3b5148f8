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
  /** The text with the words that were filled in last; where they lie in it, and the lengths they had. */
  #text = new Uint8Array();
  #places: readonly number[] = [];
  #lengths: readonly number[] = [];

  /** `text` has placeholders in it. */
  constructor(text: string) {
    const pieces = text.split(/\0(\d+)\0/);
    this.#parts = pieces.filter((_, index) => index % 2 === 0).map((part) => Buffer.from(part));
    this.#numbers = pieces.filter((_, index) => index % 2 === 1).map(Number);
  }

  /** Adds the text with these words in it. */
  fill(words: readonly Word[], text: LongText): void {
    // Names that a loop makes are mostly as long as the last one: then the words alone are written anew.
    if (!this.#hasRoomFor(words)) {
      this.#layOut(words);
    }
    const [numbers, places, bytes] = [this.#numbers, this.#places, this.#text];
    for (let index = 0; index < numbers.length; index += 1) {
      words[numbers[index] ?? 0]?.copyTo(bytes, places[index] ?? 0);
    }
    text.addBytes(bytes);
  }

  /** Are the words as long as those that were filled in last? Not before there have been any. */
  #hasRoomFor(words: readonly Word[]): boolean {
    const [numbers, lengths] = [this.#numbers, this.#lengths];
    let fits = this.#text.length > 0;
    for (let index = 0; index < numbers.length; index += 1) {
      fits &&= words[numbers[index] ?? 0]?.length === lengths[index];
    }
    return fits;
  }

  /** Makes room for words of these lengths. */
  #layOut(words: readonly Word[]): void {
    let end = this.#parts[0]?.length ?? 0;
    this.#lengths = this.#numbers.map((number) => words[number]?.length ?? 0);
    this.#places = this.#lengths.map((length, index) => {
      const at = end;
      end = at + length + (this.#parts[index + 1]?.length ?? 0);
      return at;
    });
    this.#text = new Uint8Array(end);
    this.#parts.forEach((part, index) => {
      const before = index - 1;
      this.#text.set(part, index === 0 ? 0 : (this.#places[before] ?? 0) + (this.#lengths[before] ?? 0));
    });
  }
}
