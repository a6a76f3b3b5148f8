import type { CpuState } from "../engine.js";
import { EngineError, newRegisters } from "../engine.js";
import { errorCode, register } from "./constants.js";
import type { Pointer } from "./library.js";
import type { UnicornProcessor } from "./processor.js";

/** By hardware number: AX, CX, DX, BX, SP, BP, SI, DI, R8 to R15. */
const generalRegisters = [
  ...[register.ax, register.cx, register.dx, register.bx, register.sp, register.bp, register.si, register.di],
  ...Array.from({ length: 8 }, (_, index) => register.r8 + index),
];

const flagsIndex = 16;
const fsBaseIndex = 17;
const gsBaseIndex = 18;
/** The last, so that it can be left out. */
const ripIndex = 19;

const registers = [...generalRegisters, register.flags, register.fsBase, register.gsBase, register.rip];

const trapFlag = 0x100n;

/** CF PF AF ZF SF IF DF OF NT AC ID: what a program can set, or see set. */
const visibleFlags = 0x244ed5n;
const alwaysSet = 0x2n;

/** All registers of a processor, read and written by one call each. */
export class RegisterFile {
  readonly #processor: UnicornProcessor;
  readonly #numbers = new Int32Array(new ArrayBuffer(4 * registers.length));
  readonly #values = new BigUint64Array(new ArrayBuffer(8 * registers.length));
  readonly #generalValues = this.#values.subarray(0, 16);
  readonly #pointers = new BigUint64Array(new ArrayBuffer(8 * registers.length));
  /** What RIP is, if no run has begun since it was written. */
  #writtenRip: bigint | undefined;
  readonly #numbersAddress: Pointer;
  readonly #pointersAddress: Pointer;

  constructor(processor: UnicornProcessor) {
    this.#processor = processor;
    const { addressOf } = processor.library;
    this.#numbers.set(registers);
    const values = addressOf(this.#values);
    registers.forEach((_, index) => {
      this.#pointers[index] = values + 8n * BigInt(index);
    });
    this.#numbersAddress = addressOf(this.#numbers);
    this.#pointersAddress = addressOf(this.#pointers);
  }

  read(): CpuState {
    const { library, handle } = this.#processor;
    const values = this.#values;
    // Unicorn writes four bytes of the flags.
    values[flagsIndex] = 0n;
    library.unicorn.readRegisters(handle, this.#numbersAddress, this.#pointersAddress, registers.length);
    const general = newRegisters();
    general.set(this.#generalValues);
    return {
      registers: general,
      flags: visible(this.#value(flagsIndex)),
      fsBase: this.#value(fsBaseIndex),
      gsBase: this.#value(gsBaseIndex),
      rip: this.#value(ripIndex),
    };
  }

  /** Sets all registers. Not for handlers: to write RIP there makes Unicorn forget that it was asked to stop. */
  write(state: CpuState): void {
    this.#write(state, registers.length);
    this.#writtenRip = state.rip;
  }

  /** RIP where a run is about to begin. */
  takeRip(): bigint {
    const rip = this.#writtenRip ?? this.#processor.rip;
    this.#writtenRip = undefined;
    return rip;
  }

  /** Sets all registers but RIP. */
  writeButRip(state: CpuState): void {
    this.#write(state, ripIndex);
  }

  #value(index: number): bigint {
    return this.#values[index] ?? 0n;
  }

  #write(state: CpuState, count: number): void {
    if (state.registers.length !== 16) {
      throw new EngineError(`a state has 16 general registers, not ${String(state.registers.length)}`);
    }
    if ((state.flags & trapFlag) !== 0n) {
      throw new EngineError("the trap flag is set: no engine models single-stepping");
    }
    const { library, handle } = this.#processor;
    const values = this.#values;
    values.set(state.registers);
    values[flagsIndex] = visible(state.flags);
    values[fsBaseIndex] = state.fsBase;
    values[gsBaseIndex] = state.gsBase;
    values[ripIndex] = state.rip;
    const error = library.unicorn.writeRegisters(handle, this.#numbersAddress, this.#pointersAddress, count);
    if (error !== errorCode.none) {
      throw new EngineError(`libunicorn refuses to set the registers: ${this.#processor.errorText(error)}`);
    }
  }
}

function visible(flags: bigint): bigint {
  return (flags & visibleFlags) | alwaysSet;
}
