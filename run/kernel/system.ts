import type { Random } from "../../verify/random.js";
import type { Clock } from "../time/clock.js";
import type { SignalInfo } from "../signals/pending-signals.js";
import type { CallResult, Channel } from "../system-calls/result.js";
import type { Trace } from "../trace/trace.js";
import type { Thread } from "../threads/thread.js";
import type { Ending, Process } from "./process.js";
import type { CpuState, Engine } from "../../verify/engine/engine.js";

/** What system calls ask of the rest of the kernel. */
export interface System {
  readonly clock: Clock;
  /** Randomness for the guest (arc4random's seed, /dev/urandom); apart from that of the scheduler. */
  readonly entropy: Random;
  readonly processes: readonly Process[];
  /** Where the bytes that calls move are written down, if anywhere. */
  readonly trace?: Trace | undefined;
  /** Limits of what a guest may take. */
  readonly limits: Limits;

  thread(id: number): Thread | undefined;
  process(id: number): Process | undefined;

  /** Wakes sleepers of a channel, at most `count` in the order they went to sleep. How many it were. */
  wakeUp(process: Process | undefined, channel: Channel, count: number): number;
  /** Lets the scheduler choose anew after this call. */
  yieldProcessor(thread: Thread): void;
  /** A new thread of the process, runnable, with registers of its own. */
  startThread(process: Process, state: CpuState, floatingPoint: Uint8Array): Thread;
  /** Ends a thread; the last one ends its process with status 0. */
  endThread(thread: Thread): void;
  /** Ends a process with all its threads. Its parent is told, and it stays until the parent has asked. */
  endProcess(process: Process, ending: Ending): void;
  /** Forgets a process that is over. */
  removeProcess(process: Process): void;
  /** A number for a process or a thread that nothing else has. */
  takeId(): number;
  addProcess(process: Process): void;
  /** Lets a thread sleep until there is another engine, and then do something with it: what fork(2) needs. */
  withEngine(thread: Thread, use: (engine: Engine) => CallResult): CallResult;
  /** Puts another program's first thread in the place of all that a process has: what execve(2) needs. */
  restart(thread: Thread, state: CpuState): void;
  /** Sends a signal to a process, or to one thread of it. */
  sendSignal(target: Process | Thread, info: SignalInfo): void;
  /** Says something to the user of portwright, once for each text: an unknown call, a device that is not there. */
  warn(text: string): void;
}

export interface Limits {
  /** Bytes of memory that may be in use. */
  readonly memory: bigint;
  readonly threads: number;
  readonly openFiles: number;
}
