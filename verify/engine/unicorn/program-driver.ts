import { cpuid } from "../cpuid.js";
import type { RunOptions, Stop } from "../engine.js";
import { EngineError } from "../engine.js";
import { hookedInstruction, hookType, memoryAccess, register } from "./constants.js";
import type { Driver } from "./driver.js";
import { FloatingPointFile } from "./floating-point-file.js";
import type { GuestMemory } from "./guest-memory.js";
import { lengthOf } from "./instruction-bytes.js";
import { LazyMapping } from "./lazy-mapping.js";
import type { Callbacks, Library, Pointer } from "./library.js";
import { NativeCounter, StoresInTwoPages } from "./native-counter.js";
import { removePageLocks } from "./page-locks.js";
import { Outcome } from "./outcome.js";
import { UnicornProcessor } from "./processor.js";
import { RegisterFile } from "./register-file.js";
import { pageSize } from "./regions.js";
import { RunHandlers, sameState } from "./run-handlers.js";
import { StepAcross } from "./step-across.js";
import type { UnicornRun } from "./unicorn-run.js";
import { newRun } from "./unicorn-run.js";
import { enterUserMode } from "./user-mode.js";

/** Opcodes that read the clock. */
const clockOpcodes = [
  { opcode: [0x0f, 0x31], tellsProcessor: false },
  { opcode: [0x0f, 0x01, 0xf9], tellsProcessor: true },
] as const;

const everywhere = [1n, 0n] as const;
const protection = 13;

/**
 * A processor for runs at the approximate pace. Unlike the exact one it maps memory where it is touched, looks at
 * stores only where they reach into a second page, and leaves it to Unicorn to notice what code is written over. The
 * instructions are still counted one by one, in machine code: without a hook there, Unicorn would not know where it is
 * when memory faults.
 */
export class ProgramDriver implements Driver {
  readonly registers: RegisterFile;
  readonly floatingPoint: FloatingPointFile;
  readonly #processor: UnicornProcessor;
  readonly #memory: GuestMemory;
  readonly #mapping: LazyMapping;
  readonly #handlers: RunHandlers;
  readonly #counter: NativeCounter;
  readonly #storesInTwoPages: StoresInTwoPages;
  readonly #outcome: Outcome;
  readonly #stepAcross: StepAcross;
  readonly #clock: () => number;
  readonly #registered: Pointer[] = [];
  /** An access would have been mapped if there were not too many pieces: it is no fault of the program's. */
  #crowded = false;
  /** Where code was to be fetched, in the run that is going on, and could not. */
  #refusedFetch: bigint | undefined;
  #executed = 0;

  /** `clock` is what RDTSC tells: the instructions that the engine has run. */
  constructor(library: Library, memory: GuestMemory, clock: () => number) {
    const stop = library.functionAddress("uc_emu_stop");
    if (stop === undefined) throw new EngineError("this libunicorn has no uc_emu_stop");
    const processor = new UnicornProcessor(library);
    removeLocksOnce(library);
    enterUserMode(processor, { trapClock: true });
    this.#processor = processor;
    this.registers = new RegisterFile(processor);
    this.floatingPoint = new FloatingPointFile(processor);
    this.#memory = memory;
    this.#clock = clock;
    this.#mapping = new LazyMapping(processor, memory);
    this.#outcome = new Outcome(processor, this.registers, this.floatingPoint, memory);
    this.#handlers = new RunHandlers(processor, this.registers, memory, () => undefined);
    this.#counter = new NativeCounter(library, stop);
    this.#storesInTwoPages = new StoresInTwoPages(library, this.#register("memory", this.#handlers.storeEnd));
    this.#addHooks();
    this.#stepAcross = new StepAcross(
      processor,
      memory,
      this.#mapping,
      this.#register("code", this.#handlers.fetchEnd),
    );
    memory.lend(this.#mapping);
  }

  get running(): boolean {
    return this.#handlers.run !== undefined;
  }

  get executed(): number {
    const { run } = this.#handlers;
    return run === undefined ? this.#executed : this.#counted(run);
  }

  get translated(): number {
    return this.#processor.translated;
  }

  run(options: RunOptions): Stop {
    const run = newRun(options, false);
    this.#handlers.run = run;
    this.#counter.left = options.limit;
    this.#mapping.tidy();
    try {
      const before = options.limit === 1 ? this.registers.read() : undefined;
      let stop = this.#goOn(run);
      if (before !== undefined && stop.kind === "limit" && sameState(before, this.registers.read())) {
        // A store to its own block is begun twice, and the limit must not keep it from ever being done.
        this.#counter.left = 2;
        stop = this.#goOn(run);
      }
      return stop;
    } finally {
      this.#executed = this.#counted(run);
      this.#handlers.run = undefined;
    }
  }

  memoryChanged(): void {
    // It is mapped when it is touched.
  }

  dispose(): void {
    this.#memory.takeBack(this.#mapping);
    this.#outcome.dispose();
    this.#processor.close();
    for (const callback of this.#registered.splice(0)) this.#processor.library.unregister(callback);
    this.#counter.dispose();
    this.#storesInTwoPages.dispose();
  }

  #goOn(run: UnicornRun): Stop {
    for (;;) {
      const stop = this.#go(run);
      if (stop !== undefined) return stop;
    }
  }

  /** Lets Unicorn run; `undefined` where it stopped for a reason that the program does not see. */
  #go(run: UnicornRun): Stop | undefined {
    const begin = this.#processor.rip;
    this.#provideCode(begin);
    const error = this.#processor.start(begin, 0);
    if (this.#goesOn(run)) return undefined;
    const stop = this.#outcome.settle(run, error);
    if (this.#crowded) {
      this.#beginAnew(run);
      return undefined;
    }
    if (stop.kind !== "exception" || stop.vector !== protection || !this.#readClock()) return stop;
    run.stop = undefined;
    return this.#counter.left > 0 ? undefined : { kind: "limit" };
  }

  /**
   * Unicorn translates a block before it runs it, and may have met with what is not mapped yet, or cannot be fetched.
   * Where the latter is the first instruction it is a fault; else those before it come first.
   */
  #goesOn(run: UnicornRun): boolean {
    const refused = this.#refusedFetch;
    this.#refusedFetch = undefined;
    if (refused === undefined || run.stop !== undefined || run.thrown !== undefined) return false;
    if (this.#memory.allows(refused, "execute") && this.#provideCode(refused)) return true;
    if (this.#counter.left <= 0) {
      run.stop = { kind: "limit" };
      return false;
    }
    const { rip } = this.#processor;
    if (!this.#memory.allows(rip, "execute")) {
      run.stop = { kind: "fault", access: "fetch", address: rip };
      return false;
    }
    const ended = this.#stepAcross.run(run, rip, refused & -pageSize, this.#counter);
    return !ended;
  }

  /** Maps code that is to run next. Not while Unicorn runs. */
  #provideCode(address: bigint): boolean {
    if (this.#mapping.isCrowded) this.#mapping.clear();
    return this.#mapping.provide(address);
  }

  /** Takes all pieces away, and lets the instruction that wanted one more begin anew as if it had not begun. */
  #beginAnew(run: UnicornRun): void {
    this.#crowded = false;
    this.#mapping.clear();
    run.stop = undefined;
    this.#counter.left += 1;
  }

  #counted(run: UnicornRun): number {
    return run.options.limit - Math.max(this.#counter.left, 0);
  }

  /** Does what RDTSC does, with a clock that is the same in every run; Unicorn's is the host's. */
  #readClock(): boolean {
    const state = this.registers.read();
    for (const { opcode, tellsProcessor } of clockOpcodes) {
      const length = lengthOf(this.#memory, state.rip, opcode);
      if (length === undefined) continue;
      const clock = BigInt(this.#clock());
      state.registers[0] = clock & 0xffff_ffffn;
      state.registers[2] = clock >> 32n;
      if (tellsProcessor) state.registers[1] = 0n;
      state.rip = BigInt.asUintN(64, state.rip + BigInt(length));
      this.registers.write(state);
      return true;
    }
    return false;
  }

  #addHooks(): void {
    const processor = this.#processor;
    processor.addHook(hookType.code, this.#counter.callback, ...everywhere, this.#counter.data);
    processor.addHook(hookType.interrupt, this.#register("interrupt", this.#handlers.interrupt), ...everywhere);
    processor.addHook(hookType.invalidMemory, this.#register("memory", this.#fault), ...everywhere);
    processor.addHook(hookType.write, this.#storesInTwoPages.callback, ...everywhere);
    processor.addInstructionHook(hookedInstruction.syscall, this.#register("instruction", this.#handlers.systemCall));
    processor.addInstructionHook(hookedInstruction.cpuid, this.#register("replaced", this.#identify));
  }

  #register<Kind extends keyof Callbacks>(kind: Kind, callback: Callbacks[Kind]): Pointer {
    const pointer = this.#processor.library.register(kind, callback);
    this.#registered.push(pointer);
    return pointer;
  }

  /**
   * Memory that is not there yet, or not at all. Code is not mapped here: what Unicorn translates of a page that it has
   * just found unmapped, it keeps without knowing the page, and runs it even after it was written over.
   */
  readonly #fault: Callbacks["memory"] = (engine, type, address, size, value) => {
    const at = BigInt.asUintN(64, BigInt(address));
    if (isFetch(type)) {
      this.#refusedFetch ??= at;
      return false;
    }
    if (this.#mapping.isCrowded) {
      this.#crowded = this.#memory.allows(at, isWrite(type) ? "write" : "read");
    } else if (this.#handlers.guarded(() => this.#mapping.provide(at)) === true) {
      return true;
    }
    return this.#handlers.fault(engine, type, address, size, value);
  };

  /** The processor that a program sees is the same at both engines. */
  readonly #identify: Callbacks["replaced"] = () => {
    const processor = this.#processor;
    const { eax, ebx, ecx, edx } = cpuid(Number(BigInt.asUintN(32, processor.read(register.ax))));
    // Not all registers at once: the flags would be those of the block's beginning.
    processor.write(register.ax, BigInt(eax));
    processor.write(register.bx, BigInt(ebx));
    processor.write(register.cx, BigInt(ecx));
    processor.write(register.dx, BigInt(edx));
    return 1;
  };
}

let locksAreGone = false;

function removeLocksOnce(library: Library): void {
  if (locksAreGone) return;
  locksAreGone = true;
  removePageLocks(library);
}

function isWrite(type: number): boolean {
  return type === memoryAccess.writeUnmapped || type === memoryAccess.writeProtected;
}

function isFetch(type: number): boolean {
  return type === memoryAccess.fetchUnmapped || type === memoryAccess.fetchProtected;
}
