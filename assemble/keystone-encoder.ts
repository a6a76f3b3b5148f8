import { decode } from "./decode.js";
import type { EncodedText, Encoder } from "./encoder.js";
import { Keystone, KeystoneError } from "./keystone.js";
import { origin } from "./placeholder.js";
import { inGnuOrder } from "./prefix-order.js";

/** Encodes with Keystone and reads back with iced-x86, in this thread. */
export class KeystoneEncoder implements Encoder {
  readonly #keystone: Keystone;

  constructor(keystone: Keystone = new Keystone()) {
    this.#keystone = keystone;
  }

  async encode(texts: readonly string[]): Promise<readonly EncodedText[]> {
    const encoded: EncodedText[] = [];
    for (const text of texts) {
      encoded.push(await this.#encodeOne(text));
    }
    return encoded;
  }

  async #encodeOne(text: string): Promise<EncodedText> {
    try {
      const bytes = inGnuOrder(await this.#keystone.encode(text, origin));
      return { kind: "bytes", bytes, decoded: decode(bytes, origin) };
    } catch (thrown) {
      if (thrown instanceof KeystoneError) {
        return { kind: "refused", reason: thrown.message };
      }
      throw thrown;
    }
  }
}
