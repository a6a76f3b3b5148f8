import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { createBuiltinEngine } from "../../../verify/engine/builtin/builtin-engine.js";
import { Random } from "../../../verify/random.js";
import type { FileTable } from "../../../run/files/file-table.js";
import { createFileTable } from "../../../run/files/file-table.js";
import { HostInput } from "../../../run/files/host-input.js";
import { createProcess } from "../../../run/kernel/create-process.js";
import type { ErrnoName } from "../../../run/kernel/errno.js";
import type { Process } from "../../../run/kernel/process.js";
import type { System } from "../../../run/kernel/system.js";
import { AddressSpace } from "../../../run/memory/address-space.js";
import { BadAddress } from "../../../run/memory/bad-address.js";
import type { SignalInfo } from "../../../run/signals/pending-signals.js";
import { PendingSignals } from "../../../run/signals/pending-signals.js";
import { fileCalls } from "../../../run/system-calls/file-calls.js";
import { informationCalls } from "../../../run/system-calls/information.js";
import type { CallResult, Channel, Sleep } from "../../../run/system-calls/result.js";
import { CallError } from "../../../run/system-calls/result.js";
import type { Call, SystemCall } from "../../../run/system-calls/system-call.js";
import { Thread } from "../../../run/threads/thread.js";
import { Clock } from "../../../run/time/clock.js";

const memoryStart = 0x10_0000n;
const memorySize = 4 << 20;

/** Memory of a guest in one piece, for calls to read and write; all other addresses are bad. */
class PlainMemory extends AddressSpace {
  readonly bytes = new Uint8Array(memorySize);

  override read(address: bigint, size: number): Uint8Array {
    const at = this.#offset(address, size);
    return this.bytes.subarray(at, at + size);
  }

  override write(address: bigint, bytes: Uint8Array): void {
    if (bytes.length > 0) {
      this.bytes.set(bytes, this.#offset(address, bytes.length));
    }
  }

  override readUint32(address: bigint): number {
    return this.#view(address, 4).getUint32(0, true);
  }

  override readUint64(address: bigint): bigint {
    return this.#view(address, 8).getBigUint64(0, true);
  }

  override writeUint32(address: bigint, value: number): void {
    this.#view(address, 4).setUint32(0, value, true);
  }

  override writeUint64(address: bigint, value: bigint): void {
    this.#view(address, 8).setBigUint64(0, value, true);
  }

  override readString(address: bigint, limit: number): Uint8Array {
    const at = this.#offset(address, 1);
    const end = this.bytes.indexOf(0, at);
    if (end - at > limit) {
      throw new CallError("ENAMETOOLONG");
    }
    return this.bytes.slice(at, end);
  }

  #view(address: bigint, size: number): DataView {
    return new DataView(this.bytes.buffer, this.#offset(address, size), size);
  }

  #offset(address: bigint, size: number): number {
    const at = Number(address - memoryStart);
    if (at < 0 || at + size > memorySize) {
      throw new BadAddress(address);
    }
    return at;
  }
}

/** What a call has come to: its result, the name of its error, or a sleep that still has to end. */
export type Answer = number | ErrnoName | Pending;

/** An answer for people. */
export function shown(answer: Answer): string {
  return typeof answer === "object" ? `sleeps: ${answer.sleep.reason}` : String(answer);
}

/** A call that sleeps. */
export interface Pending {
  readonly sleep: Sleep;
  /** Its result, once it has one. */
  result: number | ErrnoName | undefined;
}

interface Sleeper {
  readonly pending: Pending;
  sleep: Sleep;
}

const calls = new Map<string, SystemCall>([...informationCalls, ...fileCalls].map((call) => [call.name, call]));

/** A process that makes system calls when a test tells it to, with nothing behind it but the files and a clock. */
export class Guest {
  readonly memory: PlainMemory;
  readonly files: FileTable;
  readonly clock = new Clock(1_300_000_000_000_000_000n);
  readonly signals: SignalInfo[] = [];
  readonly warnings: string[] = [];
  readonly input = new PassThrough();
  readonly process: Process;
  readonly #system: System;
  readonly #thread: Thread;
  readonly #sleepers: Sleeper[] = [];
  #free = memoryStart;

  constructor(root?: string) {
    const engine = createBuiltinEngine();
    const input = new HostInput(() => this.input);
    this.files = createFileTable({ root, startTime: this.clock.start, seed: 1, input });
    // The test's own streams stay out of it.
    this.files.closeAll();
    this.memory = new PlainMemory(engine);
    this.process = { ...createProcess(1000, "guest", engine, this.files), memory: this.memory };
    const state = engine.state();
    this.#thread = new Thread(1000, this.process, state, engine.floatingPoint(), new PendingSignals());
    this.#system = this.#makeSystem();
  }

  /** Makes a call. Strings become paths in memory, arrays of bytes buffers; the address goes in their place. */
  call(name: string, ...given: readonly (number | bigint | string | Uint8Array)[]): Answer {
    const call = calls.get(name);
    if (call === undefined) {
      throw new Error(`no such call: ${name}`);
    }
    const words = given.map((word) => {
      if (typeof word === "string") return this.put(Buffer.from(`${word}\0`, "utf8"));
      return typeof word === "object" ? this.put(word) : BigInt(word);
    });
    const made: Call = {
      system: this.#system,
      process: this.process,
      thread: this.#thread,
      argument: (index) => extended(words[index] ?? 0n, call.parameters[index]),
      int: (index) => Number(extended(words[index] ?? 0n, call.parameters[index])),
    };
    return this.#settle(() => call.run(made), undefined);
  }

  /** A call whose result is a number. */
  value(name: string, ...given: readonly (number | bigint | string | Uint8Array)[]): number {
    const answer = this.call(name, ...given);
    if (typeof answer !== "number") {
      throw new Error(`${name}: ${typeof answer === "string" ? answer : answer.sleep.reason}`);
    }
    return answer;
  }

  /** A call that has to sleep. */
  sleeps(name: string, ...given: readonly (number | bigint | string | Uint8Array)[]): Pending {
    const answer = this.call(name, ...given);
    if (typeof answer !== "object") {
      throw new Error(`${name} did not sleep: ${answer}`);
    }
    return answer;
  }

  /** Waits until the host has done what a sleep waits for, and so on until the call has its result. */
  async finished(answer: Answer): Promise<number | ErrnoName> {
    if (typeof answer !== "object") {
      return answer;
    }
    while (answer.result === undefined) {
      const sleeper = this.#sleepers.find(({ pending }) => pending === answer);
      if (sleeper?.sleep.host === undefined) {
        throw new Error(`nothing of the host ends ${answer.sleep.reason}`);
      }
      await sleeper.sleep.host;
      this.#wake(sleeper, sleeper.sleep.woken);
    }
    return answer.result;
  }

  /** Lets time pass until the deadlines of all sleepers that have one. */
  passTime(): void {
    for (const sleeper of [...this.#sleepers]) {
      const { deadline, expired } = sleeper.sleep;
      if (deadline !== undefined) {
        this.clock.now = deadline > this.clock.now ? deadline : this.clock.now;
        this.#wake(sleeper, expired ?? (() => ({ kind: "error", errno: "EAGAIN" })));
      }
    }
  }

  /** A signal's handler is about to run. */
  interrupt(pending: Pending): void {
    const sleeper = this.#sleepers.find((candidate) => candidate.pending === pending);
    const interrupted = sleeper?.sleep.interrupted;
    if (sleeper !== undefined && interrupted !== "uninterruptible") {
      this.#wake(sleeper, interrupted ?? (() => ({ kind: "error", errno: "EINTR" })));
    }
  }

  /** Memory for a call. */
  room(size: number): bigint {
    const address = this.#free;
    this.#free += BigInt((size + 15) & ~15);
    if (this.#free > memoryStart + BigInt(memorySize - 65536)) {
      this.#free = memoryStart;
    }
    return address;
  }

  put(bytes: Uint8Array): bigint {
    const address = this.room(bytes.length);
    this.memory.write(address, bytes);
    return address;
  }

  bytes(address: bigint, size: number): Uint8Array {
    return this.memory.read(address, size).slice();
  }

  view(address: bigint, size: number): DataView {
    return new DataView(this.bytes(address, size).buffer);
  }

  text(address: bigint, size: number): string {
    return Buffer.from(this.bytes(address, size)).toString("latin1");
  }

  /** Reads from a descriptor: the text, or the error. */
  read(descriptor: number, size = 65536): string {
    const address = this.room(size);
    const answer = this.call("read", descriptor, address, size);
    if (typeof answer === "object") {
      return "sleeps";
    }
    return typeof answer === "string" ? answer : this.text(address, answer);
  }

  write(descriptor: number, text: string): Answer {
    const bytes = Buffer.from(text, "latin1");
    return this.call("write", descriptor, bytes, bytes.length);
  }

  /** The two ends of a new pipe. */
  pipe(): readonly [number, number] {
    const address = this.room(8);
    this.value("pipe", address);
    const view = this.view(address, 8);
    return [view.getInt32(0, true), view.getInt32(4, true)];
  }

  #settle(part: () => CallResult, pending: Pending | undefined): Answer {
    const result = attempt(part);
    switch (result.kind) {
      case "value":
      case "error": {
        const answer = result.kind === "value" ? Number(result.value) : result.errno;
        if (pending !== undefined) {
          pending.result = answer;
        }
        return answer;
      }
      case "sleep": {
        const sleeping = pending ?? { sleep: result.sleep, result: undefined };
        this.#sleepers.push({ pending: sleeping, sleep: result.sleep });
        return sleeping;
      }
      case "done":
        throw new Error("no call of these is done without a result");
    }
  }

  #wake(sleeper: Sleeper, how: () => CallResult): void {
    this.#sleepers.splice(this.#sleepers.indexOf(sleeper), 1);
    this.#settle(how, sleeper.pending);
  }

  #makeSystem(): System {
    const refuse = (): never => {
      throw new Error("not for calls about files");
    };
    return {
      clock: this.clock,
      entropy: new Random(1, "entropy"),
      processes: [this.process],
      limits: { memory: 1n << 30n, threads: 100, openFiles: 1024 },
      thread: () => undefined,
      process: (id) => (id === this.process.id ? this.process : undefined),
      wakeUp: (_process: Process | undefined, channel: Channel, count: number) => {
        const woken = this.#sleepers.filter(({ sleep }) => sleep.channel === channel).slice(0, count);
        for (const sleeper of woken) {
          this.#wake(sleeper, sleeper.sleep.woken);
        }
        return woken.length;
      },
      addProcess: refuse,
      removeProcess: refuse,
      takeId: refuse,
      withEngine: refuse,
      restart: refuse,
      yieldProcessor: refuse,
      startThread: refuse,
      endThread: refuse,
      endProcess: refuse,
      sendSignal: (_target, info) => {
        this.signals.push(info);
      },
      warn: (text) => {
        this.warnings.push(text);
      },
    };
  }
}

function attempt(part: () => CallResult): CallResult {
  try {
    return part();
  } catch (thrown) {
    if (thrown instanceof CallError) {
      return { kind: "error", errno: thrown.errno };
    }
    if (thrown instanceof BadAddress) {
      return { kind: "error", errno: "EFAULT" };
    }
    throw thrown;
  }
}

function extended(word: bigint, kind: SystemCall["parameters"][number] | undefined): bigint {
  switch (kind) {
    case "int":
      return BigInt.asIntN(32, word);
    case "uint":
    case "mode":
    case "flags":
      return BigInt.asUintN(32, word);
    case "long":
      return BigInt.asIntN(64, word);
    case "ulong":
    case "pointer":
    case "path":
    case "padding":
    case undefined:
      return BigInt.asUintN(64, word);
  }
}

/** A folder of the host for a test, and how to take it away again. */
export function temporaryFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "portwright-files-"));
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}
