import type { CpuState, Stop } from "../engine.js";
import { memoryAccess } from "./constants.js";
import type { GuestMemory } from "./guest-memory.js";
import type { Handlers } from "./hooks.js";
import { lengthOf, liesBefore } from "./instruction-bytes.js";
import type { Integer } from "./library.js";
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
      const at = unsigned(address);
      run.begunAnew = this.#isBegunAnew(run, at);
      if (run.begunAnew || this.#limitIsReached(run)) return;
      // A watch over the guards may be called after this one.
      if (this.#isRefused(run, at, size)) return;
      run.counted += 1;
      run.current = at;
      run.options.instruction?.(at);
    });
  };

  readonly access: Handlers["access"] = (_engine, type, address, size, value) => {
    this.guarded((run) => {
      const { access } = run.options;
      if (access === undefined || run.begunAnew) return;
      const at = unsigned(address);
      if (type === memoryAccess.write) {
        if (this.#memory.firstRefused(at, size, "write") === undefined) {
          access("write", at, size, BigInt.asUintN(8 * size, BigInt(value)));
        }
      } else if (!this.#isPart(run, at, size) && this.#memory.firstRefused(at, size, "read") === undefined) {
        access("read", at, size, 0n);
      }
    });
    return true;
  };

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
    // Of an instruction that it cannot decode Unicorn gives a length of no meaning.
    const length = size <= longestInstruction ? size : 1;
    const refused = this.#memory.firstRefused(address, length, "execute");
    if (refused !== undefined) this.#stop(run, { kind: "fault", access: "fetch", address: refused });
    return refused !== undefined;
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
