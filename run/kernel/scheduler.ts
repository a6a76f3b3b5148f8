import type { CpuState, Stop } from "../../verify/engine/engine.js";
import { registerNumber } from "../../verify/engine/engine.js";
import { Random } from "../../verify/random.js";
import { deliverSignals, forceSignal } from "../signals/deliver-signals.js";
import { nextSignal } from "../signals/delivery.js";
import { signalNumber } from "../signals/signal-table.js";
import type { Sleep } from "../system-calls/result.js";
import type { Thread } from "../threads/thread.js";
import type { CallUnderWay } from "./dispatch.js";
import { memoryLeft } from "./memory-left.js";
import type { Ending, Process } from "./process.js";
import { Spinning } from "./spinning.js";
import { instructionTime, PassingTime } from "./passing-time.js";
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

/** What a system call takes of it. */
const callTime = 200n;

/** Instructions that a thread runs where no other wants to. */
const longQuantum = 2_000_000;

/** Where several can run, a quantum is between 2^4 and 2^16 instructions, the short as likely as the long. */
const shortestQuantumBits = 4;
const longestQuantumBits = 16;

/** One time in so many, threads that have just yielded are chosen from as well, though others can run. */
const yieldersTurn = 4;

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
  readonly #time: PassingTime;
  readonly #spinning = new Spinning();
  #executed = 0;

  constructor(system: UserSystem, first: Process, options: ScheduleOptions) {
    this.#system = system;
    this.#first = first;
    this.#random = new Random(options.seed, "scheduler");
    this.#maxInstructions = options.maxInstructions ?? Number.POSITIVE_INFINITY;
    this.#deadline = options.timeout === undefined ? Number.POSITIVE_INFINITY : performance.now() + options.timeout;
    this.#time = new PassingTime(system, this.#deadline);
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
      this.#time.wakeByTime();
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
        if (!(await this.#time.idle())) {
          return { kind: "deadlock", sleeping: whoWaits(this.#system) };
        }
        continue;
      }
      const thread = this.#choose(runnable);
      const stuck = this.#slice(thread, runnable.length > 1);
      if (stuck !== undefined) {
        return stuck;
      }
      if (this.#spinning.surplus > 0) {
        await this.#time.spin(thread.process, this.#spinning.takeSurplus());
      }
      await this.#time.serveHost();
    }
  }

  /** Rather a thread that has not just yielded: one of many that wait must not keep those from working who are waited for. */
  #choose(runnable: readonly Thread[]): Thread {
    const working = runnable.filter(({ hasYielded }) => !hasYielded);
    const some = working.length > 0 && this.#random.below(yieldersTurn) > 0 ? working : runnable;
    return this.#random.pick(some);
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
    const look = this.#memoryLook(process);
    const limit = this.#quantum(process, contended, look);
    const end = system.clock.now + BigInt(limit) * instructionTime;
    thread.hasYielded = false;
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
        const looks = looksAtTime(state);
        const answered = system.dispatch.call(thread);
        thread.hasYielded = system.takeYield(thread);
        if (thread.hasYielded) {
          this.#spinning.yielded();
        } else if (!looks) {
          this.#spinning.called();
        }
        this.#boundMemory(process);
        if (answered.kind === "sleeping") {
          asleep = answered;
          return "stop";
        }
        const goesOn =
          answered.kind === "answered" &&
          thread.state === state &&
          !thread.hasYielded &&
          !thread.over &&
          process.stopped === undefined &&
          nextSignal(thread) === undefined &&
          system.clock.now < end &&
          // Calls may take the host long, however short they are for the guest.
          performance.now() < this.#deadline &&
          // It may have mapped so much that its memory has to be looked at more often from now on.
          (look !== undefined || this.#memoryLook(process) === undefined);
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
      this.#spinning.ran(executed - seen);
      seen = executed;
      process.processorTime += time;
      this.#system.clock.advance(time);
    };
  }

  /** After how many instructions to look how much memory a process has; undefined: it cannot have too much. */
  #memoryLook(process: Process): number | undefined {
    return process.memory.lookAgain(memoryLeft(this.#system, process));
  }

  /** How many instructions a thread may run: until something is due, at most. */
  #quantum(process: Process, contended: boolean, look: number | undefined): number {
    const bits = shortestQuantumBits + this.#random.below(longestQuantumBits - shortestQuantumBits + 1);
    const free = contended ? 2 ** (bits - 1) + this.#random.below(2 ** (bits - 1)) : longQuantum;
    const due = this.#time.untilDue(process) ?? free;
    return Math.max(1, Math.min(free, due, look ?? free, this.#maxInstructions - this.#executed));
  }
}

/** Who there is and cannot go on, a line for each. */
function whoWaits({ sleepers, processes }: UserSystem): readonly string[] {
  return [
    ...sleepers.all.map(({ thread, sleep }) => `thread ${String(thread.id)} sleeps in ${sleep.reason}`),
    ...processes.filter(({ stopped }) => stopped !== undefined).map(({ id }) => `process ${String(id)} is stopped`),
  ];
}

/** gettimeofday and clock_gettime: who waits for a point of time asks again and again. */
const timeCalls: ReadonlySet<bigint> = new Set([116n, 232n]);

function looksAtTime({ registers }: CpuState): boolean {
  return timeCalls.has(BigInt.asUintN(32, registers[registerNumber.AX] ?? 0n));
}

/** What the type checker takes for settled may have changed in a call. */
function isOver({ over }: Thread): boolean {
  return over;
}
