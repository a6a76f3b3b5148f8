import type { Contract, SystemCallStep } from "../dsl/contracts/contract.js";
import type { Routine } from "../dsl/routines/routine.js";
import { ContractRun } from "./contract-run.js";
import { BrokenContract } from "./value-checks.js";
import type { CpuState, Engine, Stop } from "./engine/engine.js";
import { EngineError, flagBit, registerNumber } from "./engine/engine.js";
import { floatingPointOffset, initialFloatingPoint } from "./engine/floating-point.js";
import { snapshot } from "./entry-memory.js";
import { wordsOf } from "./entry-values.js";
import { littleEndian, toBytes } from "./evaluate.js";
import type { Fault } from "./fault.js";
import { hex } from "./fault.js";
import type { Image } from "./image.js";
import { symbolAt } from "./image.js";
import type { Convention } from "./kernel/convention.js";
import { MemoryWatch } from "./memory-watch.js";
import { dataAt, writeData } from "./place-data.js";
import { pointersOf } from "./pointers.js";
import type { Random } from "./random.js";
import type { Scenario } from "./scenario.js";
import type { Places } from "./world.js";
import { liesInPoison, poison, world } from "./world.js";

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
  const unmapCrashPage = mapCrashPage(engine, subject, scenario);
  const places = placesOf(subject, scenario);
  writeData(engine, image.data);
  const entry = enter(engine, subject, scenario, places, random);
  const stackPointer = entry.registers[registerNumber.SP] ?? 0n;
  const path: bigint[] = [];
  const step = (): number => path.length - 1;
  const watch = watchFor(subject, entry, random);
  const entryMemory = snapshot(engine, subject, scenario, entry, watch, places, random);
  const { symbols } = image;
  const run = new ContractRun({
    routine,
    contract,
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
  const vectors = usesVectors(image);
  if (vectors) poisonVectors(engine, random);
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
      watch.record({ kind, address, size, step: step() });
      if (kind === "write") {
        writes.push({ address, size, value, step: step() });
      }
    },
  };
  for (;;) {
    const stop = engine.run(options);
    const state = engine.state();
    if (stop.kind === "asked" || path.length >= instructionLimit) {
      break;
    }
    const goesOn = guarded(() => {
      const continuation = afterStop(stop, state, run, image, stackPointer);
      if (continuation === "goes-on") {
        comeBack(engine, state, run, random);
        if (vectors) poisonVectors(engine, random);
      }
      return continuation;
    });
    if (!goesOn) {
      break;
    }
  }
  unmapCrashPage();
  forget(engine, writes, places);
  const { answered } = run;
  return { faults: [...run.faults, ...lastFault(caught, path.length)], path, end: engine.state(), writes, answered };
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

/**
 * Maps the page of an address at which nothing should be mapped, in the states that want it so. Answers how to take it
 * away again.
 */
function mapCrashPage(engine: Engine, { contract }: Subject, scenario: Scenario): () => void {
  const crash = contract.steps.find((step) => step.kind === "crashes");
  if (crash === undefined || !scenario.crashesComeBack) {
    return () => undefined;
  }
  const page = BigInt(crash.address) & ~0xfffn;
  try {
    engine.map(page, 0x1000n, { read: true, write: true, execute: false });
  } catch (thrown) {
    if (thrown instanceof EngineError) {
      // The world lies there already: the store will be seen not to fault in the other states too.
      return () => undefined;
    }
    throw thrown;
  }
  return () => {
    engine.unmap(page, 0x1000n);
  };
}

/** What is poisoned in a state. */
function placesOf({ contract, image }: Subject, { stackShift, pointerShift }: Scenario): Places {
  return {
    stackPointer: world.entryStackPointer - stackShift,
    depth: Math.max(0, ...image.ranges.map(({ instruction }) => instruction.stackDepth ?? 0)),
    blocks: pointersOf(contract).blocks,
    shift: pointerShift,
  };
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
function enter(engine: Engine, subject: Subject, scenario: Scenario, places: Places, random: Random): CpuState {
  const { routine, contract, image } = subject;
  const { stackPointer } = places;
  poison(engine, random, places);
  if (contract.entry === "call") {
    engine.write(stackPointer, toBytes(world.returnAddress, 8));
  }
  for (const { name, offset, type } of routine.arguments) {
    engine.write(stackPointer + 8n + BigInt(offset), toBytes(scenario.arguments.get(name) ?? 0n, type.size));
  }
  const registers = new BigUint64Array(16);
  for (let index = 0; index < registers.length; index += 1) {
    registers[index] = random.uint64();
  }
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
  for (const word of wordsOf(contract)) {
    const address = scenario.pointers.get(`word ${word.word}`);
    if (address !== undefined) {
      engine.write(world.fsBase + BigInt(word.fsOffset), toBytes(address, 8));
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

/** Do the instructions name vector registers, or say by numbers what nobody reads here? */
function usesVectors({ ranges }: Image): boolean {
  return ranges.some(({ instruction: { operands } }) =>
    operands.some(({ kind }) => kind === "vector-register" || kind === "literal"),
  );
}

/** By the runtime's convention and by C's no routine finds anything in vector registers, nor leaves anything there. */
function poisonVectors(engine: Engine, random: Random): void {
  const image = initialFloatingPoint();
  image.set(random.bytes(image.length - floatingPointOffset.vectors), floatingPointOffset.vectors);
  engine.setFloatingPoint(image);
}

function isRegister(name: string): name is keyof typeof registerNumber {
  return Object.hasOwn(registerNumber, name);
}

/** What a routine may read besides its own stack: arguments, return address, words its contract names, variables. */
function watchFor({ routine, contract, image }: Subject, entry: CpuState, random: Random): MemoryWatch {
  const stackPointer = entry.registers[registerNumber.SP] ?? 0n;
  const watch = new MemoryWatch(random, stackPointer);
  watch.allowRead(stackPointer, 8);
  for (const { offset, type } of routine.arguments) {
    watch.allowRead(stackPointer + 8n + BigInt(offset), type.size);
  }
  for (const { fsOffset } of wordsOf(contract)) {
    watch.allowRead(entry.fsBase + BigInt(fsOffset), 8);
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
  const kept: readonly number[] = run.preservedByCallee.map((register) => registerNumber[register]);
  for (let index = 0; index < state.registers.length; index += 1) {
    const poisoned = random.uint64();
    if (index !== registerNumber.SP && !kept.includes(index)) {
      state.registers[index] = poisoned;
    }
  }
  state.registers[registerNumber.SP] = stackPointer + 8n;
  run.cameBack(state);
  state.flags = (state.flags & ~arithmeticFlags) | (random.uint64() & arithmeticFlags);
  // Its arguments belong to the routine that is called.
  for (const { offset, type } of run.argumentsOfCallee) {
    engine.write(stackPointer + 8n + BigInt(offset), random.bytes(type.size));
  }
  clobberBelow(engine, state, random);
  engine.setState(state);
}

function clobberBelow(engine: Engine, state: CpuState, random: Random): void {
  const stackPointer = state.registers[registerNumber.SP] ?? 0n;
  engine.write(stackPointer - BigInt(clobberedBelow), random.bytes(clobberedBelow));
}
