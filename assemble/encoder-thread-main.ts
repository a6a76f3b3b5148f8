import { parentPort, workerData } from "node:worker_threads";
import type { Answer, Encodings, Question } from "./encoder-thread.js";
import type { EncodedText } from "./encoder.js";
import type { KeystoneAnswer } from "./keystone-texts.js";
import { KeystoneTexts } from "./keystone-texts.js";

/** The other side of `EncoderThread`: answers questions in their order. */
const keystone = new KeystoneTexts();
// WebAssembly is loaded and compiled while the first question is on its way.
let last: Promise<unknown> = keystone.encode(["nop"]);

/** Reads back here what Keystone gives, once iced-x86 is there. */
let readBack: ((answer: KeystoneAnswer) => EncodedText) | undefined;

async function loadReader(): Promise<void> {
  ({ readBack } = await import("./read-back.js"));
  const readsBack: unknown = workerData;
  if (readsBack instanceof Int32Array) {
    Atomics.store(readsBack, 0, 1);
  }
}

/**
 * How long Keystone has nothing to do before iced-x86 is loaded, in milliseconds. A small port asks sooner than that,
 * and reads back by itself what the thread is only just able to encode.
 */
const idle = 40;
void last.then(() => setTimeout(() => void loadReader(), idle));

async function answer(texts: readonly string[]): Promise<Encodings> {
  const answers = await keystone.encode(texts);
  return readBack === undefined ? { kind: "keystone", answers } : { kind: "read-back", encoded: answers.map(readBack) };
}

parentPort?.on("message", ({ number, texts }: Question) => {
  last = last
    .then(() => answer(texts))
    .then(
      (given): Answer => ({ number, ...given }),
      (error: unknown): Answer => ({ number, kind: "failed", error }),
    )
    .then((given) => parentPort?.postMessage(given));
});
