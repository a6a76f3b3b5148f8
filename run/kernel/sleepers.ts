import type { Channel, Sleep } from "../system-calls/result.js";
import type { Thread } from "../threads/thread.js";
import type { CallUnderWay } from "./dispatch.js";
import type { Process } from "./process.js";

/** A thread that sleeps, and the call that it sleeps in. */
export interface Sleeper {
  readonly thread: Thread;
  readonly sleep: Sleep;
  readonly call: CallUnderWay;
}

/** The threads that sleep, in the order in which they went to sleep. */
export class Sleepers {
  readonly #sleepers = new Map<Thread, Sleeper>();

  get all(): readonly Sleeper[] {
    return [...this.#sleepers.values()];
  }

  add(sleeper: Sleeper): void {
    sleeper.thread.sleep = sleeper.sleep;
    this.#sleepers.set(sleeper.thread, sleeper);
  }

  /** Takes out a thread that is woken, or gone. */
  take(thread: Thread): Sleeper | undefined {
    const sleeper = this.#sleepers.get(thread);
    thread.sleep = undefined;
    this.#sleepers.delete(thread);
    return sleeper;
  }

  /** Those that sleep on a channel; addresses are those of a process, objects are the kernel's own. */
  on(process: Process | undefined, channel: Channel): readonly Sleeper[] {
    return this.all.filter(
      ({ thread, sleep }) => sleep.channel === channel && (typeof channel === "object" || thread.process === process),
    );
  }

  /** The earliest deadline, in nanoseconds of the kernel's clock. */
  get nextDeadline(): bigint | undefined {
    let next: bigint | undefined;
    for (const { sleep } of this.#sleepers.values()) {
      if (sleep.deadline !== undefined && (next === undefined || sleep.deadline < next)) {
        next = sleep.deadline;
      }
    }
    return next;
  }

  /** Those whose time has come, the earliest first. */
  expired(now: bigint): readonly Sleeper[] {
    return this.all
      .filter(({ sleep }) => sleep.deadline !== undefined && sleep.deadline <= now)
      .sort((left, right) => Number((left.sleep.deadline ?? 0n) - (right.sleep.deadline ?? 0n)));
  }

  /** What the host has to do before a sleeper can go on. */
  get waitingForHost(): readonly Promise<void>[] {
    return this.all.flatMap(({ sleep }) => (sleep.host === undefined ? [] : [sleep.host]));
  }
}
