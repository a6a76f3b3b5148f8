import { Keystone } from "../../assemble/keystone.js";
import { createBuiltinEngine } from "../../verify/engine/builtin/builtin-engine.js";
import type { CpuState, Stop } from "../../verify/engine/engine.js";
import { registerNumber } from "../../verify/engine/engine.js";
import { initialFloatingPoint } from "../../verify/engine/floating-point.js";
import { bsdAmd64 } from "../../verify/kernel/convention.js";
import { Random } from "../../verify/random.js";
import { FileSystem } from "../../run/files/file-system.js";
import { FileTable } from "../../run/files/file-table.js";
import { createProcess } from "../../run/kernel/create-process.js";
import { errno } from "../../run/kernel/errno.js";
import type { Ending, Process } from "../../run/kernel/process.js";
import type { System } from "../../run/kernel/system.js";
import { BadAddress } from "../../run/memory/bad-address.js";
import { trampolineAddress } from "../../run/memory/layout.js";
import { deliverSignals, forceSignal } from "../../run/signals/deliver-signals.js";
import { nextSignal } from "../../run/signals/delivery.js";
import type { SignalInfo } from "../../run/signals/pending-signals.js";
import { PendingSignals } from "../../run/signals/pending-signals.js";
import { postSignal } from "../../run/signals/posting.js";
import { trampolineBytes } from "../../run/signals/trampoline.js";
import type { CallResult, Channel } from "../../run/system-calls/result.js";
import { CallError, error } from "../../run/system-calls/result.js";
import { signalCalls } from "../../run/system-calls/signals.js";
import type { Call, SystemCall } from "../../run/system-calls/system-call.js";
import { threadCalls } from "../../run/system-calls/threads.js";
import { timeCalls } from "../../run/system-calls/time.js";
import { Thread } from "../../run/threads/thread.js";
import { Clock } from "../../run/time/clock.js";
import { TestMemory } from "./test-memory.js";

const keystone = new Keystone();

export const codeAt = 0x40_0000n;
export const dataAt = 0x60_0000n;
export const stackTop = 0x7f_0001_0000n;

/** Mapped, and good for nothing but reading. */
export const readOnlyAt = 0x70_0000n;

/** Mapped, and good for nothing. */
export const forbiddenAt = 0x71_0000n;

/** Nothing is mapped there. */
export const nowhere = 0x50_0000n;

const calls: ReadonlyMap<number, SystemCall> = new Map(
  [...signalCalls, ...threadCalls, ...timeCalls].map((call) => [call.number, call]),
);

/** A process with its kernel, as small as can be: threads run in turn, each until it makes a call. */
export class Guest implements System {
  readonly clock = new Clock(1_314_000_000_123_456_789n);
  readonly entropy = new Random(1);
  readonly limits = { memory: 1n << 30n, threads: 8, openFiles: 8 };
  readonly processes: Process[] = [];
  readonly warnings: string[] = [];
  /** Ids of threads that have yielded. */
  readonly yielded: number[] = [];
  readonly engine = createBuiltinEngine();
  readonly memory = new TestMemory(this.engine);
  readonly only: Process;
  readonly main: Thread;
  #nextId = 4001;

  constructor(code: Uint8Array = new Uint8Array()) {
    this.memory.add(codeAt, 0x2000n, { read: true, write: true, execute: true });
    this.memory.add(dataAt, 0x1_0000n, { read: true, write: true, execute: false });
    this.memory.add(stackTop - 0x1_0000n, 0x1_0000n, { read: true, write: true, execute: false });
    this.memory.add(readOnlyAt, 0x1000n, { read: true, write: false, execute: false });
    this.memory.add(forbiddenAt, 0x1000n, { read: false, write: false, execute: false });
    this.memory.add(trampolineAddress, 0x1000n, { read: true, write: false, execute: true });
    this.engine.write(trampolineAddress, trampolineBytes);
    this.engine.write(codeAt, code);
    const files = new FileTable(new FileSystem({ startTime: 0n, seed: 1 }));
    this.only = { ...createProcess(4000, "guest", this.engine, files), memory: this.memory };
    this.processes.push(this.only);
    const state = this.engine.state();
    state.rip = codeAt;
    state.registers[registerNumber.SP] = stackTop - 0x1000n;
    this.main = new Thread(4000, this.only, state, initialFloatingPoint(), new PendingSignals());
    this.only.threads.push(this.main);
  }

  thread(id: number): Thread | undefined {
    return this.only.threads.find((thread) => thread.id === id);
  }

  process(id: number): Process | undefined {
    return this.processes.find((process) => process.id === id);
  }

  wakeUp(process: Process | undefined, channel: Channel, count: number): number {
    const sleepers = this.only.threads
      .filter((thread) => thread.sleep?.channel === channel && (process ?? thread.process) === thread.process)
      .slice(0, count);
    for (const thread of sleepers) {
      const woken = thread.sleep?.woken;
      thread.sleep = undefined;
      if (woken !== undefined) this.#answer(thread, attempt(woken));
    }
    return sleepers.length;
  }

  addProcess(process: Process): void {
    this.processes.push(process);
  }

  removeProcess(process: Process): void {
    this.processes.splice(this.processes.indexOf(process), 1);
  }

  takeId(): number {
    this.#nextId += 1;
    return this.#nextId - 1;
  }

  /** There is one processor. */
  withEngine(): CallResult {
    return error("EAGAIN");
  }

  restart(thread: Thread, state: CpuState): void {
    thread.state = state;
  }

  yieldProcessor(thread: Thread): void {
    this.yielded.push(thread.id);
  }

  startThread(process: Process, state: CpuState, floatingPoint: Uint8Array): Thread {
    const thread = new Thread(this.takeId(), process, state, floatingPoint, new PendingSignals());
    process.threads.push(thread);
    return thread;
  }

  endThread(thread: Thread): void {
    thread.over = true;
    this.only.threads.splice(this.only.threads.indexOf(thread), 1);
    if (this.only.threads.length === 0) this.only.ending ??= { kind: "exit", status: 0 };
  }

  endProcess(process: Process, ending: Ending): void {
    process.ending ??= ending;
    for (const thread of process.threads.splice(0)) thread.over = true;
  }

  sendSignal(target: Process | Thread, info: SignalInfo): void {
    const posted = postSignal(target, info);
    if (posted.kind === "diverted") this.wakeUp(undefined, posted.thread, 1);
    if (posted.kind === "due") this.#interrupt(posted.thread);
  }

  warn(text: string): void {
    this.warnings.push(text);
  }

  /** Makes a call as the thread would, with what is in its registers besides. What is left is in its state. */
  call(name: string, values: readonly (number | bigint)[], thread = this.main): void {
    const found = [...calls.values()].find((call) => call.name === name);
    if (found === undefined) throw new Error(`no call is named ${name}`);
    values.forEach((argument, index) => {
      const register = bsdAmd64.arguments[index];
      if (register !== undefined) thread.state.registers[registerNumber[register]] = BigInt(argument);
    });
    thread.state.registers[registerNumber.AX] = BigInt(found.number);
    this.#dispatch(thread);
  }

  /** What a call has left: a result, or the name of an error. */
  result(thread = this.main): bigint | string {
    const result = thread.state.registers[registerNumber.AX] ?? 0n;
    if ((thread.state.flags & 1n) === 0n) return result;
    return Object.entries(errno).find(([, number]) => BigInt(number) === result)?.[0] ?? `errno ${String(result)}`;
  }

  /** A call and what it leaves. */
  ask(name: string, ...values: readonly (number | bigint)[]): bigint | string {
    this.call(name, values);
    return this.result();
  }

  register(name: keyof typeof registerNumber, thread = this.main): bigint {
    return thread.state.registers[registerNumber[name]] ?? 0n;
  }

  /** Runs a thread until it sleeps, is over, or stops for a reason that is not answered here. */
  run(thread = this.main, limit = 10_000): Stop | "over" | "asleep" {
    const end = this.engine.executed + limit;
    for (;;) {
      deliverSignals(this, thread);
      if (thread.over) return "over";
      if (thread.sleep !== undefined) return "asleep";
      thread.loadFloatingPoint();
      this.engine.setState(thread.state);
      const before = this.engine.executed;
      const stop = this.engine.run({ limit: end - before, systemCall: () => "stop" });
      const executed = BigInt(this.engine.executed - before);
      this.clock.advance(executed);
      this.only.processorTime += executed;
      thread.state = this.engine.state();
      if (stop.kind === "asked") {
        this.#dispatch(thread);
        if (this.engine.executed >= end && !sleeps(thread)) return { kind: "limit" };
      } else if (stop.kind === "limit" || stop.kind === "not-modelled") {
        return stop;
      } else {
        forceSignal(this, thread, stop);
      }
    }
  }

  /** Lets time pass until a thread's sleep is over. */
  sleepOut(thread = this.main): void {
    const { sleep } = thread;
    if (sleep?.deadline === undefined) throw new Error("it would sleep for ever");
    this.clock.advance(sleep.deadline - this.clock.now);
    thread.sleep = undefined;
    this.#answer(thread, attempt(sleep.expired ?? (() => error("EAGAIN"))));
  }

  #dispatch(thread: Thread): void {
    bsdAmd64.enter(thread.state);
    const call = calls.get(Number(thread.state.registers[registerNumber.AX]));
    const result = call === undefined ? error("ENOSYS") : attempt(() => call.run(this.#callOf(thread, call)));
    this.#answer(thread, result);
    if (thread.sleep !== undefined && nextSignal(thread) !== undefined) this.#interrupt(thread);
  }

  #callOf(thread: Thread, { parameters }: SystemCall): Call {
    const word = (index: number): bigint => {
      const name = bsdAmd64.arguments[index];
      return name === undefined ? 0n : (thread.state.registers[registerNumber[name]] ?? 0n);
    };
    const argument = (index: number): bigint => {
      const kind = parameters[index];
      if (kind === undefined) throw new RangeError(`the call has no argument ${String(index)}`);
      if (kind === "int") return BigInt.asIntN(32, word(index));
      return kind === "flags" || kind === "uint" ? BigInt.asUintN(32, word(index)) : word(index);
    };
    return { system: this, process: thread.process, thread, argument, int: (index) => Number(argument(index)) };
  }

  #answer(thread: Thread, result: CallResult): void {
    switch (result.kind) {
      case "value":
        bsdAmd64.succeed(thread.state, result.value, result.second);
        break;
      case "error":
        bsdAmd64.fail(thread.state, errno[result.errno]);
        break;
      case "sleep":
        thread.sleep = result.sleep;
        break;
      case "done":
        break;
    }
  }

  #interrupt(thread: Thread): void {
    const { sleep } = thread;
    if (sleep === undefined || sleep.interrupted === "uninterruptible") return;
    thread.sleep = undefined;
    this.#answer(thread, attempt(sleep.interrupted ?? (() => error("EINTR"))));
  }
}

function sleeps({ sleep }: Thread): boolean {
  return sleep !== undefined;
}

function attempt(part: () => CallResult): CallResult {
  try {
    return part();
  } catch (thrown) {
    if (thrown instanceof BadAddress) return error("EFAULT");
    if (thrown instanceof CallError) return error(thrown.errno);
    throw thrown;
  }
}

/** Assembles instructions one after the other, in AT&T syntax with numbers in 0x. */
export async function assemble(at: bigint, ...instructions: readonly string[]): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let address = Number(at);
  for (const instruction of instructions) {
    const bytes = await keystone.encode(instruction, address);
    parts.push(bytes);
    address += bytes.length;
  }
  return Buffer.concat(parts);
}
