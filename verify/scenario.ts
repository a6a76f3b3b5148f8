import type { Contract, SystemCallStep } from "../dsl/contracts/contract.js";
import { systemCallsOf } from "../dsl/contracts/contract.js";
import type { Routine } from "../dsl/routines/routine.js";
import type { RegisterName } from "../dsl/operands/operand-class.js";
import { entryRegistersOf } from "./entry-values.js";
import { pointersOf } from "./pointers.js";
import type { Random } from "./random.js";

/** How the kernel answers a system call. */
export type Outcome =
  | { readonly kind: "succeeds"; readonly result: bigint }
  | { readonly kind: "fails"; readonly errno: number }
  /** The call comes back in a new thread. */
  | { readonly kind: "child" }
  /** The call does not come back. */
  | { readonly kind: "ends" };

/** One state to run a routine in: what it is given and what the kernel answers. Everything else is poison. */
export interface Scenario {
  readonly index: number;
  /** Bits of each argument, by name, at the argument's own width. */
  readonly arguments: ReadonlyMap<string, bigint>;
  /** What the registers hold at entry that the contract names and nobody follows. */
  readonly entryRegisters: ReadonlyMap<RegisterName, bigint>;
  /** Words and registers that must be valid pointers, by `pointersOf`'s names. */
  readonly pointers: ReadonlyMap<string, bigint>;
  readonly outcomes: ReadonlyMap<SystemCallStep, Outcome>;
  /**
   * What should crash the program does not: a routine that never returns does, and something is mapped where a store
   * was to fault.
   */
  readonly crashesComeBack: boolean;
  /** How far from the middle of their blocks pointers lead, in bytes. */
  readonly pointerShift: bigint;
  /** How far SP lies below its usual place at entry, in bytes. */
  readonly stackShift: bigint;
}

/**
 * The scenarios of a routine: first every way that each system call can end, then random ones, up to `count`. `special`
 * are numbers that its code has in it: what it compares with has to come about.
 */
export function* scenarios(
  routine: Routine,
  contract: Contract,
  special: readonly bigint[],
  random: Random,
  count: number,
): Generator<Scenario> {
  const calls = systemCallsOf(contract);
  const { addresses, results } = pointersOf(contract);
  const possible = new Map(calls.map((call, place) => [call, possibleOutcomes(call, results.get(place))]));
  const planned = [...possible].flatMap(([call, outcomes]) => outcomes.map((outcome) => ({ call, outcome })));
  for (let index = 0; index < count; index += 1) {
    const plan = planned[index];
    const outcomes = new Map(
      [...possible].map(([call, outcomesOfCall]) => [
        call,
        plan?.call === call ? plan.outcome : anyOutcome(call, outcomesOfCall, plan !== undefined, special, random),
      ]),
    );
    const pointerShift = 8n * BigInt(random.below(0x200));
    yield {
      index,
      arguments: argumentValues(routine, contract, special, random, index, pointerShift),
      pointers: addresses.size === 0 ? none : new Map([...addresses].map(([name, at]) => [name, at + pointerShift])),
      pointerShift,
      entryRegisters: entryRegisterValues(contract, random),
      outcomes,
      crashesComeBack: random.below(2) === 0,
      // The runtime's stacks are aligned to 8 bytes, not to 16.
      stackShift: 8n * BigInt(stackPlace(index, random)),
    };
  }
}

const none: ReadonlyMap<never, never> = new Map<never, never>();

/** How many places SP has at entry, 8 bytes apart. */
const stackPlaces = 64;

/** The first states go through all places of SP: what carries where it moves shows in one of them only. */
function stackPlace(index: number, random: Random): number {
  const drawn = random.below(stackPlaces);
  return index < stackPlaces ? (index + 1) % stackPlaces : drawn;
}

/**
 * The ways in which a call can end: each error, each extreme of its results, its child, not at all. A result that the
 * routine follows is `pointer` and nothing else.
 */
function possibleOutcomes({ call, policy }: SystemCallStep, pointer: bigint | undefined): readonly Outcome[] {
  const { errors, forks, ends } = call.behaviour;
  const results = pointer === undefined ? extremeResults(8 * call.returns.size, forks === true) : [pointer];
  return [
    ...(ends === true ? [{ kind: "ends" } as const] : []),
    ...results.map((result) => ({ kind: "succeeds", result }) as const),
    ...(forks === true ? [{ kind: "child" } as const] : []),
    ...(policy.kind === "cannot-fail" ? [] : errors.map((errno) => ({ kind: "fails", errno }) as const)),
  ];
}

function anyOutcome(
  { call }: SystemCallStep,
  possible: readonly Outcome[],
  mustGoOn: boolean,
  special: readonly bigint[],
  random: Random,
): Outcome {
  if (!mustGoOn && random.below(4) === 0) {
    return random.pick(possible);
  }
  const going = possible.filter((outcome) => outcome.kind === "succeeds" || outcome.kind === "child");
  const bits = 8 * call.returns.size;
  // A call with one possible result gives a pointer, or nothing.
  return going.length > 1 && bits > 0 && call.behaviour.forks !== true && random.below(2) === 0
    ? { kind: "succeeds", result: BigInt.asIntN(bits, mixed([], special, random)) }
    : random.pick(going);
}

/** Results at the limits of a width, as the kernel leaves them in a 64-bit register: signed. */
function extremeResults(bits: number, isThreadId: boolean): readonly bigint[] {
  if (bits === 0) {
    return [0n];
  }
  const top = 1n << BigInt(bits - 1);
  // The parent of a fork gets the id of the child, which is never 0.
  return isThreadId
    ? [1n, 1000n, 0x100n, 0x1_0000n, 0x100_0000n, 0x7fff_ffffn]
    : [0n, 1n, -1n, top - 1n, -top, 0x7fff_ffffn, 12n];
}

/** Addresses around which additions carry: into the upper half of a word, of a doubleword, and over the end. */
const carries = [0n, -1n, -16n, 0xf8n, 0xfff8n, 0x7f_fff8n, 0xffff_fff8n, 0x7fff_ffff_fff8n];

function entryRegisterValues(contract: Contract, random: Random): ReadonlyMap<RegisterName, bigint> {
  const registers = entryRegistersOf(contract);
  if (registers.length === 0) {
    return none;
  }
  return new Map(
    registers.map((register) => [
      register,
      BigInt.asUintN(64, random.below(2) === 0 ? random.pick(carries) : random.uint64()),
    ]),
  );
}

function argumentValues(
  routine: Routine,
  contract: Contract,
  special: readonly bigint[],
  random: Random,
  index: number,
  pointerShift: bigint,
): ReadonlyMap<string, bigint> {
  const { argumentPointers } = pointersOf(contract);
  return new Map(
    routine.arguments.map(({ name, type }) => {
      const pointer = argumentPointers.get(name);
      const value = pointer === undefined ? anyValue(8 * type.size, special, random, index) : pointer + pointerShift;
      return [name, value];
    }),
  );
}

/** The first states give all arguments the same limit, the others mix limits and random values. */
function anyValue(bits: number, special: readonly bigint[], random: Random, index: number): bigint {
  const top = 1n << BigInt(bits - 1);
  const limits = [0n, -1n, 1n, top, top - 1n, -2n];
  const fixed = limits[index];
  const value = fixed ?? mixed(limits, special, random);
  return BigInt.asUintN(bits, value);
}

/** A limit, a number of the code's own, or any. */
function mixed(limits: readonly bigint[], special: readonly bigint[], random: Random): bigint {
  const choices = [limits, special, []][random.below(3)] ?? [];
  return choices.length === 0 ? random.uint64() : random.pick(choices);
}
