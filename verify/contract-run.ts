import type { Contract, StackArgument, Step, SystemCallStep } from "../dsl/contracts/contract.js";
import type { ScalarType } from "../dsl/ctypes/ctype.js";
import type { RegisterName } from "../dsl/operands/operand-class.js";
import type { Routine } from "../dsl/routines/routine.js";
import type { CpuState, Engine } from "./engine/engine.js";
import { registerNumber } from "./engine/engine.js";
import type { Knowledge } from "./evaluate.js";
import { evaluate, writtenKey } from "./evaluate.js";
import type { Fault } from "./fault.js";
import type { Convention } from "./kernel/convention.js";
import type { MemoryWatch } from "./memory-watch.js";
import type { Outcome, Scenario } from "./scenario.js";
import { describeStep } from "./describe-step.js";
import { ValueChecks, broken, nameOf, stackPointer } from "./value-checks.js";

/** How a routine goes on after something that somebody saw. */
export type Continuation = "goes-on" | "done";

/** A system call is allowed to come back this often where the contract says that it is then made again. */
const repetitions = 3;

/** Memory of a caller or a routine, by the parameter that leads to it. */
interface Destination {
  readonly name: string;
  readonly address: bigint;
  readonly size: number;
}

/**
 * Follows one run of a routine along its contract. Every method is called when something happens that the kernel, the
 * caller or another routine sees. Wrong values are kept in `faults` and the run goes on, so that one defect does not
 * hide another; where it cannot go on it is broken off.
 */
export class ContractRun {
  /** The system calls that the kernel has answered, in order. */
  readonly answered = new Set<SystemCallStep>();
  readonly #check: ValueChecks;
  readonly #routine: Routine;
  readonly #engine: Engine;
  readonly #convention: Convention;
  readonly #watch: MemoryWatch;
  readonly #known: Knowledge & {
    readonly results: (bigint | undefined)[];
    readonly called: bigint[];
    readonly written: Map<string, Uint8Array>;
  };
  readonly #calls: readonly SystemCallStep[];
  readonly #preserves: readonly RegisterName[];
  readonly #entryStackPointer: bigint;
  #steps: readonly Step[];
  #next = 0;
  /** What a failed or a returning system call makes of all that would follow. */
  #instead:
    | { readonly kind: "crash"; readonly by: string }
    | { readonly kind: "give-up" }
    | { readonly kind: "return"; readonly value: bigint }
    | undefined;
  #last: SystemCallStep | undefined;
  #lastResult: bigint | undefined;
  #repeated = 0;
  #crashed = false;

  constructor(options: {
    readonly routine: Routine;
    readonly contract: Contract;
    /** Its system calls: `systemCallsOf` gives them. */
    readonly calls: readonly SystemCallStep[];
    readonly scenario: Scenario;
    readonly symbols: Knowledge["symbols"];
    readonly entry: CpuState;
    readonly entryMemory: (address: bigint) => bigint;
    readonly engine: Engine;
    readonly convention: Convention;
    readonly watch: MemoryWatch;
    /** The instruction that is being executed, counted from 0. */
    readonly step: () => number;
  }) {
    const { routine, contract, calls, scenario, symbols, entry, entryMemory, engine, convention, watch, step } =
      options;
    this.#routine = routine;
    this.#engine = engine;
    this.#convention = convention;
    this.#watch = watch;
    this.#known = { scenario, symbols, entry, entryMemory, results: [], called: [], written: new Map() };
    this.#check = new ValueChecks({ engine, convention, watch, known: this.#known, step });
    this.#calls = calls;
    this.#steps = contract.steps;
    this.#preserves = contract.preserves;
    this.#entryStackPointer = stackPointer(entry);
    for (const step of contract.steps) {
      if (step.kind === "crashes" && scenario.crashesComeBack) {
        watch.allowWriteAlways(BigInt(step.address), 8);
      }
    }
  }

  /** What was wrong so far, in the order in which it showed. */
  get faults(): readonly Fault[] {
    return this.#check.faults;
  }

  /** The routine makes a system call; the state is changed as the kernel changes it. */
  systemCall(state: CpuState): Continuation {
    const step = this.#systemCallStep(state);
    this.#check.systemCallNumber(step, state);
    this.#check.systemCallArguments(step, state);
    const outcome = this.#known.scenario.outcomes.get(step) ?? { kind: "succeeds", result: 0n };
    return this.#answer(step, outcome, state);
  }

  /** Control has left the routine for `symbol`, or for an address that no symbol has. */
  leaves(symbol: string | undefined, state: CpuState, returnsInto: bigint | undefined): Continuation {
    if (this.#instead?.kind === "crash") {
      this.#check.symbol(this.#instead.by, symbol, state);
      this.#settle([], state);
      // Should it come back, the routine has to return: running on into what lies behind would be worse.
      this.#instead = { kind: "give-up" };
      this.#crashed = true;
      return this.#known.scenario.crashesComeBack && returnsInto !== undefined ? "goes-on" : "done";
    }
    if (this.#instead !== undefined) {
      throw broken("routine-call", `goes to ${nameOf(symbol, state.rip)} after a system call that has ended its work`);
    }
    this.#check.directionFlag(state);
    const step = this.#advance("leaves", state, returnsInto === undefined ? 0n : 8n);
    if (step?.kind === "jumps") {
      this.#check.symbol(step.to, symbol, state);
      this.#check.registers(step.registers, state);
      const { stackPointer: wanted } = step;
      const place = wanted === undefined ? this.#entryStackPointer : (evaluate(wanted, this.#known) ?? 0n);
      this.#checkStackPointer(state, place, "the jump");
      this.#checkPreserved(state);
      return "done";
    }
    if (step?.kind !== "routine-call") {
      throw broken("routine-call", `calls ${nameOf(symbol, state.rip)}, where its contract says ${describeStep(step)}`);
    }
    if (returnsInto === undefined) {
      throw broken("routine-call", `jumps to ${nameOf(symbol, state.rip)}, where its contract says that it calls it`);
    }
    this.#check.routineCall(step, symbol, state);
    return "goes-on";
  }

  /** The routine called last has come back, with its result in AX. */
  cameBack(state: CpuState): void {
    if (this.#instead === undefined) {
      this.#known.called.push(state.registers[registerNumber.AX] ?? 0n);
    }
  }

  /** The registers that the routine called last leaves alone. */
  get preservedByCallee(): readonly RegisterName[] {
    const step = this.#steps[this.#next - 1];
    return step?.kind === "routine-call" ? step.preserves : [];
  }

  /** Where the routine called last finds its arguments: offsets from SP before the call. */
  get argumentsOfCallee(): readonly StackArgument[] {
    const step = this.#steps[this.#next - 1];
    return step?.kind === "routine-call" ? step.stack : [];
  }

  /** RET has led to the caller. */
  returned(state: CpuState): void {
    this.#checkStackPointer(state, this.#entryStackPointer + 8n, "RET");
    this.#check.directionFlag(state);
    this.#checkPreserved(state);
    const expected = this.#expectedResult(state);
    const bits = 8 * this.#routine.returns.size;
    if (expected !== undefined && bits > 0) {
      this.#check.equal(state.registers[registerNumber.AX] ?? 0n, expected, bits, "result", "the result in AX", {
        register: "AX",
      });
    }
  }

  /** A store has faulted. Is that what the routine is for? */
  mayCrashAt(address: bigint, state: CpuState): boolean {
    // After a failed call the contract wants something else.
    const step = this.#instead === undefined ? this.#advance("crashes", state) : undefined;
    return step?.kind === "crashes" && BigInt(step.address) === address;
  }

  /** What must be in AX; undefined where nobody looks at it. */
  #expectedResult(state: CpuState): bigint | undefined {
    switch (this.#instead?.kind) {
      case "return":
        this.#settle([], state);
        return this.#instead.value;
      case "give-up":
        this.#settle([], state);
        return undefined;
      case "crash":
        throw broken("step-missing", `returns, where it must call ${this.#instead.by}`);
      case undefined:
        break;
    }
    const step = this.#advance("returns", state);
    if (step === undefined) {
      return this.#lastResult;
    }
    if (step.kind === "crashes" && this.#known.scenario.crashesComeBack) {
      // The store has not faulted, because something is mapped there.
      return undefined;
    }
    if (step.kind === "returns") {
      return step.value === undefined ? undefined : evaluate(step.value, this.#known);
    }
    throw broken("step-missing", `returns, where its contract says ${describeStep(step)}`);
  }

  #systemCallStep(state: CpuState): SystemCallStep {
    const number = state.registers[registerNumber[this.#convention.number]] ?? 0n;
    if (this.#instead !== undefined) {
      throw broken("system-call-unexpected", `makes system call ${String(number)} after one that has ended its work`, {
        register: this.#convention.number,
      });
    }
    const step = this.#advance("system-call", state);
    if (step?.kind === "repeats" && this.#last !== undefined) {
      this.#next -= 1;
      this.#repeated += 1;
      return this.#last;
    }
    if (step?.kind !== "system-call") {
      throw broken(
        "system-call-unexpected",
        `makes system call ${String(number)}, where its contract says ${describeStep(step)}`,
        {
          register: this.#convention.number,
        },
      );
    }
    return step;
  }

  /** The next step that somebody sees; stores and words on the way to it must be there by now. */
  #advance(event: "system-call" | "leaves" | "returns" | "crashes", state: CpuState, pushed = 0n): Step | undefined {
    const passed: Step[] = [];
    for (;;) {
      const step = this.#steps[this.#next];
      if (
        step?.kind === "stores" ||
        step?.kind === "sets-word" ||
        step?.kind === "switches-stack" ||
        step?.kind === "child"
      ) {
        passed.push(step);
        this.#next += 1;
        continue;
      }
      this.#settle(passed, state, pushed);
      if (step !== undefined && (step.kind !== "returns" || event === "returns")) {
        this.#next += 1;
      }
      return step;
    }
  }

  /** Checks what was to be stored and that nothing else was. */
  #settle(passed: readonly Step[], state: CpuState, pushed = 0n): void {
    for (const step of passed) {
      if (step.kind === "switches-stack") {
        this.#switchTo(evaluate(step.top, this.#known) ?? 0n, state, pushed);
      } else if (step.kind === "stores") {
        this.#check.stored(evaluate(step.address, this.#known) ?? 0n, step.type, step.value, "memory-not-stored");
      } else if (step.kind === "sets-word") {
        const address = this.#known.entry.fsBase + BigInt(step.fsOffset);
        this.#check.stored(address, eightBytes, step.value, "thread-local-word", step.word);
      }
    }
    const stray = this.#watch.strayAccess();
    if (stray !== undefined) {
      this.#check.faults.push(stray);
    }
    this.#watch.forgetStores();
  }

  /** `pushed` bytes of return address lie on the new stack. */
  #switchTo(top: bigint, state: CpuState, pushed: bigint): void {
    this.#watch.switchStack(top);
    this.#check.equal(stackPointer(state) + pushed, top, 64, "stack-pointer", "SP on the new stack", {
      register: "SP",
    });
  }

  #answer(step: SystemCallStep, outcome: Outcome, state: CpuState): Continuation {
    const place = this.#calls.indexOf(step);
    const returnsInto = state.rip;
    this.answered.add(step);
    this.#convention.enter(state);
    this.#last = step;
    if (this.#repeated >= repetitions) {
      return "done";
    }
    for (const { address, size } of this.#destinations(step, state)) {
      this.#watch.allowRead(address, size);
    }
    switch (outcome.kind) {
      case "ends":
        return "done";
      case "child":
        this.#convention.succeed(state, 0n, 1n);
        this.#enterChild();
        this.#known.results[place] = 0n;
        this.#lastResult = 0n;
        return "goes-on";
      case "succeeds":
        this.#kernelWrites(step, place, state);
        this.#convention.succeed(state, outcome.result);
        this.#known.results[place] = BigInt.asUintN(64, outcome.result);
        break;
      case "fails":
        this.#convention.fail(state, outcome.errno);
        this.#known.results[place] = BigInt(outcome.errno);
        break;
    }
    state.rip = returnsInto;
    this.#lastResult = state.registers[registerNumber.AX];
    this.#followPolicy(step, outcome);
    return "goes-on";
  }

  /** In the child the steps of the child come, and nothing after them. */
  #enterChild(): void {
    const step = this.#steps[this.#next];
    this.#steps = step?.kind === "child" ? step.steps : [];
    this.#next = 0;
  }

  /** Puts results where the call was told to. */
  #kernelWrites(step: SystemCallStep, place: number, state: CpuState): void {
    for (const { name, address, size } of this.#destinations(step, state)) {
      const bytes = this.#watch.freshBytes(size);
      this.#engine.write(address, bytes);
      this.#known.written.set(writtenKey(place, name), bytes);
    }
  }

  /** Where the kernel puts results, unless the call fails: memory to be read afterwards, the caller's own too. */
  #destinations({ call }: SystemCallStep, state: CpuState): readonly Destination[] {
    return Object.keys(call.parameters).flatMap((name, index) => {
      const size = call.behaviour.writes?.[name];
      const register = this.#convention.arguments[index];
      const address = register === undefined ? 0n : (state.registers[registerNumber[register]] ?? 0n);
      return size === undefined || address === 0n ? [] : [{ name, address, size }];
    });
  }

  #followPolicy({ policy }: SystemCallStep, outcome: Outcome): void {
    if (policy.kind === "must-not-return") {
      this.#instead = { kind: "crash", by: policy.by.name };
      return;
    }
    if (outcome.kind !== "fails") {
      return;
    }
    switch (policy.kind) {
      case "crash":
        this.#instead = { kind: "crash", by: policy.by.name };
        return;
      case "give-up":
        this.#instead = { kind: "give-up" };
        return;
      case "negated-errno":
        this.#instead = { kind: "return", value: BigInt.asUintN(64, -BigInt(outcome.errno)) };
        return;
      case "ignored":
      case "cannot-fail":
        return;
    }
  }

  #checkPreserved(state: CpuState): void {
    // Who comes back from a crash has lost everything anyhow.
    for (const register of this.#crashed ? [] : this.#preserves) {
      const index = registerNumber[register];
      const before = this.#known.entry.registers[index] ?? 0n;
      this.#check.equal(state.registers[index] ?? 0n, before, 64, "register-not-preserved", `${register} at the end`, {
        register,
      });
    }
  }

  #checkStackPointer(state: CpuState, expected: bigint, event: string): void {
    this.#check.equal(stackPointer(state), expected, 64, "stack-pointer", `SP after ${event}`, { register: "SP" });
  }
}

const eightBytes: Pick<ScalarType, "size"> = { size: 8 };
