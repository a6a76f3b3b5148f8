import type { Step, SystemCallStep } from "../dsl/contracts/contract.js";
import { systemCallsOf } from "../dsl/contracts/contract.js";
import type { Value } from "../dsl/contracts/value.js";
import { once } from "../dsl/lowering/once.js";
import type { Subject } from "./execute.js";
import { wordsOf } from "./entry-values.js";
import { pointersOf } from "./pointers.js";

/** What is the same in every run of a subject. */
export interface RunPlan {
  /** How far below SP its instructions go, in bytes. */
  readonly depth: number;
  /** The system calls of its contract, in order. */
  readonly calls: readonly SystemCallStep[];
  /** Where its contract wants something to be stored. */
  readonly storeAddresses: readonly Value[];
  /** How many blocks it is given pointers to: the first ones. */
  readonly blocks: number;
  /** Does it name vector registers, or say by numbers what nobody reads here? */
  readonly usesVectors: boolean;
  /** The page of an address at which nothing is mapped, for the contract wants a store there to fault. */
  readonly crashPage: bigint | undefined;
  /** Where arguments lie, from SP at entry. */
  readonly arguments: readonly { readonly name: string; readonly offset: bigint; readonly size: number }[];
  /** Where the thread-local words lie that its contract names, from FS's base; each by its name among the pointers. */
  readonly words: readonly { readonly pointer: string; readonly fsOffset: bigint }[];
}

/** Looks a subject through. */
export const runPlan: (subject: Subject) => RunPlan = once(({ routine, contract, image }) => {
  const crash = contract.steps.find((step) => step.kind === "crashes");
  return {
    depth: Math.max(0, ...image.ranges.map(({ instruction }) => instruction.stackDepth ?? 0)),
    calls: systemCallsOf(contract),
    storeAddresses: storeAddresses(contract.steps),
    blocks: pointersOf(contract).blocks,
    usesVectors: image.ranges.some(({ instruction: { operands } }) =>
      operands.some(({ kind }) => kind === "vector-register" || kind === "literal"),
    ),
    crashPage: crash === undefined ? undefined : BigInt(crash.address) & ~0xfffn,
    arguments: routine.arguments.map(({ name, offset, type }) => ({
      name,
      offset: 8n + BigInt(offset),
      size: type.size,
    })),
    words: wordsOf(contract).map(({ word, fsOffset }) => ({ pointer: `word ${word}`, fsOffset: BigInt(fsOffset) })),
  };
});

function storeAddresses(steps: readonly Step[]): readonly Value[] {
  return steps.flatMap((step) =>
    step.kind === "stores" ? [step.address] : step.kind === "child" ? storeAddresses(step.steps) : [],
  );
}
