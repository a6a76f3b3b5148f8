import { parentPort } from "node:worker_threads";
import type { Answer, Question } from "./encoder-thread.js";
import { KeystoneTexts } from "./keystone-texts.js";

/** The other side of `EncoderThread`: answers questions in their order. */
const keystone = new KeystoneTexts();
// WebAssembly is loaded and compiled while the first question is on its way.
let last: Promise<unknown> = keystone.encode(["nop"]);

parentPort?.on("message", ({ number, texts }: Question) => {
  last = last
    .then(() => keystone.encode(texts))
    .then(
      (answers): Answer => ({ number, kind: "encoded", answers }),
      (error: unknown): Answer => ({ number, kind: "failed", error }),
    )
    .then((answer) => parentPort?.postMessage(answer));
});
