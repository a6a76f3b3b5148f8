/** Stands in a template for the value of that number; no text of a description has the character around it. */
export function placeholder(index: number): string {
  return `\0${String(index)}\0`;
}

/** A text that differs in some words only from the next one, as those of twins do: printed once, and filled in. */
export class Template {
  /** What stands still, with room between for the words. */
  readonly #parts: readonly string[];
  /** Which value each word is. */
  readonly #words: readonly number[];

  /** `text` has placeholders in it. */
  constructor(text: string) {
    const parts = text.split(/\0(\d+)\0/);
    this.#parts = parts.map((part, index) => (index % 2 === 0 ? part : ""));
    this.#words = parts.filter((_, index) => index % 2 === 1).map(Number);
  }

  /** The text with the values of its placeholders. */
  fill(values: readonly string[]): string {
    const parts = [...this.#parts];
    for (const [index, word] of this.#words.entries()) {
      parts[2 * index + 1] = values[word] ?? "";
    }
    // One flat string, where adding up would leave a tree of pieces for each routine.
    return parts.join("");
  }
}
