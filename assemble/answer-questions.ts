import type { MessagePort } from "node:worker_threads";
import type { Answer, Question } from "./encoder-thread.js";
import { LazyEncoder } from "./lazy-encoder.js";

/** The other side of `EncoderThread`, in the thread: answers questions in their order. */
export function answerQuestions(port: MessagePort): void {
  const encoder = new LazyEncoder();
  // Keystone and iced-x86 are loaded and compiled while the first question is on its way.
  let last: Promise<unknown> = encoder.encode(["nop"]);
  port.on("message", ({ number, texts }: Question) => {
    last = last
      .then(() => encoder.encode(texts))
      .then(
        (encoded): Answer => ({ number, kind: "encoded", encoded }),
        (error: unknown): Answer => ({ number, kind: "failed", error }),
      )
      .then((answer) => {
        port.postMessage(answer);
      });
  });
}
