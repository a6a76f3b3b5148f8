import type { MessagePort } from "node:worker_threads";
import type { Answer, Encodings, Question } from "./encoder-thread.js";
import type { EncodedText } from "./encoder.js";
import { KeystoneTexts, type KeystoneAnswer } from "./keystone-texts.js";

/**
 * How long there is nothing to do before iced-x86 is loaded, in milliseconds. A small port asks sooner than that, and
 * reads back by itself what the thread is only just able to encode.
 */
const idle = 40;

/**
 * The other side of `EncoderThread`, in the thread: answers questions in their order. `readsBack` is what the other side
 * made of this name.
 */
export function answerQuestions(port: MessagePort, readsBack: Int32Array): void {
  const keystone = new KeystoneTexts();
  // WebAssembly is loaded and compiled while the first question is on its way.
  let last: Promise<unknown> = keystone.encode(["nop"]);
  let readBack: ((answer: KeystoneAnswer) => EncodedText) | undefined;

  let waiting: NodeJS.Timeout | undefined;

  async function loadReader(): Promise<void> {
    ({ readBack } = await import("./read-back.js"));
    Atomics.store(readsBack, 0, 1);
  }
  void last.then(() => {
    waiting = setTimeout(() => void loadReader(), idle);
  });

  async function answer(texts: readonly string[]): Promise<Encodings> {
    const answers = await keystone.encode(texts);
    return readBack === undefined ? { kind: "keystone", answers } : { kind: "read-back", encoded: answers.map(readBack) };
  }

  port.on("message", ({ number, texts }: Question) => {
    waiting?.refresh();
    last = last
      .then(() => answer(texts))
      .then(
        (given): Answer => ({ number, ...given }),
        (error: unknown): Answer => ({ number, kind: "failed", error }),
      )
      .then((given) => {
        port.postMessage(given);
      });
  });
}
