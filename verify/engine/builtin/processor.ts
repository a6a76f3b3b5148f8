import type { CpuState, RunOptions, Stop } from "../engine.js";
import { EngineError, newRegisters } from "../engine.js";
import { flag, Flags, programFlags } from "./flags.js";
import { Memory } from "./memory.js";
import type { Halves } from "./vector/vector-file.js";
import { VectorFile } from "./vector/vector-file.js";
import type { Width } from "./width.js";

/** What one instruction does. `rip` is the next instruction's address already. */
export type Step = (processor: Processor) => void;

/** A number that an instruction gets from somewhere. */
export type Read = (processor: Processor) => bigint;

/** The state of the processor while it runs. */
export class Processor {
  readonly registers = new BigUint64Array(16);
  readonly flags = new Flags();
  readonly memory = new Memory();
  readonly vectors = new VectorFile();
  rip = 0n;
  fsBase = 0n;
  gsBase = 0n;
  /** Instructions begun since the engine exists: its clock. */
  clock = 0;
  /** Set by an instruction after which the run ends. */
  stopped: Stop | undefined;
  accessed: RunOptions["access"];
  systemCall: RunOptions["systemCall"];

  /** Takes over what a run is asked to do. */
  begin({ access, systemCall }: RunOptions): void {
    this.accessed = access;
    this.systemCall = systemCall;
    this.stopped = undefined;
  }

  /** Reads memory as the program. */
  load(address: bigint, width: Width): bigint {
    if (this.accessed !== undefined) {
      this.memory.checkLoad(address, width / 8);
      this.accessed("read", address, width / 8, 0n);
    }
    return this.memory.load(address, width);
  }

  /** Writes memory as the program. */
  store(address: bigint, width: Width, value: bigint): void {
    if (this.accessed !== undefined) {
      this.memory.checkStore(address, width / 8);
      this.accessed("write", address, width / 8, value);
    }
    this.memory.store(address, width, value);
  }

  /** Reads a vector of memory as the program; handlers see its quadwords. It is good until the next is read. */
  loadVector(address: bigint, size: 16 | 32): Halves {
    if (this.accessed !== undefined) this.memory.checkLoad(address, size);
    const { loaded } = this.vectors;
    this.#loadHalf(loaded[0], address);
    if (size === 32) this.#loadHalf(loaded[1], BigInt.asUintN(64, address + 16n));
    return loaded;
  }

  /** Writes a vector to memory as the program, all of it or nothing. */
  storeVector(address: bigint, size: 16 | 32, [low, high]: Halves): void {
    this.memory.checkStore(address, size);
    this.#storeHalf(low, address);
    if (size === 32) this.#storeHalf(high, BigInt.asUintN(64, address + 16n));
  }

  #loadHalf(half: DataView, address: bigint): void {
    half.setBigUint64(0, this.load(address, 64), true);
    half.setBigUint64(8, this.load(BigInt.asUintN(64, address + 8n), 64), true);
  }

  #storeHalf(half: DataView, address: bigint): void {
    this.store(address, 64, half.getBigUint64(0, true));
    this.store(BigInt.asUintN(64, address + 8n), 64, half.getBigUint64(8, true));
  }

  state(): CpuState {
    const registers = newRegisters();
    registers.set(this.registers);
    return {
      registers,
      rip: this.rip,
      flags: BigInt(this.flags.value),
      fsBase: this.fsBase,
      gsBase: this.gsBase,
    };
  }

  /** Throws where the state asks for single steps, which are not modelled. */
  setState(state: CpuState): void {
    if ((state.flags & BigInt(flag.TF)) !== 0n) throw new EngineError("builtin does not model the trap flag");
    this.registers.set(state.registers);
    this.rip = BigInt.asUintN(64, state.rip);
    this.flags.value = Number(BigInt.asUintN(22, state.flags)) & programFlags;
    this.fsBase = BigInt.asUintN(64, state.fsBase);
    this.gsBase = BigInt.asUintN(64, state.gsBase);
  }
}
