import type { Stop } from "../engine.js";
import { EngineError } from "../engine.js";
import { errorCode } from "./constants.js";
import type { FloatingPointFile } from "./floating-point-file.js";
import type { GuestMemory } from "./guest-memory.js";
import { lengthOf } from "./instruction-bytes.js";
import type { Pointer } from "./library.js";
import type { UnicornProcessor } from "./processor.js";
import type { RegisterFile } from "./register-file.js";
import type { UnicornRun } from "./unicorn-run.js";

/** Makes of what Unicorn leaves behind the state at an instruction boundary, and the reason for the stop. */
export class Outcome {
  readonly #processor: UnicornProcessor;
  readonly #registers: RegisterFile;
  readonly #floatingPoint: FloatingPointFile;
  readonly #memory: GuestMemory;
  /** The processor without a register set and without an exception: see `#leave`. */
  readonly #pristine: Pointer;

  constructor(
    processor: UnicornProcessor,
    registers: RegisterFile,
    floatingPoint: FloatingPointFile,
    memory: GuestMemory,
  ) {
    this.#processor = processor;
    this.#registers = registers;
    this.#floatingPoint = floatingPoint;
    this.#memory = memory;
    registers.write({ registers: new BigUint64Array(16), rip: 0n, flags: 0n, fsBase: 0n, gsBase: 0n });
    this.#pristine = processor.saveContext();
  }

  settle(run: UnicornRun, error: number): Stop {
    if (run.thrown !== undefined) {
      this.#leave(run);
      throw run.thrown.error;
    }
    const stop = run.stop ?? this.#stopByCode(run, error);
    if (stop.kind === "fault") this.#undo(run);
    if (stop.kind !== "limit") this.#leave(run);
    return stop;
  }

  dispose(): void {
    this.#processor.freeContext(this.#pristine);
  }

  /**
   * Unicorn keeps the last exception, and makes a double fault of the next one: so the processor is put back to before
   * any, and only the registers are kept. A handler's request to stop, and memory that is not there, are none.
   */
  #leave(run: UnicornRun): void {
    const isException = run.stop?.kind !== "asked" && run.stop?.kind !== "fault";
    if (!isException && run.finalState === undefined && run.finalRip === undefined) return;
    const state = run.finalState ?? this.#registers.read();
    if (isException) {
      const floatingPoint = this.#floatingPoint.read();
      this.#processor.restoreContext(this.#pristine);
      this.#floatingPoint.write(floatingPoint);
    }
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
}
