import type { EncodedText, Encoder } from "./encoder.js";
import type { Keystone } from "./keystone.js";
import { KeystoneTexts } from "./keystone-texts.js";
import { readBack } from "./read-back.js";

/** Encodes with Keystone and reads back with iced-x86, in this thread. */
export class KeystoneEncoder implements Encoder {
  readonly #texts: KeystoneTexts;

  constructor(keystone?: Keystone) {
    this.#texts = new KeystoneTexts(keystone);
  }

  async encode(texts: readonly string[]): Promise<readonly EncodedText[]> {
    return (await this.#texts.encode(texts)).map(readBack);
  }
}
