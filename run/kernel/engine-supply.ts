import type { Engine } from "../../verify/engine/engine.js";
import { EngineError } from "../../verify/engine/engine.js";
import type { CallResult } from "../system-calls/result.js";
import { error } from "../system-calls/result.js";
import type { Thread } from "../threads/thread.js";
import type { Process } from "./process.js";
import type { UserSystem } from "./user-system.js";

/** A thread that sleeps until there is an engine, and what it does then. */
interface Request {
  readonly thread: Thread;
  readonly use: (engine: Engine) => CallResult;
}

/** So many engines are kept for processes to come. */
const mostFree = 8;

/**
 * Gives new processes their engines and takes back those of processes that are over. Both is done between the threads'
 * turns: to make an engine takes the host's time, which must not be the guest's, and none may be given back while it runs.
 */
export class EngineSupply {
  readonly #create: () => Promise<Engine>;
  readonly #requests: Request[] = [];
  readonly #over: Process[] = [];
  /** Engines that were made here: the first process's is its owner's. */
  readonly #own = new Set<Engine>();
  /** Those of them that have nothing to do: to make one takes longer than most children live. */
  readonly #free: Engine[] = [];

  constructor(create: () => Promise<Engine>) {
    this.#create = create;
  }

  /** Is there something to be done? */
  get due(): boolean {
    return this.#requests.length > 0 || this.#over.length > 0;
  }

  request(request: Request): void {
    this.#requests.push(request);
  }

  /** A process is over: what it has in memory of files goes back into them, and its engine is given back. */
  takeBack(process: Process): void {
    this.#over.push(process);
  }

  async serve(system: UserSystem): Promise<void> {
    for (const { memory, engine } of this.#over.splice(0)) {
      memory.clear();
      this.#keep(engine);
    }
    for (const { thread, use } of this.#requests.splice(0)) {
      const engine = await this.#make();
      if (engine === undefined) {
        system.finishSleep(thread, () => error("EAGAIN"));
        continue;
      }
      system.finishSleep(thread, () => use(engine));
      if (!system.processes.some((process) => process.engine === engine)) {
        // The thread is over, or there was no place for a copy of its memory, and it holds a part of that.
        this.#own.delete(engine);
        engine.dispose();
      }
    }
  }

  /** The run is over, whatever there still is. */
  close(): void {
    for (const engine of this.#own) {
      engine.dispose();
    }
    this.#own.clear();
  }

  async #make(): Promise<Engine | undefined> {
    const free = this.#free.pop();
    if (free !== undefined) {
      return free;
    }
    try {
      const engine = await this.#create();
      this.#own.add(engine);
      return engine;
    } catch (thrown) {
      if (thrown instanceof EngineError) {
        return undefined;
      }
      throw thrown;
    }
  }

  /** Keeps an engine, with nothing in its memory, for the next process. */
  #keep(engine: Engine): void {
    if (!this.#own.has(engine)) {
      return;
    }
    if (this.#free.length < mostFree) {
      this.#free.push(engine);
    } else {
      this.#own.delete(engine);
      engine.dispose();
    }
  }
}
