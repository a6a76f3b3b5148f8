import type { EncodedText, Encoder } from "./encoder.js";

/** An encoder in this thread that loads what it needs when somebody asks it something. */
export class LazyEncoder implements Encoder {
  #encoder: Promise<Encoder> | undefined;

  async encode(texts: readonly string[]): Promise<readonly EncodedText[]> {
    this.#encoder ??= import("./keystone-encoder.js").then(({ KeystoneEncoder }) => new KeystoneEncoder());
    return (await this.#encoder).encode(texts);
  }
}
