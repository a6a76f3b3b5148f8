import { setImmediate } from "node:timers/promises";
import { firstOf } from "../time/host-wait.js";
import type { Process } from "./process.js";
import type { UserSystem } from "./user-system.js";

/** The shortest time that is waited for the host, in nanoseconds: less than what Node's timers can do is busy waiting. */
const shortestWait = 1_000_000;

/** How long the host's event loop may have to wait, in milliseconds. */
const hostPatience = 20;

/** What an instruction takes of the guest's time, in nanoseconds. */
export const instructionTime = 1n;

/** How the time of a system goes on where no thread makes it go on by what it does. */
export class PassingTime {
  readonly #system: UserSystem;
  /** When the run ends, by the host's clock. */
  readonly #deadline: number;
  #hostServed = performance.now();

  constructor(system: UserSystem, deadline: number) {
    this.#system = system;
    this.#deadline = deadline;
  }

  /** Instructions until a timer or a deadline is due, if nothing else happens. */
  untilDue(process: Process): number | undefined {
    const event = this.#nextEvent();
    const byClock = event === undefined ? undefined : event - this.#system.clock.now;
    const byProcessor = process.timers.untilProcessorTimer(process.processorTime);
    const next = earlier(byClock, byProcessor);
    return next === undefined ? undefined : Number((next > 0n ? next : 0n) / instructionTime) + 1;
  }

  /** When the next thing happens by itself, on the clock. */
  #nextEvent(): bigint | undefined {
    let next = this.#system.sleepers.nextDeadline;
    for (const { ending, timers } of this.#system.processes) {
      if (ending === undefined) {
        next = earlier(next, timers.nextReal);
      }
    }
    return next;
  }

  /** Wakes who has slept for long enough, and sends the signals of timers. */
  wakeByTime(): void {
    const system = this.#system;
    for (const { thread, sleep } of system.sleepers.expired(system.clock.now)) {
      if (thread.sleep === sleep) {
        system.finishSleep(thread, sleep.expired ?? (() => ({ kind: "error", errno: "EAGAIN" })));
      }
    }
    for (const process of system.processes) {
      if (process.ending === undefined) {
        for (const info of process.timers.expire(system.clock.now, process.processorTime)) {
          system.sendSignal(process, info);
        }
      }
    }
  }

  /**
   * Those who can run do nothing but yield, and have done so for long: time passes for them a little faster. It never goes
   * past what is due. Where somebody waits for the host, it is the host's time, and the host is left alone meanwhile.
   */
  async spin(process: Process, surplus: number): Promise<void> {
    const system = this.#system;
    const host = system.sleepers.waitingForHost;
    const nanoseconds = BigInt(Math.min(surplus, (this.untilDue(process) ?? surplus) - 1));
    if (host.length === 0) {
      system.clock.advance(nanoseconds);
      process.processorTime += nanoseconds;
    } else if (surplus >= shortestWait) {
      await this.#waitFor(host, system.clock.now + nanoseconds);
    }
  }

  /**
   * Nobody can run. Time jumps to the next event; where somebody waits for the host, input for instance, it passes as
   * it does for the host. The answer is no where there is nothing to come.
   */
  async idle(): Promise<boolean> {
    const system = this.#system;
    const event = this.#nextEvent();
    const host = system.sleepers.waitingForHost;
    if (host.length === 0) {
      if (event === undefined) {
        return false;
      }
      system.clock.advance(event > system.clock.now ? event - system.clock.now : 0n);
      return true;
    }
    await this.#waitFor(host, event);
    return true;
  }

  /** Waits for the host, until a point of the guest's time at most, while that goes on as the host's does. */
  async #waitFor(host: readonly Promise<void>[], end: bigint | undefined): Promise<void> {
    const { clock } = this.#system;
    const begun = performance.now();
    const left = this.#deadline - begun;
    await firstOf(host, end === undefined ? left : Math.min(Number(end - clock.now) / 1e6, left));
    this.#hostServed = performance.now();
    const passed = BigInt(Math.round((this.#hostServed - begun) * 1e6));
    clock.advance(end === undefined || clock.now + passed < end ? passed : end - clock.now);
  }

  /** Lets the host's event loop go round, if it has waited for long. */
  async serveHost(): Promise<void> {
    if (performance.now() - this.#hostServed <= hostPatience) {
      return;
    }
    await setImmediate();
    this.#hostServed = performance.now();
  }
}

function earlier(one: bigint | undefined, other: bigint | undefined): bigint | undefined {
  if (one === undefined || other === undefined) {
    return one ?? other;
  }
  return one < other ? one : other;
}
