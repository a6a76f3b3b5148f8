import type { Engine, RunOptions, Stop } from "../../verify/engine/engine.js";
import { registerNumber } from "../../verify/engine/engine.js";

/** Where the test's code is: one page that may be read and executed, full of INT3 at first, nothing behind it. */
export const codeAt = 0x40_0000n;
/** Two pages of data that may be read and written, nothing before and behind them. */
export const dataAt = 0x2_0000n;
export const dataEnd = 0x2_2000n;
/** Where SP points to at first: the middle of a page for the stack. */
export const stackAt = 0x3_0800n;
/** Nothing is mapped here. */
export const nothingAt = 0x50_0000n;

export const readOnly = { read: true, write: false, execute: false };
export const readWrite = { read: true, write: true, execute: false };
export const readExecute = { read: true, write: false, execute: true };
export const executeOnly = { read: false, write: false, execute: true };
export const everything = { read: true, write: true, execute: true };
export const nothing = { read: false, write: false, execute: false };

type RegisterName = keyof typeof registerNumber;

/** Registers by name. `flags` is what is set of them. */
export type Registers = Readonly<Partial<Record<RegisterName | "rip" | "flags" | "fsBase" | "gsBase", bigint>>>;

/** An engine with the memory above. */
export class Machine {
  readonly engine: Engine;

  constructor(engine: Engine) {
    this.engine = engine;
    engine.map(codeAt, 0x1000n, readExecute);
    engine.write(codeAt, new Uint8Array(0x1000).fill(0xcc));
    engine.map(dataAt, dataEnd - dataAt, readWrite);
    engine.map(stackAt & ~0xfffn, 0x1000n, readWrite);
  }

  /** Puts code at an address, and RIP there. */
  load(bytes: readonly number[], address = codeAt): void {
    this.engine.write(address, Uint8Array.from(bytes));
    this.set({ rip: address, SP: stackAt });
  }

  /** Changes some registers. */
  set(registers: Registers): void {
    const state = this.engine.state();
    for (const [name, value] of Object.entries(registers)) {
      const unsigned = BigInt.asUintN(64, value);
      if (isRegister(name)) state.registers[registerNumber[name]] = unsigned;
      else if (name === "rip" || name === "flags" || name === "fsBase" || name === "gsBase") state[name] = unsigned;
    }
    this.engine.setState(state);
  }

  /** Loads the code, sets registers and runs. */
  run(bytes: readonly number[], registers: Registers, limit: number, options: Omit<RunOptions, "limit"> = {}): Stop {
    this.load(bytes);
    this.set(registers);
    return this.engine.run({ limit, ...options });
  }

  get(name: RegisterName): bigint {
    return this.engine.state().registers[registerNumber[name]] ?? 0n;
  }

  get rip(): bigint {
    return this.engine.state().rip;
  }

  /** RIP as a distance from the code's first byte. */
  get offset(): number {
    return Number(this.rip - codeAt);
  }

  get flags(): bigint {
    return this.engine.state().flags;
  }

  /** Eight bytes of memory as a number. */
  word(address: bigint): bigint {
    return new DataView(this.engine.read(address, 8).buffer).getBigUint64(0, true);
  }

  setWord(address: bigint, value: bigint): void {
    const bytes = new DataView(new ArrayBuffer(8));
    bytes.setBigUint64(0, BigInt.asUintN(64, value), true);
    this.engine.write(address, new Uint8Array(bytes.buffer));
  }
}

function isRegister(name: string): name is RegisterName {
  return name in registerNumber;
}

/** Gives a test its machine; each gets a new engine. */
export type NewMachine = () => Machine;
