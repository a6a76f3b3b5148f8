/** A word in UTF-8. The short words of which there are many are made faster here than by a call into Node. */
export class Word {
  #bytes = Buffer.alloc(64);
  #length = 0;

  /** In bytes. */
  get length(): number {
    return this.#length;
  }

  set(text: string): void {
    if (this.#bytes.length < longestCharacter * text.length) {
      this.#bytes = Buffer.alloc(2 * longestCharacter * text.length);
    }
    const bytes = this.#bytes;
    let end = 0;
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      if (unit < 0x80) {
        bytes[end] = unit;
        end += 1;
      } else if (unit < 0x800) {
        bytes[end] = 0xc0 | (unit >>> 6);
        bytes[end + 1] = 0x80 | (unit & 0x3f);
        end += 2;
      } else {
        // Surrogates are among these.
        end = bytes.write(text);
        break;
      }
    }
    this.#length = end;
  }

  copyTo(target: Uint8Array, at: number): void {
    const [bytes, length] = [this.#bytes, this.#length];
    for (let index = 0; index < length; index += 1) {
      target[at + index] = bytes[index] ?? 0;
    }
  }
}

/** Bytes of UTF-8 for what JavaScript counts as one. */
export const longestCharacter = 3;
