import { once } from "../dsl/lowering/once.js";
import type { Contract, Step } from "../dsl/contracts/contract.js";
import type { Value } from "../dsl/contracts/value.js";
import { blockAddress, world } from "./world.js";

/** What a routine under test is given that must lead somewhere. */
export interface Pointers {
  /** By the name of the argument. */
  readonly argumentPointers: ReadonlyMap<string, bigint>;
  /** By the name of a thread-local word (`word g`) or a register (`register DI`). */
  readonly addresses: ReadonlyMap<string, bigint>;
  /** By the place of the system call in the contract: what it returns when it works. */
  readonly results: ReadonlyMap<number, bigint>;
  /** How many blocks of memory all of them lead to: the first ones. */
  readonly blocks: number;
}

/** The arguments, words and registers that a contract follows to memory or to code, each with a place of its own. */
export const pointersOf: (contract: Contract) => Pointers = once((contract) => {
  const argumentPointers = new Map<string, bigint>();
  const addresses = new Map<string, bigint>();
  const results = new Map<number, bigint>();
  const follow = (value: Value, place: bigint | undefined): void => {
    if (typeof value === "number") {
      return;
    }
    switch (value.kind) {
      case "argument":
        argumentPointers.set(value.name, argumentPointers.get(value.name) ?? place ?? nextBlock());
        return;
      case "entry-word":
        addresses.set(`word ${value.word}`, addresses.get(`word ${value.word}`) ?? place ?? nextBlock());
        return;
      case "entry-register":
        if (value.register === "SP") {
          // It points at the routine's own stack already.
          return;
        }
        addresses.set(
          `register ${value.register}`,
          addresses.get(`register ${value.register}`) ?? place ?? nextBlock(),
        );
        return;
      case "call-result":
        results.set(value.call, results.get(value.call) ?? place ?? nextBlock());
        return;
      case "sum":
      case "aligned-down":
        follow(value.of, place);
        return;
      default:
        return;
    }
  };
  const nextBlock = (): bigint => {
    const number = argumentPointers.size + addresses.size + results.size;
    if (number >= world.blocks) {
      throw new RangeError("a contract follows more pointers than there are blocks of memory");
    }
    return blockAddress(number);
  };
  const followPointees = (value: Value | undefined): void => {
    pointees(value).forEach((address) => {
      follow(address, undefined);
    });
  };
  const visit = (step: Step): void => {
    switch (step.kind) {
      case "stores":
        follow(step.address, undefined);
        followPointees(step.value);
        return;
      case "sets-word":
        followPointees(step.value);
        return;
      case "switches-stack":
        follow(step.top, undefined);
        return;
      case "routine-call":
        if (typeof step.target !== "string") {
          follow(step.target, world.functionAddress);
          followPointees(step.target);
        }
        Object.values(step.registers).forEach(followPointees);
        step.stack.forEach(({ value }) => {
          followPointees(value);
        });
        return;
      case "child":
        step.steps.forEach(visit);
        return;
      case "system-call": {
        const { reads = {}, writes = {} } = step.call.behaviour;
        for (const [parameter, value] of Object.entries(step.values)) {
          if (parameter in reads || parameter in writes) {
            follow(value, undefined);
          }
          followPointees(value);
        }
        return;
      }
      case "returns":
        followPointees(step.value);
        return;
      case "jumps":
        Object.values(step.registers).forEach(followPointees);
        followPointees(step.stackPointer);
        return;
      case "crashes":
      case "repeats":
        return;
    }
  };
  contract.steps.forEach(visit);
  const blocks = argumentPointers.size + addresses.size + results.size;
  return { argumentPointers, addresses, results, blocks };
});

/** The values that a value is read through. */
function pointees(value: Value | undefined): readonly Value[] {
  if (typeof value !== "object") {
    return [];
  }
  switch (value.kind) {
    case "pointee":
      return [value.of, ...pointees(value.of)];
    case "sum":
    case "promoted":
    case "aligned-down":
      return pointees(value.of);
    case "unequal":
      return [...pointees(value.one), ...pointees(value.other)];
    case "scratch":
      return pointees(value.holds);
    default:
      return [];
  }
}
