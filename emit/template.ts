import type { LongText } from "./long-text.js";

/** Stands in a template for the value of that number; no text of a description has the character around it. */
export function placeholder(index: number): string {
  return `\0${String(index)}\0`;
}

/** A text that differs in some words only from the next one, as those of twins do: printed once, and filled in. */
export class Template {
  readonly #before: string;
  /** Each word, by which value it is, and the text behind it. */
  readonly #words: readonly { readonly value: number; readonly behind: string }[];

  /** `text` has placeholders in it. */
  constructor(text: string) {
    const [before = "", ...rest] = text.split(/\0(\d+)\0/);
    this.#before = before;
    this.#words = rest.flatMap((part, index) =>
      index % 2 === 0 ? [{ value: Number(part), behind: rest[index + 1] ?? "" }] : [],
    );
  }

  /** Adds the text with the values of its placeholders. */
  fill(values: readonly string[], text: LongText): void {
    let filled = this.#before;
    for (const { value, behind } of this.#words) {
      filled += (values[value] ?? "") + behind;
    }
    text.add(filled);
  }
}
