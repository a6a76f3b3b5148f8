import { Random } from "../../verify/random.js";
import type { CpuState, Engine } from "../../verify/engine/engine.js";
import type { SignalInfo } from "../signals/pending-signals.js";
import { PendingSignals } from "../signals/pending-signals.js";
import { initialFloatingPoint } from "../../verify/engine/floating-point.js";
import { usageWithChildren } from "../system-calls/resources.js";
import { signalNumber } from "../signals/signal-table.js";
import { settleEnd } from "./end-of-process.js";
import { EngineSupply } from "./engine-supply.js";
import { continueProcess, stopProcess } from "./stopped-process.js";
import { nextSignal } from "../signals/delivery.js";
import { postSignal } from "../signals/posting.js";
import { actionFlag } from "../signals/signal-actions.js";
import type { CallResult, Channel } from "../system-calls/result.js";
import { error } from "../system-calls/result.js";
import { Thread } from "../threads/thread.js";
import { Clock } from "../time/clock.js";
import type { Trace } from "../trace/trace.js";
import type { CallUnderWay } from "./dispatch.js";
import { attempt, Dispatch } from "./dispatch.js";
import type { Ending, Process } from "./process.js";
import type { Sleeper } from "./sleepers.js";
import { Sleepers } from "./sleepers.js";
import type { Limits, System } from "./system.js";

/** What a system starts from. */
export interface SystemOptions {
  readonly seed: number;
  /** The time of day at the start, in nanoseconds since 1970. */
  readonly startTime: bigint;
  readonly limits: Limits;
  readonly trace: Trace | undefined;
  /** Makes the engine of a new process. */
  readonly createEngine: () => Promise<Engine>;
  /** Says something to the user; every text once. */
  readonly warn: (text: string) => void;
}

/** The id of the first process; ids go up from here. Those below are the real system's own. */
export const firstId = 1000;

/** The kernel's state: processes, threads, who sleeps, what time it is. The scheduler makes it go. */
export class UserSystem implements System {
  readonly clock: Clock;
  readonly entropy: Random;
  readonly limits: Limits;
  readonly trace: Trace | undefined;
  readonly dispatch: Dispatch;
  readonly sleepers = new Sleepers();
  readonly engines: EngineSupply;
  readonly #processes: Process[] = [];
  readonly #threads = new Map<number, Thread>();
  readonly #yielding = new Set<Thread>();
  readonly #warnings = new Set<string>();
  readonly #warn: (text: string) => void;
  #nextId = firstId;

  constructor({ seed, startTime, limits, trace, createEngine, warn }: SystemOptions) {
    this.clock = new Clock(startTime);
    this.entropy = new Random(seed, "entropy");
    this.limits = limits;
    this.trace = trace;
    this.engines = new EngineSupply(createEngine);
    this.dispatch = new Dispatch(this, trace);
    this.#warn = warn;
  }

  get processes(): readonly Process[] {
    return this.#processes;
  }

  /** Threads that can run, in the order of their ids. */
  get runnable(): readonly Thread[] {
    return [...this.#threads.values()].filter(
      ({ sleep, process }) => sleep === undefined && process.stopped === undefined,
    );
  }

  takeId(): number {
    const id = this.#nextId;
    this.#nextId += 1;
    return id;
  }

  addProcess(process: Process): void {
    this.#processes.push(process);
  }

  removeProcess(process: Process): void {
    const index = this.#processes.indexOf(process);
    if (index >= 0) {
      this.#processes.splice(index, 1);
    }
  }

  thread(id: number): Thread | undefined {
    return this.#threads.get(id);
  }

  process(id: number): Process | undefined {
    return this.#processes.find((process) => process.id === id);
  }

  startThread(process: Process, state: CpuState, floatingPoint: Uint8Array): Thread {
    // The first thread of a process is the process: to the kernel of 2011 they were one thing.
    const id = process.threads.length === 0 && !this.#threads.has(process.id) ? process.id : this.takeId();
    const thread = new Thread(id, process, state, floatingPoint, new PendingSignals());
    process.threads.push(thread);
    this.#threads.set(id, thread);
    return thread;
  }

  endThread(thread: Thread): void {
    const { process } = thread;
    this.#remove(thread);
    if (process.threads.length === 0 && process.ending === undefined) {
      this.endProcess(process, { kind: "exit", status: 0 });
    }
  }

  endProcess(process: Process, ending: Ending): void {
    if (process.ending !== undefined) {
      return;
    }
    process.usage = usageWithChildren(process);
    process.ending = ending;
    for (const thread of [...process.threads]) {
      this.#remove(thread);
    }
    this.engines.takeBack(process);
    settleEnd(this, process);
  }

  withEngine(thread: Thread, use: (engine: Engine) => CallResult): CallResult {
    this.engines.request({ thread, use });
    const sleep: CallResult = {
      kind: "sleep",
      sleep: { reason: "fork", interrupted: "uninterruptible", woken: () => sleep },
    };
    return sleep;
  }

  restart(thread: Thread, state: CpuState): void {
    const { process, signalMask, pending } = thread;
    for (const other of [...process.threads]) {
      this.#remove(other);
    }
    const first = new Thread(process.id, process, state, initialFloatingPoint(), pending);
    first.signalMask = signalMask;
    process.threads.push(first);
    this.#threads.set(first.id, first);
  }

  wakeUp(process: Process | undefined, channel: Channel, count: number): number {
    const woken = this.sleepers.on(process, channel).slice(0, count);
    for (const { thread, sleep } of woken) {
      this.finishSleep(thread, sleep.woken);
    }
    return woken.length;
  }

  /** Ends a thread's sleep with a result, which may be that it sleeps on. */
  finishSleep(thread: Thread, finish: () => CallResult): void {
    const sleeper = this.sleepers.take(thread);
    if (sleeper !== undefined) {
      this.#settle(thread, sleeper.call, attempt(finish));
    }
  }

  /** Lets a thread sleep in its call. */
  putToSleep(sleeper: Sleeper): void {
    const { thread, sleep } = sleeper;
    this.sleepers.add(sleeper);
    this.#interrupt(thread);
    sleep.host?.then(
      () => {
        if (thread.sleep === sleep) {
          this.finishSleep(thread, sleep.woken);
        }
      },
      () => undefined,
    );
  }

  yieldProcessor(thread: Thread): void {
    this.#yielding.add(thread);
  }

  /** Did the thread ask for another to be chosen? Asking takes the answer back. */
  takeYield(thread: Thread): boolean {
    return this.#yielding.delete(thread);
  }

  sendSignal(target: Process | Thread, info: SignalInfo): void {
    const process = target instanceof Thread ? target.process : target;
    if (info.signal === signalNumber.SIGSTOP && stopProcess(this, process)) {
      return;
    }
    if (info.signal === signalNumber.SIGCONT || info.signal === signalNumber.SIGKILL) {
      continueProcess(this, process, info.signal);
    }
    const posted = postSignal(target, info);
    switch (posted.kind) {
      case "dropped":
      case "held":
        return;
      case "due":
        this.#interrupt(posted.thread);
        return;
      case "diverted":
        this.wakeUp(undefined, posted.thread, 1);
        return;
    }
  }

  /** The run is over: what processes there still are let go of their files and engines. */
  close(): void {
    for (const { ending, files, memory } of this.#processes) {
      if (ending === undefined) {
        memory.synchronize();
        files.letGo();
      }
    }
    this.engines.close();
  }

  warn(text: string): void {
    if (!this.#warnings.has(text)) {
      this.#warnings.add(text);
      this.#warn(text);
    }
  }

  /** Ends a sleep if a signal is there: with the call's own answer, EINTR, or the call from the start again. */
  #interrupt(thread: Thread): void {
    const { sleep } = thread;
    const signal = nextSignal(thread);
    if (sleep === undefined || signal === undefined || sleep.interrupted === "uninterruptible") {
      return;
    }
    const { flags } = thread.process.actions.get(signal);
    if (sleep.interrupted === undefined && sleep.restartable === true && (flags & actionFlag.SA_RESTART) !== 0) {
      const sleeper = this.sleepers.take(thread);
      if (sleeper !== undefined) {
        thread.state = { ...thread.state, rip: sleeper.call.instruction };
      }
      return;
    }
    this.finishSleep(thread, sleep.interrupted ?? (() => error("EINTR")));
  }

  #settle(thread: Thread, call: CallUnderWay, result: CallResult): void {
    const answered = this.dispatch.answer(thread, call, result);
    if (answered.kind === "sleeping") {
      this.putToSleep({ thread, sleep: answered.sleep, call: answered.call });
    }
  }

  #remove(thread: Thread): void {
    thread.over = true;
    this.sleepers.take(thread);
    this.#yielding.delete(thread);
    this.#threads.delete(thread.id);
    const { threads } = thread.process;
    const index = threads.indexOf(thread);
    if (index >= 0) {
      threads.splice(index, 1);
    }
  }
}
