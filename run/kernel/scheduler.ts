import { setImmediate } from "node:timers/promises";
import type { CpuState, Stop } from "../../verify/engine/engine.js";
import { Random } from "../../verify/random.js";
import { firstOf } from "../time/host-wait.js";
import { deliverSignals, forceSignal } from "../signals/deliver-signals.js";
import { nextSignal } from "../signals/delivery.js";
import { signalNumber } from "../signals/signal-table.js";
import type { Sleep } from "../system-calls/result.js";
import type { Thread } from "../threads/thread.js";
import type { CallUnderWay } from "./dispatch.js";
import { memoryLeft } from "./memory-left.js";
import type { Ending, Process } from "./process.js";
import type { UserSystem } from "./user-system.js";

/** How a run ended. */
export type Outcome =
  /** The first process is over. */
  | { readonly kind: "ended"; readonly ending: Ending }
  /** So many instructions were allowed. */
  | { readonly kind: "instructions" }
  /** So much time of the host was allowed. */
  | { readonly kind: "timeout" }
  /** All threads sleep, and nothing can wake them. */
  | { readonly kind: "deadlock"; readonly sleeping: readonly string[] }
  /** The engine does not know an instruction. */
  | { readonly kind: "not-modelled"; readonly instruction: string; readonly address: bigint };

export interface ScheduleOptions {
  readonly seed: number;
  /** Instructions of all threads together. */
  readonly maxInstructions?: number | undefined;
  /** Milliseconds of the host's time. */
  readonly timeout?: number | undefined;
}

/** What an instruction takes of the guest's time, in nanoseconds. */
const instructionTime = 1n;

/** What a system call takes of it. */
const callTime = 200n;

/** Instructions that a thread runs where no other wants to. */
const longQuantum = 2_000_000;

/** Where several can run, a quantum is between 2^4 and 2^16 instructions, the short as likely as the long. */
const shortestQuantumBits = 4;
const longestQuantumBits = 16;

/** How long the host's event loop may have to wait, in milliseconds. */
const hostPatience = 20;

/**
 * Runs the threads of a system, one at a time, until all processes are over. Who runs for how long is drawn from the
 * seed: the same seed, the same run.
 */
export class Scheduler {
  readonly #system: UserSystem;
  readonly #first: Process;
  readonly #random: Random;
  readonly #maxInstructions: number;
  readonly #deadline: number;
  #executed = 0;
  #hostServed = performance.now();

  constructor(system: UserSystem, first: Process, options: ScheduleOptions) {
    this.#system = system;
    this.#first = first;
    this.#random = new Random(options.seed, "scheduler");
    this.#maxInstructions = options.maxInstructions ?? Number.POSITIVE_INFINITY;
    this.#deadline = options.timeout === undefined ? Number.POSITIVE_INFINITY : performance.now() + options.timeout;
  }

  /** Runs all processes to their end. How the first one ended is the outcome, whatever becomes of the others then. */
  async run(): Promise<Outcome> {
    const outcome = await this.#runAll();
    const { ending } = this.#first;
    return ending === undefined || outcome.kind === "not-modelled" ? outcome : { kind: "ended", ending };
  }

  async #runAll(): Promise<Outcome> {
    for (;;) {
      if (this.#system.engines.due) {
        await this.#system.engines.serve(this.#system);
      }
      this.#wakeByTime();
      if (this.#first.ending !== undefined && this.#system.processes.every(({ ending }) => ending !== undefined)) {
        return { kind: "ended", ending: this.#first.ending };
      }
      if (this.#executed >= this.#maxInstructions) {
        return { kind: "instructions" };
      }
      if (performance.now() >= this.#deadline) {
        return { kind: "timeout" };
      }
      const runnable = this.#system.runnable;
      if (runnable.length === 0) {
        const idle = await this.#idle();
        if (idle !== undefined) {
          return idle;
        }
        continue;
      }
      const stuck = this.#slice(this.#random.pick(runnable), runnable.length > 1);
      if (stuck !== undefined) {
        return stuck;
      }
      if (performance.now() - this.#hostServed > hostPatience) {
        await this.#serveHost();
      }
    }
  }

  /** Runs one thread for a while. */
  #slice(thread: Thread, contended: boolean): Outcome | undefined {
    const system = this.#system;
    const { process } = thread;
    const { engine } = process;
    deliverSignals(system, thread);
    if (thread.over || thread.sleep !== undefined) {
      return undefined;
    }
    thread.loadFloatingPoint();
    engine.setState(thread.state);
    const account = this.#accountant(process);
    const limit = this.#quantum(process, contended);
    const end = system.clock.now + BigInt(limit) * instructionTime;
    let handed: CpuState | undefined;
    let asleep: { readonly sleep: Sleep; readonly call: CallUnderWay } | undefined;
    const stop = engine.run({
      limit,
      pace: "approximate",
      systemCall: (state) => {
        account();
        system.clock.advance(callTime);
        handed = state;
        thread.state = state;
        const answered = system.dispatch.call(thread);
        this.#boundMemory(process);
        if (answered.kind === "sleeping") {
          asleep = answered;
          return "stop";
        }
        const goesOn =
          answered.kind === "answered" &&
          thread.state === state &&
          !system.takeYield(thread) &&
          !thread.over &&
          process.stopped === undefined &&
          nextSignal(thread) === undefined &&
          system.clock.now < end;
        return goesOn ? "go-on" : "stop";
      },
    });
    account();
    if (isOver(thread)) {
      return undefined;
    }
    // A handler that replaced the state, sigreturn's, means its own.
    if (stop.kind !== "asked" || thread.state === handed) {
      thread.state = engine.state();
    }
    if (asleep !== undefined) {
      system.putToSleep({ thread, ...asleep });
    }
    this.#boundMemory(process);
    return this.#afterStop(thread, stop);
  }

  /** Takes no more of the host's memory than was allowed: the kernel ends who uses up the swap. */
  #boundMemory(process: Process): void {
    if (process.memory.overLimit(memoryLeft(this.#system, process))) {
      const explanation = `out of memory: it has touched more than ${String(this.#system.limits.memory >> 20n)} MiB`;
      this.#system.endProcess(process, { kind: "signal", signal: signalNumber.SIGKILL, explanation });
    }
  }

  #afterStop(thread: Thread, stop: Stop): Outcome | undefined {
    switch (stop.kind) {
      case "limit":
      case "asked":
        return undefined;
      case "not-modelled":
        return { kind: "not-modelled", instruction: stop.instruction, address: thread.state.rip };
      case "fault":
      case "exception":
      case "interrupt":
        forceSignal(this.#system, thread, stop);
        return undefined;
    }
  }

  /** Books what the engine has run since the last time it was asked. */
  #accountant(process: Process): () => void {
    const { engine } = process;
    let seen = engine.executed;
    return () => {
      const { executed } = engine;
      const time = BigInt(executed - seen) * instructionTime;
      this.#executed += executed - seen;
      seen = executed;
      process.processorTime += time;
      this.#system.clock.advance(time);
    };
  }

  /** How many instructions a thread may run: until something is due, at most. */
  #quantum(process: Process, contended: boolean): number {
    const bits = shortestQuantumBits + this.#random.below(longestQuantumBits - shortestQuantumBits + 1);
    const free = contended ? 2 ** (bits - 1) + this.#random.below(2 ** (bits - 1)) : longQuantum;
    const due = this.#untilDue(process) ?? free;
    const look = process.memory.lookAgain(memoryLeft(this.#system, process)) ?? free;
    return Math.max(1, Math.min(free, due, look, this.#maxInstructions - this.#executed));
  }

  /** Instructions until a timer or a deadline is due, if nothing else happens. */
  #untilDue(process: Process): number | undefined {
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

  #wakeByTime(): void {
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
   * Nobody can run. Time jumps to the next event; where somebody waits for the host, input for instance, it passes as
   * it does for the host.
   */
  async #idle(): Promise<Outcome | undefined> {
    const system = this.#system;
    const event = this.#nextEvent();
    const host = system.sleepers.waitingForHost;
    if (host.length === 0) {
      if (event === undefined) {
        return { kind: "deadlock", sleeping: whoWaits(system) };
      }
      system.clock.advance(event > system.clock.now ? event - system.clock.now : 0n);
      return undefined;
    }
    const begun = performance.now();
    const wait = event === undefined ? this.#deadline - begun : Number(event - system.clock.now) / 1e6;
    await firstOf(host, Math.min(wait, this.#deadline - begun));
    this.#hostServed = performance.now();
    const passed = BigInt(Math.round((this.#hostServed - begun) * 1e6));
    system.clock.advance(event === undefined || system.clock.now + passed < event ? passed : event - system.clock.now);
    return undefined;
  }

  async #serveHost(): Promise<void> {
    await setImmediate();
    this.#hostServed = performance.now();
  }
}

/** Who there is and cannot go on, a line for each. */
function whoWaits({ sleepers, processes }: UserSystem): readonly string[] {
  return [
    ...sleepers.all.map(({ thread, sleep }) => `thread ${String(thread.id)} sleeps in ${sleep.reason}`),
    ...processes.filter(({ stopped }) => stopped !== undefined).map(({ id }) => `process ${String(id)} is stopped`),
  ];
}

function earlier(one: bigint | undefined, other: bigint | undefined): bigint | undefined {
  if (one === undefined || other === undefined) {
    return one ?? other;
  }
  return one < other ? one : other;
}

/** What the type checker takes for settled may have changed in a call. */
function isOver({ over }: Thread): boolean {
  return over;
}
