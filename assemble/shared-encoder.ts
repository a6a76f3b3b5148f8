import type { Encoder } from "./encoder.js";
import { EncoderThread } from "./encoder-thread.js";
import { LazyEncoder } from "./lazy-encoder.js";

const shared: { encoder: Encoder } = { encoder: new LazyEncoder() };

/** The encoder of the process: loading one costs some 50 ms, so everything that assembles shares it. */
export function sharedEncoder(): Encoder {
  return shared.encoder;
}

/** From here on everything is encoded in a thread of its own, whose script is `file`; it begins to load at once. */
export function encodeInThread(file: string): void {
  try {
    shared.encoder = new EncoderThread(file);
  } catch {
    // A process may have only so many threads: without one all is done in this one.
  }
}
