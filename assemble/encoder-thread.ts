import type { Worker } from "node:worker_threads";
import type { EncodedText, Encoder } from "./encoder.js";
import { LazyEncoder } from "./lazy-encoder.js";

/** What is asked of the thread. */
export interface Question {
  readonly number: number;
  readonly texts: readonly string[];
}

/** What it answers to the question of that number. */
export type Answer = { readonly number: number } & (
  | { readonly kind: "encoded"; readonly encoded: readonly EncodedText[] }
  | { readonly kind: "failed"; readonly error: unknown }
);

/** The thread is no more, or has never been: there are limits to how many a process may have. */
class ThreadEnded extends Error {
  constructor(why: string) {
    super(`the assembler's thread has ended: ${why}`);
    this.name = "ThreadEnded";
  }
}

/**
 * An encoder in a thread of its own: Keystone and iced-x86 take as long to load as all else that a short run does, and
 * may do so on another core. The thread ends with the process, which does not wait for it, or by `end`. Where it has
 * ended, or cannot be started, everything is done here.
 */
export class EncoderThread implements Encoder {
  readonly #worker: Worker;
  readonly #waiting = new Map<
    number,
    { readonly settle: (encoded: readonly EncodedText[]) => void; readonly fail: (error: unknown) => void }
  >();
  #asked = 0;
  /** Why nobody answers any more, once that is so. */
  #end: ThreadEnded | undefined;
  readonly #here = new LazyEncoder();

  /** `file` is a script that hands its questions to `answerQuestions`; it gets `workerData`. */
  constructor(file: string, workerData?: unknown) {
    // Not imported: the command line loads this module, and most of its commands start no thread.
    const { Worker } = process.getBuiltinModule("node:worker_threads");
    this.#worker = new Worker(file, { workerData });
    this.#worker.on("message", (answer: Answer) => {
      this.#take(answer);
    });
    this.#worker.on("error", (error: Error) => {
      this.#fail(new ThreadEnded(error.message));
    });
    this.#worker.on("exit", (status) => {
      this.#fail(new ThreadEnded(`status ${status}`));
    });
    // Behind the listeners, the first of which would have the process wait.
    this.#worker.unref();
  }

  /** Nobody will ask soon: the thread gives back what it has while this one goes on. */
  end(): void {
    void this.#worker.terminate();
  }

  async encode(texts: readonly string[]): Promise<readonly EncodedText[]> {
    try {
      return await this.#ask(texts);
    } catch (thrown) {
      if (!(thrown instanceof ThreadEnded)) {
        throw thrown;
      }
      return this.#here.encode(texts);
    }
  }

  #ask(texts: readonly string[]): Promise<readonly EncodedText[]> {
    return new Promise((settle, fail) => {
      if (this.#end !== undefined) {
        fail(this.#end);
        return;
      }
      this.#asked += 1;
      this.#waiting.set(this.#asked, { settle, fail });
      this.#worker.ref();
      this.#worker.postMessage({ number: this.#asked, texts } satisfies Question);
    });
  }

  #take(answer: Answer): void {
    const waiting = this.#waiting.get(answer.number);
    this.#waiting.delete(answer.number);
    if (this.#waiting.size === 0) {
      this.#worker.unref();
    }
    if (answer.kind === "failed") {
      waiting?.fail(answer.error);
    } else {
      waiting?.settle(answer.encoded);
    }
  }

  /** Nobody will answer any more. */
  #fail(error: ThreadEnded): void {
    this.#end ??= error;
    for (const { fail } of this.#waiting.values()) {
      fail(error);
    }
    this.#waiting.clear();
  }
}
