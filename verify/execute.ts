import type { Contract, SystemCallStep } from "../dsl/contracts/contract.js";
import type { Routine } from "../dsl/routines/routine.js";
import { ContractRun } from "./contract-run.js";
import { BrokenContract } from "./value-checks.js";
import type { CpuState, Engine, Stop } from "./engine/engine.js";
import { EngineError, flagBit, newRegisters, registerNumber } from "./engine/engine.js";
import { floatingPointOffset, initialFloatingPoint } from "./engine/floating-point.js";
import { setCrashPage } from "./crash-page.js";
import { snapshot } from "./entry-memory.js";
import { littleEndian, toBytes } from "./evaluate.js";
import type { Fault } from "./fault.js";
import { hex } from "./fault.js";
import type { Image } from "./image.js";
import { symbolAt } from "./image.js";
import type { Convention } from "./kernel/convention.js";
import { MemoryWatch } from "./memory-watch.js";
import { dataAt, writeData } from "./place-data.js";
import { runPlan } from "./run-plan.js";
import type { RunPlan } from "./run-plan.js";
import type { Random } from "./random.js";
import type { Scenario } from "./scenario.js";
import type { Places } from "./world.js";
import { liesInPoison, placesAround, poison, world } from "./world.js";

/** What is run: a routine's code, loaded into an engine whose world is built, and what it has to do. */
export interface Subject {
  readonly routine: Routine;
  readonly contract: Contract;
  readonly image: Image;
  readonly convention: Convention;
}

/** One run of a routine. */
export interface Execution {
  /** What was wrong, in the order in which it showed. */
  readonly faults: readonly Fault[];
  /** The addresses of the instructions executed, in order. */
  readonly path: readonly bigint[];
  readonly end: CpuState;
  /** Everything written to memory, in order, as the engine saw it. */
  readonly writes: readonly Write[];
  /** The system calls that the kernel has answered, in order. */
  readonly answered: ReadonlySet<SystemCallStep>;
}

/** A store, by which instruction of the run, counted from 0. */
interface Write {
  readonly address: bigint;
  readonly size: number;
  readonly value: bigint;
  readonly step: number;
}

/** A routine that makes more steps than this will not end by itself. */
const instructionLimit = 10_000;

const returnAddressBytes = toBytes(world.returnAddress, 8);

/** Flags that any instruction may change. */
const arithmeticFlags = flagBit.CF | flagBit.PF | flagBit.AF | flagBit.ZF | flagBit.SF | flagBit.OF;

/** Bytes below SP that are overwritten whenever a signal may come: at system calls and while other routines run. */
const clobberedBelow = 0x400;

/**
 * Runs a routine once. All registers, the frame, the memory below SP and the slots between narrow arguments are
 * poison from `random`: two engines that are given equal generators begin with equal states. `onStep` is shown the
 * state before every instruction, which costs.
 */
export function execute(
  engine: Engine,
  subject: Subject,
  scenario: Scenario,
  random: Random,
  onStep?: (state: CpuState) => void,
): Execution {
  const { routine, contract, image, convention } = subject;
  const plan = runPlan(subject);
  setCrashPage(engine, scenario.crashesComeBack ? plan.crashPage : undefined);
  const places = placesOf(plan, scenario);
  writeData(engine, image.data);
  const entry = enter(engine, subject, plan, scenario, places, random);
  const stackPointer = entry.registers[registerNumber.SP] ?? 0n;
  const path: bigint[] = [];
  const step = (): number => path.length - 1;
  const watch = watchFor(subject, plan, entry, random);
  const entryMemory = snapshot(engine, subject, plan, scenario, entry, watch, places, random);
  const { symbols } = image;
  const run = new ContractRun({
    routine,
    contract,
    calls: plan.calls,
    scenario,
    symbols,
    entry,
    entryMemory,
    engine,
    convention,
    watch,
    step,
  });
  const writes: Write[] = [];
  let caught: Error | undefined;
  engine.setState(entry);
  const { usesVectors } = plan;
  if (usesVectors) poisonVectors(engine, random);
  const guarded = (action: () => "goes-on" | "done"): boolean => {
    try {
      return action() === "goes-on";
    } catch (thrown) {
      caught = asFault(thrown);
      return false;
    }
  };
  const options = {
    limit: instructionLimit,
    late: onStep === undefined,
    systemCall: (state: CpuState): "go-on" | "stop" => {
      const goesOn = guarded(() => {
        const continuation = run.systemCall(state);
        clobberBelow(engine, state, random);
        return continuation;
      });
      return goesOn ? "go-on" : "stop";
    },
    instruction: (address: bigint): void => {
      path.push(address);
      onStep?.(engine.state());
    },
    access: (kind: "read" | "write", address: bigint, size: number, value: bigint): void => {
      const access = { kind, address, size, value, step: step() };
      watch.record(access);
      if (kind === "write") {
        writes.push(access);
      }
    },
  };
  let state: CpuState;
  for (;;) {
    const stop = engine.run(options);
    state = engine.state();
    if (stop.kind === "asked" || path.length >= instructionLimit) {
      break;
    }
    const goesOn = guarded(() => {
      const continuation = afterStop(stop, state, run, image, stackPointer);
      if (continuation === "goes-on") {
        comeBack(engine, state, run, random);
        if (usesVectors) poisonVectors(engine, random);
      }
      return continuation;
    });
    if (!goesOn) {
      break;
    }
  }
  forget(engine, writes, places);
  const { answered } = run;
  // A state that is thought better of while the next part of the run is prepared is not the engine's any more.
  const end = caught === undefined ? state : engine.state();
  return { faults: [...run.faults, ...lastFault(caught, path.length)], path, end, writes, answered };
}

/** Memory that the kernel, or a routine that is called, would use and that is not there is the routine's mistake. */
function asFault(thrown: unknown): Error {
  if (thrown instanceof EngineError) {
    // Every engine says it in its own words: they are no part of what kind of fault it is.
    return new BrokenContract({
      code: "access-fault",
      message: "leads the kernel, or a routine that it calls, to memory that is not there",
      got: thrown.message,
    });
  }
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** What ended a run before its time. */
function lastFault(caught: Error | undefined, steps: number): readonly Fault[] {
  if (caught instanceof BrokenContract) {
    return [{ ...caught.fault, at: steps - 1 }];
  }
  if (caught !== undefined) {
    throw caught;
  }
  return steps >= instructionLimit
    ? [{ code: "endless", message: `has not ended after ${String(instructionLimit)} instructions`, at: steps - 1 }]
    : [];
}

/** What is poisoned in a state. */
function placesOf({ depth, blocks }: RunPlan, { stackShift, pointerShift }: Scenario): Places {
  return placesAround(world.entryStackPointer - stackShift, depth, blocks, pointerShift);
}

/** What a run has left where nothing is poisoned anew must not be there in the next. */
function forget(engine: Engine, writes: readonly Write[], places: Places): void {
  for (const { address, size } of writes) {
    if (!liesInPoison(address, size, places)) {
      try {
        engine.write(address, new Uint8Array(size));
      } catch (thrown) {
        if (!(thrown instanceof EngineError)) {
          throw thrown;
        }
      }
    }
  }
}

/** The state at entry, written into the engine's memory. */
function enter(
  engine: Engine,
  { contract, image }: Subject,
  plan: RunPlan,
  scenario: Scenario,
  places: Places,
  random: Random,
): CpuState {
  const { stackPointer } = places;
  poison(engine, random, places);
  if (contract.entry === "call") {
    engine.write(stackPointer, returnAddressBytes);
  }
  for (const { name, offset, size } of plan.arguments) {
    engine.write(stackPointer + offset, toBytes(scenario.arguments.get(name) ?? 0n, size));
  }
  const registers = newRegisters();
  random.fill(registers);
  for (const [register, value] of scenario.entryRegisters) {
    registers[registerNumber[register]] = value;
  }
  registers[registerNumber.SP] = stackPointer;
  for (const [place, address] of scenario.pointers) {
    const [kind, name] = place.split(" ");
    if (kind === "register" && name !== undefined && isRegister(name)) {
      registers[registerNumber[name]] = address;
    }
  }
  for (const { pointer, fsOffset } of plan.words) {
    const address = scenario.pointers.get(pointer);
    if (address !== undefined) {
      engine.write(world.fsBase + fsOffset, toBytes(address, 8));
    }
  }
  return {
    registers,
    rip: image.address,
    flags: (random.uint64() & arithmeticFlags) | 2n,
    fsBase: world.fsBase,
    gsBase: 0n,
  };
}

/** By the runtime's convention and by C's no routine finds anything in vector registers, nor leaves anything there. */
function poisonVectors(engine: Engine, random: Random): void {
  const image = initialFloatingPoint();
  image.set(random.passingBytes(image.length - floatingPointOffset.vectors), floatingPointOffset.vectors);
  engine.setFloatingPoint(image);
}

function isRegister(name: string): name is keyof typeof registerNumber {
  return Object.hasOwn(registerNumber, name);
}

/** What a routine may read besides its own stack: arguments, return address, words its contract names, variables. */
function watchFor({ image }: Subject, plan: RunPlan, entry: CpuState, random: Random): MemoryWatch {
  const stackPointer = entry.registers[registerNumber.SP] ?? 0n;
  const watch = new MemoryWatch(random, stackPointer);
  watch.allowRead(stackPointer, 8);
  for (const { offset, size } of plan.arguments) {
    watch.allowRead(stackPointer + offset, size);
  }
  for (const { fsOffset } of plan.words) {
    watch.allowRead(entry.fsBase + fsOffset, 8);
  }
  for (const { address, bytes } of image.data) {
    watch.allowRead(address, bytes.length);
  }
  return watch;
}

function afterStop(stop: Stop, state: CpuState, run: ContractRun, image: Image, entry: bigint): "goes-on" | "done" {
  switch (stop.kind) {
    case "fault":
      return stop.access === "fetch"
        ? left(state, run, image, entry)
        : crashed(stop.access, stop.address, state, run, image);
    case "limit":
      throw new BrokenContract({ code: "endless", message: "does not end" });
    case "asked":
      return "done";
    case "exception":
    case "interrupt":
      throw new BrokenContract({
        code: "processor-exception",
        message: `${stop.kind} ${String(stop.vector)} of the processor`,
      });
    case "not-modelled":
      throw new BrokenContract({ code: "not-modelled", message: `the engine does not know ${stop.instruction}` });
  }
}

/** Control is where nothing is mapped: back at the caller, at another routine, or where it has no business. */
function left(state: CpuState, run: ContractRun, image: Image, entryStackPointer: bigint): "goes-on" | "done" {
  const stackPointer = state.registers[registerNumber.SP] ?? 0n;
  if (state.rip === world.returnAddress) {
    run.returned(state);
    return "done";
  }
  const symbol = symbolAt(image, state.rip);
  return run.leaves(symbol, state, stackPointer === entryStackPointer ? undefined : stackPointer);
}

function crashed(
  access: "read" | "write",
  address: bigint,
  state: CpuState,
  run: ContractRun,
  { data }: Image,
): "done" {
  if (access === "write" && run.mayCrashAt(address, state)) {
    return "done";
  }
  const constant = dataAt(data, address);
  throw new BrokenContract({
    code: "access-fault",
    message:
      constant === undefined
        ? `${access === "read" ? "reads from" : "writes to"} ${hex(address)}, where nothing is mapped`
        : `writes to ${constant.symbol}, which is read-only`,
  });
}

/** The routine that was called comes back: all registers that it may use are poison, and so is what lay below SP. */
function comeBack(engine: Engine, state: CpuState, run: ContractRun, random: Random): void {
  const stackPointer = state.registers[registerNumber.SP] ?? 0n;
  state.rip = littleEndian(engine.read(stackPointer, 8));
  const { registers } = state;
  const kept = run.preservedByCallee.map(
    (register) => [registerNumber[register], registers[registerNumber[register]] ?? 0n] as const,
  );
  random.fill(registers);
  for (const [index, value] of kept) {
    registers[index] = value;
  }
  registers[registerNumber.SP] = stackPointer + 8n;
  run.cameBack(state);
  state.flags = (state.flags & ~arithmeticFlags) | (random.uint64() & arithmeticFlags);
  // Its arguments belong to the routine that is called.
  for (const { offset, type } of run.argumentsOfCallee) {
    engine.write(stackPointer + 8n + BigInt(offset), random.passingBytes(type.size));
  }
  clobberBelow(engine, state, random);
  engine.setState(state);
}

function clobberBelow(engine: Engine, state: CpuState, random: Random): void {
  const stackPointer = state.registers[registerNumber.SP] ?? 0n;
  engine.write(stackPointer - BigInt(clobberedBelow), random.passingBytes(clobberedBelow));
}
