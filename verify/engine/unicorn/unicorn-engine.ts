import type { CpuState, Engine, Permissions, RunOptions, Stop } from "../engine.js";
import { EngineError } from "../engine.js";
import { errorCode } from "./constants.js";
import { GuestMemory } from "./guest-memory.js";
import { Hooks } from "./hooks.js";
import { lengthOf } from "./instruction-bytes.js";
import type { Library, Pointer } from "./library.js";
import { loadLibrary } from "./library.js";
import { UnicornProcessor } from "./processor.js";
import { RegisterFile } from "./register-file.js";
import { RunHandlers } from "./run-handlers.js";
import type { UnicornRun } from "./unicorn-run.js";
import { newRun } from "./unicorn-run.js";
import { enterUserMode } from "./user-mode.js";
import { Watches } from "./watches.js";

/**
 * Makes an engine of Debian's libunicorn2. Throws an EngineError where it, or koffi, is not installed.
 *
 * Translations of code that was written over are given back by `dispose` only, some 2 KB each time for a short routine:
 * who rewrites code ten thousands of times makes a new engine now and then (1.5 ms).
 */
export async function createUnicornEngine(): Promise<Engine> {
  return new UnicornEngine(await loadLibrary());
}

class UnicornEngine implements Engine {
  readonly name = "unicorn";
  readonly #processor: UnicornProcessor;
  readonly #registers: RegisterFile;
  readonly #memory: GuestMemory;
  readonly #handlers: RunHandlers;
  readonly #hooks: Hooks;
  readonly #watches: Watches;
  /** The processor without a register set and without an exception: see `#leave`. */
  readonly #pristine: Pointer;
  /** The layout of memory that hooks and guards are made for. */
  #layout = -1;
  #disposed = false;

  constructor(library: Library) {
    const processor = new UnicornProcessor(library);
    enterUserMode(processor);
    this.#processor = processor;
    this.#registers = new RegisterFile(processor);
    this.#registers.write(zeroState());
    this.#pristine = processor.saveContext();
    this.#memory = new GuestMemory(processor);
    this.#handlers = new RunHandlers(processor, this.#registers, this.#memory, (address) => {
      this.#memory.guardPage(address);
      this.#watches.update();
    });
    this.#hooks = new Hooks(processor, this.#handlers);
    this.#watches = new Watches(processor, this.#memory, this.#hooks.watchCallbacks);
  }

  map(address: bigint, size: bigint, permissions: Permissions): void {
    this.#refuseWhenDisposed();
    this.#memory.map(address, size, permissions);
    this.#layOutWhileRunning();
  }

  unmap(address: bigint, size: bigint): void {
    this.#refuseWhenDisposed();
    this.#memory.unmap(address, size);
    this.#layOutWhileRunning();
  }

  protect(address: bigint, size: bigint, permissions: Permissions): void {
    this.#refuseWhenDisposed();
    this.#memory.protect(address, size, permissions);
    this.#layOutWhileRunning();
  }

  read(address: bigint, size: number): Uint8Array {
    this.#refuseWhenDisposed();
    return this.#memory.read(address, size);
  }

  write(address: bigint, bytes: Uint8Array): void {
    this.#refuseWhenDisposed();
    this.#memory.write(address, bytes);
  }

  state(): CpuState {
    this.#refuseWhenDisposed();
    return this.#registers.read();
  }

  setState(state: CpuState): void {
    this.#refuse("setState");
    this.#registers.write(state);
  }

  run(options: RunOptions): Stop {
    this.#refuse("run");
    if (!Number.isSafeInteger(options.limit) || options.limit < 0) {
      throw new EngineError(`the limit of a run is a number of instructions, not ${String(options.limit)}`);
    }
    if (options.limit === 0) return { kind: "limit" };
    this.#layOut();
    const run = newRun(options, this.#watches.codeIsWritable);
    this.#hooks.instruction = options.instruction !== undefined || run.keepsLimit;
    this.#hooks.access = options.access !== undefined;
    this.#handlers.run = run;
    try {
      const count = run.keepsLimit ? Number.MAX_SAFE_INTEGER : options.limit;
      return this.#settle(run, this.#processor.start(this.#processor.rip, count));
    } finally {
      this.#handlers.run = undefined;
    }
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#refuse("dispose");
    this.#disposed = true;
    this.#processor.freeContext(this.#pristine);
    this.#processor.close();
    this.#hooks.dispose();
    this.#memory.dispose();
  }

  /** Makes of what Unicorn leaves behind the state at an instruction boundary, and the reason for the stop. */
  #settle(run: UnicornRun, error: number): Stop {
    if (run.thrown !== undefined) {
      this.#leave(run);
      throw run.thrown.error;
    }
    const stop = run.stop ?? this.#stopByCode(run, error);
    if (stop.kind === "fault") this.#undo(run);
    if (stop.kind !== "limit") this.#leave(run);
    return stop;
  }

  /**
   * Unicorn keeps the last exception, and makes a double fault of the next one: so the processor is put back to before
   * any, and only the registers are kept.
   */
  #leave(run: UnicornRun): void {
    const state = run.finalState ?? this.#registers.read();
    this.#processor.restoreContext(this.#pristine);
    this.#registers.write(run.finalRip === undefined ? state : { ...state, rip: run.finalRip });
  }

  #stopByCode(run: UnicornRun, error: number): Stop {
    if (error === errorCode.none) return { kind: "limit" };
    if (error !== errorCode.invalidInstruction) {
      this.#leave(run);
      throw new EngineError(`libunicorn ended the run with an error: ${this.#processor.errorText(error)}`);
    }
    // INT 6 raises, for Unicorn, what an invalid instruction raises.
    const rip = this.#processor.rip;
    const length = lengthOf(this.#memory, rip, [0xcd, 0x06]);
    if (length === undefined) return { kind: "exception", vector: 6 };
    run.finalRip = BigInt.asUintN(64, rip + BigInt(length));
    return { kind: "interrupt", vector: 6 };
  }

  /** Puts back what Unicorn has written of a store that faults in its second page. */
  #undo({ undoneStore }: UnicornRun): void {
    if (undoneStore !== undefined) this.#memory.write(undoneStore.address, undoneStore.bytes);
  }

  #layOut(): void {
    if (this.#layout === this.#memory.layout) return;
    this.#layout = this.#memory.layout;
    this.#memory.guard();
    this.#watches.update();
  }

  #layOutWhileRunning(): void {
    if (this.#handlers.run !== undefined) this.#layOut();
  }

  #refuse(what: string): void {
    this.#refuseWhenDisposed();
    if (this.#handlers.run !== undefined) {
      throw new EngineError(`${what} is not for handlers: the engine is running`);
    }
  }

  #refuseWhenDisposed(): void {
    if (this.#disposed) throw new EngineError("the engine is disposed of: make another one");
  }
}

function zeroState(): CpuState {
  return { registers: new BigUint64Array(16), rip: 0n, flags: 0n, fsBase: 0n, gsBase: 0n };
}
