import type { RunOptions, Stop } from "../engine.js";
import type { Driver } from "./driver.js";
import { ExactMapping } from "./exact-mapping.js";
import { FloatingPointFile } from "./floating-point-file.js";
import type { GuestMemory } from "./guest-memory.js";
import { Hooks } from "./hooks.js";
import type { Library } from "./library.js";
import { hostRunsNativeCode, NativeCounter } from "./native-counter.js";
import { UnicornProcessor } from "./processor.js";
import { RegisterFile } from "./register-file.js";
import { RunHandlers } from "./run-handlers.js";
import { Outcome } from "./outcome.js";
import type { UnicornRun } from "./unicorn-run.js";
import { newRun } from "./unicorn-run.js";
import { enterUserMode } from "./user-mode.js";
import { Watches } from "./watches.js";

/** A processor for runs at the exact pace. */
export class ExactDriver implements Driver {
  readonly registers: RegisterFile;
  readonly floatingPoint: FloatingPointFile;
  readonly #processor: UnicornProcessor;
  readonly #memory: GuestMemory;
  readonly #mapping: ExactMapping;
  readonly #handlers: RunHandlers;
  readonly #counter: NativeCounter | undefined;
  readonly #hooks: Hooks;
  readonly #watches: Watches;
  readonly #outcome: Outcome;
  /** The layout of memory that hooks and guards are made for. */
  #layout = -1;
  #executed = 0;

  constructor(library: Library, memory: GuestMemory) {
    const processor = new UnicornProcessor(library);
    enterUserMode(processor);
    this.#processor = processor;
    this.registers = new RegisterFile(processor);
    this.floatingPoint = new FloatingPointFile(processor);
    this.#memory = memory;
    this.#mapping = new ExactMapping(processor, memory);
    this.#outcome = new Outcome(processor, this.registers, this.floatingPoint, memory);
    this.#handlers = new RunHandlers(processor, this.registers, memory, (address) => {
      this.#mapping.guardPage(address);
      this.#watches.update();
    });
    const stop = hostRunsNativeCode ? library.functionAddress("uc_emu_stop") : undefined;
    this.#counter = stop === undefined ? undefined : new NativeCounter(library, stop);
    this.#hooks = new Hooks(processor, this.#handlers, this.#counter);
    this.#handlers.recorder = this.#hooks.recorder;
    this.#watches = new Watches(processor, memory, this.#mapping, this.#hooks.watchCallbacks);
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
    this.#layOut();
    const keepsLimit = this.#counter === undefined || this.#watches.codeIsWritable;
    const records = options.late === true && !keepsLimit;
    const run = newRun(options, keepsLimit, records);
    const telling = records ? "recorded" : "called";
    this.#hooks.instruction = options.instruction !== undefined || keepsLimit ? telling : "not";
    this.#hooks.access = options.access === undefined ? "not" : telling;
    this.#handlers.run = run;
    if (this.#counter !== undefined) this.#counter.left = run.keepsLimit ? Number.MAX_SAFE_INTEGER : options.limit;
    try {
      const error = this.#processor.start(this.registers.takeRip(), 0);
      this.#handlers.tellRecorded();
      return this.#outcome.settle(run, error);
    } finally {
      this.#executed = this.#counted(run);
      this.#handlers.run = undefined;
    }
  }

  memoryChanged(): void {
    if (this.running) this.#layOut();
  }

  dispose(): void {
    this.#memory.takeBack(this.#mapping);
    this.#outcome.dispose();
    this.#processor.close();
    this.#hooks.dispose();
    this.#counter?.dispose();
  }

  #counted(run: UnicornRun): number {
    if (run.keepsLimit || this.#counter === undefined) return run.counted;
    const begun = run.options.limit - Math.max(this.#counter.left, 0);
    // What is counted is what is about to be fetched.
    return run.stop?.kind === "fault" && run.stop.access === "fetch" ? begun - 1 : begun;
  }

  #layOut(): void {
    if (this.#layout === this.#mapping.layout) return;
    this.#layout = this.#mapping.layout;
    this.#mapping.guard();
    this.#watches.update();
  }
}
