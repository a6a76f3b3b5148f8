import type { CpuState, Stop } from "../engine.js";
import { memoryAccess } from "./constants.js";
import type { GuestMemory } from "./guest-memory.js";
import type { Handlers } from "./hooks.js";
import { lengthOf, liesBefore } from "./instruction-bytes.js";
import type { Integer } from "./library.js";
import type { NativeRecorder } from "./native-recorder.js";
import type { UnicornProcessor } from "./processor.js";
import type { RegisterFile } from "./register-file.js";
import { pageSize } from "./regions.js";
import type { UnicornRun } from "./unicorn-run.js";

const syscallOpcode = [0x0f, 0x05] as const;
const int3Opcode = [0xcc] as const;

/** Bytes; no x86 instruction is longer. */
const longestInstruction = 15;

/** What happens when Unicorn calls while it runs. The engine reads the outcome from `run`. */
export class RunHandlers implements Handlers {
  run: UnicornRun | undefined;
  /** What has written down what a run is told late. */
  recorder: NativeRecorder | undefined;
  readonly #processor: UnicornProcessor;
  readonly #registers: RegisterFile;
  readonly #memory: GuestMemory;
  readonly #guardPage: (address: bigint) => void;

  constructor(
    processor: UnicornProcessor,
    registers: RegisterFile,
    memory: GuestMemory,
    guardPage: (address: bigint) => void,
  ) {
    this.#processor = processor;
    this.#registers = registers;
    this.#memory = memory;
    this.#guardPage = guardPage;
  }

  /**
   * An exception or an INT: Unicorn has moved RIP behind the INT already, and tells them apart in no other way. Without
   * a hook for every instruction, a fault of the same number right behind an INT that was jumped over is taken for it.
   */
  readonly interrupt: Handlers["interrupt"] = (_engine, vector) => {
    this.guarded((run) => {
      this.#tellRecorded(run);
      const rip = this.#processor.rip;
      if (vector === 3 && liesBefore(this.#memory, rip, int3Opcode)) {
        this.#stop(run, { kind: "exception", vector });
      } else if (rip !== run.current && liesBefore(this.#memory, rip, [0xcd, vector])) {
        this.#stop(run, { kind: "interrupt", vector });
      } else {
        this.#stop(run, { kind: "exception", vector });
      }
    });
  };

  readonly systemCall: Handlers["systemCall"] = () => {
    this.guarded((run) => {
      this.#tellRecorded(run);
      const state = this.#registers.read();
      const start = state.rip;
      const length = BigInt(lengthOf(this.#memory, start, syscallOpcode) ?? syscallOpcode.length);
      const { systemCall } = run.options;
      if (systemCall === undefined) {
        run.finalRip = start;
        this.#stop(run, { kind: "exception", vector: 6 });
        return;
      }
      const next = BigInt.asUintN(64, start + length);
      state.rip = next;
      if (systemCall(state) === "stop") {
        run.finalState = state;
        this.#stop(run, { kind: "asked" });
        return;
      }
      this.#registers.writeButRip(state);
      if (state.rip !== next) {
        // Unicorn adds the length of SYSCALL afterwards.
        this.#processor.rip = BigInt.asUintN(64, state.rip - length);
      }
    });
  };

  /**
   * Memory that is not there or not allowed. It is called again and again for a store in two pages: the first call
   * counts. Where code is to be fetched, Unicorn asks while it translates: whether the instruction is to be executed at
   * all is not yet known. So the page gets a guard, and `fetchEnd` is called when it is.
   */
  readonly fault: Handlers["fault"] = (_engine, type, address) => {
    const access = accessOf(type);
    this.guarded((run) => {
      if (access === "fetch") {
        this.#guardPage(unsigned(address));
      } else {
        run.stop ??= { kind: "fault", access, address: unsigned(address) };
      }
    });
    return access === "fetch" && this.run !== undefined && this.run.thrown === undefined;
  };

  readonly instruction: Handlers["instruction"] = (_engine, address, size) => {
    this.guarded((run) => {
      // There was no room for more.
      this.#tellRecorded(run);
      const at = unsigned(address);
      run.begunAnew = this.#isBegunAnew(run, at);
      if (run.begunAnew || this.#limitIsReached(run)) return;
      // A watch over the guards may be called after this one.
      if (this.#isRefused(run, at, size)) return;
      this.#tellInstruction(run, at);
    });
  };

  readonly access: Handlers["access"] = (_engine, type, address, size, value) => {
    this.guarded((run) => {
      this.#tellRecorded(run);
      if (!run.begunAnew) this.#tellAccess(run, type, unsigned(address), size, BigInt(value));
    });
    return true;
  };

  /** Tells what was written down, once a run has ended. */
  tellRecorded(): void {
    this.guarded((run) => {
      this.#tellRecorded(run);
    });
  }

  /** Tells what was written down since the last time. */
  #tellRecorded(run: UnicornRun): void {
    const { recorder } = this;
    if (recorder === undefined || !run.records) return;
    const { count } = recorder;
    recorder.clear();
    // What is refused ends the run, so that only the last instruction can have been.
    const checked = run.stop?.kind === "fault" ? lastInstruction(recorder, count) : count;
    for (let index = 0; index < count; index += 1) {
      const [type, address, size] = [recorder.type(index), recorder.address(index), recorder.size(index)];
      if (type !== 0) this.#tellAccess(run, type, address, size, recorder.value(index), index >= checked);
      else if (index < checked || this.#refused(address, size) === undefined) this.#tellInstruction(run, address);
    }
  }

  #tellInstruction(run: UnicornRun, address: bigint): void {
    run.counted += 1;
    run.current = address;
    run.options.instruction?.(address);
  }

  #tellAccess(run: UnicornRun, type: number, address: bigint, size: number, value: bigint, mayBeRefused = true): void {
    const { access } = run.options;
    if (access === undefined) return;
    const kind = type === memoryAccess.write ? "write" : "read";
    if (kind === "read" && this.#isPart(run, address, size)) return;
    if (mayBeRefused && this.#memory.firstRefused(address, size, kind) !== undefined) return;
    access(kind, address, size, kind === "write" ? BigInt.asUintN(8 * size, value) : 0n);
  }

  readonly fetchEnd: Handlers["fetchEnd"] = (_engine, address, size) => {
    this.guarded((run) => {
      // Else `instruction` looks, which knows what is begun anew.
      if (!run.keepsLimit) this.#isRefused(run, unsigned(address), size);
    });
  };

  /** Unicorn writes what lies in the first page, and then finds out about the second. */
  readonly storeEnd: Handlers["storeEnd"] = (_engine, _type, address, size) => {
    this.guarded((run) => {
      const at = unsigned(address);
      const refused = this.#memory.firstRefused(at, size, "write");
      if (refused === undefined || refused === at) return;
      const length = Number(BigInt.asUintN(64, refused - at));
      run.undoneStore = { address: at, bytes: this.#memory.read(at, length) };
    });
    return true;
  };

  /** Unicorn finds out that its own block is written over, and begins the instruction anew: see `#isBegunAnew`. */
  readonly codeStore: Handlers["codeStore"] = () => {
    this.guarded((run) => {
      run.storeToCode = this.#registers.read();
    });
    return true;
  };

  #stop(run: UnicornRun, stop: Stop): void {
    run.stop ??= stop;
    this.#processor.stop();
  }

  /** Stops before an instruction that may not be executed. */
  #isRefused(run: UnicornRun, address: bigint, size: number): boolean {
    const refused = this.#refused(address, size);
    if (refused !== undefined) this.#stop(run, { kind: "fault", access: "fetch", address: refused });
    return refused !== undefined;
  }

  /** The first byte of an instruction that may not be executed. */
  #refused(address: bigint, size: number): bigint | undefined {
    // Of an instruction that it cannot decode Unicorn gives a length of no meaning.
    const length = size <= longestInstruction ? size : 1;
    return this.#memory.firstRefused(address, length, "execute");
  }

  #limitIsReached(run: UnicornRun): boolean {
    if (!run.keepsLimit || run.counted < run.options.limit) return false;
    this.#stop(run, { kind: "limit" });
    return true;
  }

  /**
   * Is this the instruction before once more, because it stores to the block that it is in? Its state is then the same:
   * no instruction that stores can be followed by itself without a change of registers.
   */
  #isBegunAnew(run: UnicornRun, address: bigint): boolean {
    const { storeToCode } = run;
    run.storeToCode = undefined;
    return storeToCode !== undefined && address === run.current && sameState(storeToCode, this.#registers.read());
  }

  /** Keeps what a handler throws: an exception may not go through Unicorn, which would run on. */
  guarded<Result>(handle: (run: UnicornRun) => Result): Result | undefined {
    const { run } = this;
    if (run === undefined || run.thrown !== undefined) return undefined;
    try {
      return handle(run);
    } catch (error) {
      run.thrown = { error };
      this.#processor.stop();
      return undefined;
    }
  }

  /** A read in two pages is reported whole, and then again as the two aligned words that it lies in. */
  #isPart(run: UnicornRun, address: bigint, size: number): boolean {
    const { partsToCome } = run;
    if (partsToCome[0] === address) {
      partsToCome.shift();
      return true;
    }
    partsToCome.length = 0;
    const width = BigInt(size);
    if ((address % pageSize) + width > pageSize) {
      const first = address & -width;
      partsToCome.push(BigInt.asUintN(64, first), BigInt.asUintN(64, first + width));
    }
    return false;
  }
}

function lastInstruction(recorder: NativeRecorder, count: number): number {
  for (let index = count - 1; index > 0; index -= 1) {
    if (recorder.type(index) === 0) return index;
  }
  return 0;
}

/** Has nothing changed between two states? */
export function sameState(one: CpuState, other: CpuState): boolean {
  return one.rip === other.rip && one.registers.every((value, index) => value === other.registers[index]);
}

function accessOf(type: number): "read" | "write" | "fetch" {
  switch (type) {
    case memoryAccess.readUnmapped:
    case memoryAccess.readProtected:
      return "read";
    case memoryAccess.writeUnmapped:
    case memoryAccess.writeProtected:
      return "write";
    default:
      return "fetch";
  }
}

function unsigned(value: Integer): bigint {
  return BigInt.asUintN(64, BigInt(value));
}
