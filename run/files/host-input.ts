import type { Readable } from "node:stream";

/**
 * The host's standard input where it is a pipe or a terminal: one reader for all who ask, that begins to read when
 * somebody asks first, so that a program that reads nothing takes nothing.
 */
export class HostInput {
  readonly #source: () => Readable;
  #stream: Readable | undefined;
  #held = new Uint8Array(0);
  #ended = false;
  #waiting: { readonly promise: Promise<void>; readonly settle: () => void } | undefined;

  constructor(source: () => Readable) {
    this.#source = source;
  }

  /** Bytes that are there. */
  get held(): Uint8Array {
    return this.#held;
  }

  /** Is there nothing more to come than what is held? */
  get ended(): boolean {
    return this.#ended;
  }

  get ready(): boolean {
    return this.#held.length > 0 || this.#ended;
  }

  take(count: number): void {
    this.#held = this.#held.slice(count);
  }

  /** Settles when bytes or the end have come. It keeps Node alive as long. */
  whenReady(): Promise<void> {
    const stream = this.#start();
    this.#gather(stream);
    if (this.ready) {
      return Promise.resolve();
    }
    setReferenced(stream, true);
    if (this.#waiting === undefined) {
      let settle = (): void => undefined;
      const promise = new Promise<void>((resolve) => {
        settle = resolve;
      });
      this.#waiting = { promise, settle };
    }
    return this.#waiting.promise;
  }

  /** Gives the host the time to hand over what it has: a few turns of the event loop, no more. */
  async glance(): Promise<void> {
    const stream = this.#start();
    setReferenced(stream, true);
    for (let turn = 0; turn < 4 && !this.ready; turn += 1) {
      // A read of a pipe or terminal is done in the loop's poll phase, once a turn.
      await new Promise((resolve) => setTimeout(resolve, turn === 0 ? 0 : 1));
      this.#gather(stream);
    }
    if (this.#waiting === undefined) {
      setReferenced(stream, false);
    }
  }

  /** Nobody waits any more: lets go of the stream, so that Node may end. */
  letGo(): void {
    this.#settle();
  }

  /** Lets go for good: nothing is read any more. */
  close(): void {
    this.#settle();
    this.#stream?.destroy();
  }

  #start(): Readable {
    if (this.#stream === undefined) {
      const stream = this.#source();
      this.#stream = stream;
      stream.on("readable", () => {
        this.#gather(stream);
      });
      const end = (): void => {
        this.#ended = true;
        this.#settle();
      };
      // An error of the host's input is the end of it for the guest.
      stream.on("end", end).on("error", end).on("close", end);
    }
    return this.#stream;
  }

  /** Takes over what the stream has, unless enough is held: what is not taken over stays with the host. */
  #gather(stream: Readable): void {
    if (this.#held.length >= 65536) {
      return;
    }
    for (let chunk: unknown = stream.read(); chunk !== null; chunk = stream.read()) {
      const bytes = chunk instanceof Uint8Array ? chunk : new Uint8Array(0);
      const joined = new Uint8Array(this.#held.length + bytes.length);
      joined.set(this.#held);
      joined.set(bytes, this.#held.length);
      this.#held = joined;
    }
    if (this.#held.length > 0) {
      this.#settle();
    }
  }

  #settle(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (this.#stream !== undefined) {
      setReferenced(this.#stream, false);
    }
    waiting?.settle();
  }
}

/** Sockets and terminals keep Node alive unless they are told not to; other streams know nothing of it. */
function setReferenced(stream: Readable, referenced: boolean): void {
  const name = referenced ? "ref" : "unref";
  if (name in stream) {
    const method: unknown = Reflect.get(stream, name);
    if (typeof method === "function") {
      Reflect.apply(method, stream, []);
    }
  }
}
