import { once } from "../dsl/lowering/once.js";
import type { RegisterValues, RoutineCallStep, SystemCallStep } from "../dsl/contracts/contract.js";
import type { Value } from "../dsl/contracts/value.js";
import { objectSymbol } from "../dsl/lowering/object-symbol.js";
import type { RegisterName } from "../dsl/operands/operand-class.js";
import { registers as allRegisters } from "../dsl/operands/register.js";
import type { CpuState, Engine } from "./engine/engine.js";
import { flagBit, registerNumber } from "./engine/engine.js";
import type { Knowledge } from "./evaluate.js";
import { evaluate, littleEndian } from "./evaluate.js";
import type { Fault, FaultCode } from "./fault.js";
import { hex } from "./fault.js";
import type { Convention } from "./kernel/convention.js";
import type { MemoryWatch } from "./memory-watch.js";

/** Thrown inside a run when it cannot be followed any further; never leaves `execute`. */
export class BrokenContract extends Error {
  readonly fault: Omit<Fault, "at">;

  constructor(fault: Omit<Fault, "at">) {
    // Mutants throw it by the thousand: a stack is not kept, nobody looks at it.
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(fault.message);
    Error.stackTraceLimit = limit;
    this.fault = fault;
  }
}

/** What the checks of one run look at. */
export interface Checked {
  readonly engine: Engine;
  readonly convention: Convention;
  readonly watch: MemoryWatch;
  readonly known: Knowledge;
  /** The instruction that is being executed, counted from 0. */
  readonly step: () => number;
}

/** Compares what is with what a contract says. A wrong value is kept in `faults`; a wrong way breaks the run off. */
export class ValueChecks {
  readonly faults: Fault[] = [];
  readonly #engine: Engine;
  readonly #convention: Convention;
  readonly #watch: MemoryWatch;
  readonly #known: Knowledge;
  readonly #step: () => number;
  readonly #entryStackPointer: bigint;

  constructor({ engine, convention, watch, known, step }: Checked) {
    this.#engine = engine;
    this.#convention = convention;
    this.#watch = watch;
    this.#known = known;
    this.#step = step;
    this.#entryStackPointer = stackPointer(known.entry);
  }

  /** `type.size` bytes at `address` are `value`, and nobody minds that they were written. */
  stored(address: bigint, type: { readonly size: number }, value: Value, code: FaultCode, word?: string): void {
    this.#watch.allowWrite(address, type.size);
    const what = word === undefined ? `${String(type.size)} bytes at ${hex(address)}` : `the thread-local word ${word}`;
    const got = littleEndian(this.#engine.read(address, type.size));
    const expected = evaluate(value, this.#known);
    if (expected !== undefined) {
      this.equal(got, expected, 8 * type.size, code, what, { memory: address, size: type.size });
    }
  }

  /** The number register holds the number of the call. */
  systemCallNumber(step: SystemCallStep, state: CpuState): void {
    const register = this.#convention.number;
    const number = state.registers[registerNumber[register]] ?? 0n;
    this.equal(number, BigInt(step.call.number), 64, "system-call-number", `the number of ${step.call.name}(2)`, {
      register,
    });
  }

  /** Every argument is what the contract says, at the width that the kernel reads. */
  systemCallArguments(step: SystemCallStep, state: CpuState): void {
    Object.entries(step.call.parameters).forEach(([name, parameter], index) => {
      // Nobody passes padding, and later kernels may give it a meaning: it has to be 0.
      const value = parameter.kind === "padding" ? 0 : step.values[name];
      if (value === undefined) {
        return;
      }
      const register = this.#convention.arguments[index];
      const place = stackPointer(state) + BigInt(this.#convention.stackArgument(index));
      const got =
        register === undefined
          ? littleEndian(this.#engine.read(place, 8))
          : (state.registers[registerNumber[register]] ?? 0n);
      const blame = register === undefined ? { memory: place, size: 8 } : { register };
      const what = `${name} of ${step.call.name}(2)`;
      if (typeof value === "object" && value.kind === "scratch") {
        this.#checkScratch(value, got, state, what, blame);
        return;
      }
      const expected = evaluate(value, this.#known);
      if (expected !== undefined) {
        this.equal(got, expected, 8 * parameter.size, "system-call-argument", what, blame);
      }
    });
  }

  #checkScratch(
    scratch: { readonly size: number; readonly holds?: Value },
    address: bigint,
    state: CpuState,
    what: string,
    blame: Fault["blame"],
  ): void {
    if (address < stackPointer(state) || address + BigInt(scratch.size) > this.#entryStackPointer) {
      throw broken("system-call-argument", `${what} is not memory of its own frame`, blame, {
        expected: `${String(scratch.size)} bytes from ${hex(stackPointer(state))} to ${hex(this.#entryStackPointer)}`,
        got: hex(address),
      });
    }
    if (scratch.holds !== undefined) {
      const expected = evaluate(scratch.holds, this.#known);
      const got = littleEndian(this.#engine.read(address, scratch.size));
      if (expected !== undefined) {
        this.equal(got, expected, 8 * scratch.size, "system-call-argument", `what ${what} points at`, {
          memory: address,
          size: scratch.size,
        });
      }
    }
  }

  /** The right routine is called, with what it is to find in registers and on the stack. */
  routineCall(step: RoutineCallStep, symbol: string | undefined, state: CpuState): void {
    if (typeof step.target === "string") {
      this.symbol(step.target, symbol, state);
    } else {
      this.equal(state.rip, evaluate(step.target, this.#known) ?? 0n, 64, "routine-call", "the routine called");
    }
    this.#stackAlignment(step, symbol, state);
    this.registers(step.registers, state);
    for (const { offset, type, value } of step.stack) {
      // The call has pushed the return address.
      const address = stackPointer(state) + 8n + BigInt(offset);
      const got = littleEndian(this.#engine.read(address, type.size));
      const expected = evaluate(value, this.#known);
      if (expected !== undefined) {
        const what = `the argument at ${String(offset)}(SP) of ${nameOf(symbol, state.rip)}`;
        this.equal(got, expected, 8 * type.size, "routine-call-argument", what, {
          memory: address,
          size: type.size,
        });
      }
    }
  }

  #stackAlignment({ stackAlignment = 1 }: RoutineCallStep, symbol: string | undefined, state: CpuState): void {
    // The call has pushed the return address.
    const place = stackPointer(state) + 8n;
    if (place % BigInt(stackAlignment) !== 0n) {
      this.faults.push({
        code: "stack-alignment",
        message: `SP at the call of ${nameOf(symbol, state.rip)} is not aligned`,
        expected: `a multiple of ${String(stackAlignment)}`,
        got: hex(place),
        at: this.#step(),
      });
    }
  }

  /** Registers hold these values. */
  registers(registers: RegisterValues, state: CpuState): void {
    for (const { register, value } of valuesByRegister(registers)) {
      const expected = evaluate(value, this.#known);
      if (expected !== undefined) {
        const got = state.registers[registerNumber[register]] ?? 0n;
        this.equal(got, expected, 64, "routine-call-argument", `${register} at the call`, { register });
      }
    }
  }

  /** String instructions of whoever comes next go upwards (System V and Plan 9 alike). */
  directionFlag(state: CpuState): void {
    if ((state.flags & flagBit.DF) !== 0n) {
      this.faults.push({ code: "direction-flag", message: "leaves the direction flag set", at: this.#step() });
    }
  }

  /** Control has gone to this symbol. */
  symbol(wanted: string, symbol: string | undefined, state: CpuState): void {
    if (symbol !== objectSymbol(wanted)) {
      throw broken("routine-call", `goes to ${nameOf(symbol, state.rip)} instead of ${wanted}`);
    }
  }

  /** Two numbers are the same in their low `bits` bits; where they are not, that is a fault, and the run goes on. */
  equal(got: bigint, expected: bigint, bits: number, code: FaultCode, what: string, blame?: Fault["blame"]): void {
    const [a, b] = [BigInt.asUintN(bits, got), BigInt.asUintN(bits, expected)];
    if (a !== b) {
      this.faults.push({
        code,
        message: `${what} is wrong`,
        ...(blame === undefined ? {} : { blame }),
        ...{ expected: hex(b), got: hex(a), at: this.#step() },
      });
    }
  }
}

interface RegisterValue {
  readonly register: RegisterName;
  readonly value: Value;
}

/** What registers are to hold, in the order of the registers. */
const valuesByRegister = once((registers: RegisterValues): readonly RegisterValue[] =>
  allRegisters.flatMap(({ class: register }) => {
    const value = registers[register];
    return value === undefined ? [] : [{ register, value }];
  }),
);

/** What breaks a run off. */
export function broken(
  code: FaultCode,
  message: string,
  blame?: Fault["blame"],
  values?: { readonly expected: string; readonly got: string },
): BrokenContract {
  return new BrokenContract({ code, message, ...(blame === undefined ? {} : { blame }), ...values });
}

/** SP in a state. */
export function stackPointer(state: CpuState): bigint {
  return state.registers[registerNumber.SP] ?? 0n;
}

/** A place in code as messages name it. */
export function nameOf(symbol: string | undefined, address: bigint): string {
  return symbol ?? hex(address);
}
