import { Keystone, KeystoneError } from "./keystone.js";
import { origin } from "./placeholder.js";
import { inGnuOrder } from "./prefix-order.js";

/** What Keystone makes of the text of one instruction: bytes, prefixes in the order of GNU `as`, or why it does not. */
export type KeystoneAnswer =
  { readonly kind: "bytes"; readonly bytes: Uint8Array } | { readonly kind: "refused"; readonly reason: string };

/** Encodes texts with Keystone, each at the address `origin`. Nothing has read back what it gives. */
export class KeystoneTexts {
  readonly #keystone: Keystone;

  constructor(keystone: Keystone = new Keystone()) {
    this.#keystone = keystone;
  }

  async encode(texts: readonly string[]): Promise<readonly KeystoneAnswer[]> {
    const answers: KeystoneAnswer[] = [];
    for (const text of texts) {
      answers.push(await this.#encodeOne(text));
    }
    return answers;
  }

  async #encodeOne(text: string): Promise<KeystoneAnswer> {
    try {
      return { kind: "bytes", bytes: inGnuOrder(await this.#keystone.encode(text, origin)) };
    } catch (thrown) {
      if (thrown instanceof KeystoneError) {
        return { kind: "refused", reason: thrown.message };
      }
      throw thrown;
    }
  }
}
