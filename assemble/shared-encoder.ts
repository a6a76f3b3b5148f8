import type { EncodedText, Encoder } from "./encoder.js";
import { EncoderThread } from "./encoder-thread.js";

/** An encoder in this thread that loads what it needs when somebody asks it something. */
class LazyEncoder implements Encoder {
  #encoder: Promise<Encoder> | undefined;

  async encode(texts: readonly string[]): Promise<readonly EncodedText[]> {
    this.#encoder ??= import("./keystone-encoder.js").then(({ KeystoneEncoder }) => new KeystoneEncoder());
    return (await this.#encoder).encode(texts);
  }
}

const shared: { encoder: Encoder } = { encoder: new LazyEncoder() };

/** The encoder of the process: loading one costs some 50 ms, so everything that assembles shares it. */
export function sharedEncoder(): Encoder {
  return shared.encoder;
}

/** From here on everything is encoded in a thread of its own, whose script is `file`; it begins to load at once. */
export function encodeInThread(file: string): void {
  shared.encoder = new EncoderThread(file);
}
