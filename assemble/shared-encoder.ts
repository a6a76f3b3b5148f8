import type { Encoder } from "./encoder.js";
import { EncoderThread } from "./encoder-thread.js";
import { LazyEncoder } from "./lazy-encoder.js";

const shared: { encoder: Encoder } = { encoder: new LazyEncoder() };

/** The encoder of the process: loading one costs some 50 ms, so everything that assembles shares it. */
export function sharedEncoder(): Encoder {
  return shared.encoder;
}

/**
 * From here on everything is encoded in a thread of its own, as EncoderThread makes one; it begins to load at once. False
 * where there is none to be had: a process may have only so many threads. Then all is done in this one.
 */
export function encodeInThread(file: string, workerData?: unknown): boolean {
  try {
    shared.encoder = new EncoderThread(file, workerData);
    return true;
  } catch {
    return false;
  }
}

/** Nothing more is likely to be encoded: a thread that was begun for it may end before the process does. */
export function endEncoding(): void {
  const { encoder } = shared;
  if (encoder instanceof EncoderThread) {
    encoder.end();
  }
}
