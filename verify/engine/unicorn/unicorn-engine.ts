import type { CpuState, Engine, MemoryPart, Pace, Permissions, RunOptions, Stop } from "../engine.js";
import { EngineError } from "../engine.js";
import { checkFloatingPoint, initialFloatingPoint } from "../floating-point.js";
import { checkRunOptions } from "../run-options.js";
import type { Driver } from "./driver.js";
import { ExactDriver } from "./exact-driver.js";
import { GuestMemory } from "./guest-memory.js";
import type { Library } from "./library.js";
import { loadLibrary } from "./library.js";
import { hostRunsNativeCode } from "./native-counter.js";
import { ProgramDriver } from "./program-driver.js";

/** Bytes of translations with which a processor is replaced: see `TranslationMeter`. */
const mostTranslated = 128 << 20;
/** Instructions; what so many can make Unicorn translate fits in memory, too. */
const longestStretch = 1 << 20;

/** Makes an engine of Debian's libunicorn2. Throws an EngineError where it, or koffi, is not installed. */
export async function createUnicornEngine(): Promise<Engine> {
  return new UnicornEngine(await loadLibrary());
}

/** The memory, and a processor for the pace of the last run: they are set up differently. */
class UnicornEngine implements Engine {
  readonly name = "unicorn";
  readonly #library: Library;
  readonly #memory: GuestMemory;
  #pace: Pace = "exact";
  #driver: Driver;
  /** Instructions of the runs that are over. */
  #executed = 0;
  #disposed = false;

  constructor(library: Library) {
    this.#library = library;
    this.#memory = new GuestMemory(library);
    this.#driver = new ExactDriver(library, this.#memory);
    this.#driver.floatingPoint.write(initialFloatingPoint());
  }

  map(address: bigint, size: bigint, permissions: Permissions): void {
    this.#refuseWhenDisposed();
    this.#memory.map(address, size, permissions);
    this.#driver.memoryChanged();
  }

  unmap(address: bigint, size: bigint): void {
    this.#refuseWhenDisposed();
    this.#memory.unmap(address, size);
    this.#driver.memoryChanged();
  }

  protect(address: bigint, size: bigint, permissions: Permissions): void {
    this.#refuseWhenDisposed();
    this.#memory.protect(address, size, permissions);
    this.#driver.memoryChanged();
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
    return this.#driver.registers.read();
  }

  setState(state: CpuState): void {
    this.#refuse("setState");
    this.#driver.registers.write(state);
  }

  floatingPoint(): Uint8Array {
    this.#refuseWhenDisposed();
    return this.#driver.floatingPoint.read();
  }

  setFloatingPoint(image: Uint8Array): void {
    this.#refuse("setFloatingPoint");
    checkFloatingPoint(image);
    this.#driver.floatingPoint.write(image);
  }

  get executed(): number {
    return this.#executed + (this.#driver.running ? this.#driver.executed : 0);
  }

  residentBytes(): number {
    this.#refuseWhenDisposed();
    return this.#memory.host.residentBytes;
  }

  residentParts(address: bigint, size: bigint): readonly MemoryPart[] {
    this.#refuseWhenDisposed();
    return this.#memory.host.residentParts({ start: address, end: address + size });
  }

  run(options: RunOptions): Stop {
    this.#refuse("run");
    checkRunOptions(options);
    if (options.limit === 0) return { kind: "limit" };
    this.#goAt(options.pace ?? "exact");
    for (let left = options.limit; ;) {
      const limit = Math.min(left, longestStretch);
      const stop = this.#runStretch({ ...options, limit });
      left -= limit;
      if (stop.kind !== "limit" || left <= 0) return stop;
    }
  }

  #runStretch(options: RunOptions): Stop {
    if (this.#driver.translated > mostTranslated) this.#replaceDriver();
    try {
      return this.#driver.run(options);
    } finally {
      this.#executed += this.#driver.executed;
    }
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#refuse("dispose");
    this.#disposed = true;
    this.#driver.dispose();
    this.#memory.dispose();
  }

  /** Takes the processor for this pace. Where the host cannot run what the approximate one needs, all is exact. */
  #goAt(pace: Pace): void {
    if (pace === this.#pace || !hostRunsNativeCode) return;
    this.#pace = pace;
    this.#replaceDriver();
  }

  /** Makes the processor anew: programs do not notice. */
  #replaceDriver(): void {
    const [state, floatingPoint] = [this.#driver.registers.read(), this.#driver.floatingPoint.read()];
    this.#driver.dispose();
    this.#driver =
      this.#pace === "exact"
        ? new ExactDriver(this.#library, this.#memory)
        : new ProgramDriver(this.#library, this.#memory, () => this.executed);
    this.#driver.registers.write(state);
    this.#driver.floatingPoint.write(floatingPoint);
  }

  #refuse(what: string): void {
    this.#refuseWhenDisposed();
    if (this.#driver.running) {
      throw new EngineError(`${what} is not for handlers: the engine is running`);
    }
  }

  #refuseWhenDisposed(): void {
    if (this.#disposed) throw new EngineError("the engine is disposed of: make another one");
  }
}
