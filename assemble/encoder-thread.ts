import type { Worker } from "node:worker_threads";
import type { EncodedText, Encoder } from "./encoder.js";
import { LazyEncoder } from "./lazy-encoder.js";
import type { KeystoneAnswer } from "./keystone-texts.js";

/** What is asked of the thread. */
export interface Question {
  readonly number: number;
  readonly texts: readonly string[];
}

/** What it answers to the question of that number. */
export type Answer = { readonly number: number } & (Encodings | { readonly kind: "failed"; readonly error: unknown });

/** What Keystone gave, and has been read back by the thread or has not. */
export type Encodings =
  | { readonly kind: "keystone"; readonly answers: readonly KeystoneAnswer[] }
  | { readonly kind: "read-back"; readonly encoded: readonly EncodedText[] };

/** What the thread gets when it starts. Both are shared with it: messages would be seen only when there is nothing to do. */
export interface ThreadData {
  /** Not 0 once the thread reads back. */
  readonly readsBack: Int32Array;
  /** Where it meets the thread that started it, before it loads anything: the program's, and nothing to this module. */
  readonly start: Int32Array;
}

/** Is it what `EncoderThread` gives its thread? */
export function isThreadData(data: unknown): data is ThreadData {
  return (
    typeof data === "object" &&
    data !== null &&
    "readsBack" in data &&
    data.readsBack instanceof Int32Array &&
    "start" in data &&
    data.start instanceof Int32Array
  );
}

/** The thread is no more, or has never been: there are limits to how many a process may have. */
class ThreadEnded extends Error {
  constructor(why: string) {
    super(`the assembler's thread has ended: ${why}`);
    this.name = "ThreadEnded";
  }
}

/**
 * An encoder whose Keystone has a thread of its own: it takes as long to load as all else that a short run does, and may
 * do so on another core. What it gives is read back by iced-x86: here, where somebody asks before the thread has loaded
 * that too. Nobody has to end the thread: it ends with the process, which does not wait for it. Where it ends before, or
 * cannot be started, everything is done here.
 */
export class EncoderThread implements Encoder {
  readonly #worker: Worker;
  readonly #waiting = new Map<
    number,
    { readonly settle: (given: Encodings) => void; readonly fail: (error: unknown) => void }
  >();
  readonly #readsBack = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  #asked = 0;
  /** Why nobody answers any more, once that is so. */
  #end: ThreadEnded | undefined;
  readonly #here = new LazyEncoder();

  /** `file` is a script that hands its questions to `answerQuestions`, after what it has to do at `start`. */
  constructor(file: string, start: Int32Array) {
    // Not imported: the command line loads this module, and most of its commands start no thread.
    const { Worker } = process.getBuiltinModule("node:worker_threads");
    this.#worker = new Worker(file, { workerData: { readsBack: this.#readsBack, start } satisfies ThreadData });
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

  async encode(texts: readonly string[]): Promise<readonly EncodedText[]> {
    try {
      return await this.#encodeThere(texts);
    } catch (thrown) {
      if (!(thrown instanceof ThreadEnded)) {
        throw thrown;
      }
      return this.#here.encode(texts);
    }
  }

  async #encodeThere(texts: readonly string[]): Promise<readonly EncodedText[]> {
    const asked = this.#ask(texts);
    // iced-x86 is loaded here while the thread loads Keystone.
    const loaded = Atomics.load(this.#readsBack, 0) === 1 ? undefined : import("./read-back.js");
    const [given, reader] = await Promise.all([asked, loaded]);
    if (given.kind === "read-back") {
      return given.encoded;
    }
    const { readBack } = reader ?? (await import("./read-back.js"));
    return given.answers.map(readBack);
  }

  #ask(texts: readonly string[]): Promise<Encodings> {
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
      waiting?.settle(answer);
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
