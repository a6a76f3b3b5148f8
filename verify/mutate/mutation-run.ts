import { AssembleError } from "../../assemble/assemble-error.js";
import { assembleRoutine } from "../../assemble/assemble-routine.js";
import type { AssembledRoutine } from "../../assemble/assembled-routine.js";
import type { MachineRoutine } from "../../dsl/lowering/machine.js";
import type { Contract } from "../../dsl/contracts/contract.js";
import type { Data } from "../../dsl/data/data.js";
import type { EquivalentMutants } from "../../dsl/contracts/equivalent-mutants.js";
import type { Routine } from "../../dsl/routines/routine.js";
import type { Engine } from "../engine/engine.js";
import { placeRoutine } from "../image.js";
import type { Convention } from "../kernel/convention.js";
import { firstFault } from "../verify-routine.js";
import type { FaultCode } from "../fault.js";
import { provenEquivalent } from "./equivalence.js";
import type { Mutant } from "./mutants.js";
import { mutantsOf } from "./mutants.js";

/** What became of a mutant. */
export interface MutantVerdict {
  readonly mutant: Mutant;
  readonly outcome: Outcome;
}

/** Killed by a fault, the same as the original by proof or by somebody's judgement, or not told from it. */
export type Outcome =
  | { readonly kind: "killed"; readonly by: FaultCode }
  | { readonly kind: "equivalent"; readonly reason: string; readonly how: "proven" | "listed" }
  | { readonly kind: "survived" };

/** A routine, lowered, with its contract. */
export interface MutationSubject {
  readonly routine: Routine;
  readonly contract: Contract;
  readonly lowered: MachineRoutine;
  readonly convention: Convention;
  /** The variables of its program. */
  readonly data: readonly Data[];
  /** What is listed for this routine. */
  readonly equivalents: readonly EquivalentMutants[];
}

/** How the mutants of a routine are run. */
export interface MutationOptions {
  readonly engine: Engine;
  readonly seed: number;
  readonly states: number;
  /** Told how many mutants of a routine have been run, after each. */
  readonly onMutant?: ((done: number) => void) | undefined;
}

/**
 * What is the same by proof is run too, so that a wrong proof shows, but not for long: mutants that nothing kills take
 * nearly all of the time.
 */
const statesOfProven = 100;

/** Runs every mutant of a routine until some state gives it away. The engine's world must be built. */
export async function* mutate(
  subject: MutationSubject,
  { engine, seed, states, onMutant }: MutationOptions,
): AsyncGenerator<MutantVerdict> {
  const { routine, contract, lowered, convention, data } = subject;
  let done = 0;
  const seen = new Set([fingerprint(await assembleRoutine(lowered))]);
  for (const mutant of mutantsOf(lowered)) {
    const code = await encodable(mutant.routine);
    // What cannot be encoded is no program; what has been seen before is no other program.
    if (code === undefined || seen.has(fingerprint(code))) {
      continue;
    }
    seen.add(fingerprint(code));
    const proof = provenEquivalent(lowered, mutant);
    const fault = firstFault(
      { routine, contract, image: placeRoutine(code, 0, { contract, data }), convention },
      engine,
      seed,
      proof === undefined ? states : Math.min(states, statesOfProven),
    );
    done += 1;
    onMutant?.(done);
    yield {
      mutant,
      outcome: fault === undefined ? unseen(subject, mutant, proof) : { kind: "killed", by: fault.code },
    };
  }
}

/** A mutant that no state gives away. */
function unseen({ equivalents }: MutationSubject, mutant: Mutant, proof: string | undefined): Outcome {
  if (proof !== undefined) {
    return { kind: "equivalent", reason: proof, how: "proven" };
  }
  const listed = equivalents.find(({ changes }) => changes.some((change) => matches(change, mutant.change)));
  return listed === undefined ? { kind: "survived" } : { kind: "equivalent", reason: listed.reason, how: "listed" };
}

/** Is this change the one that a list names? */
export function matches(listed: string | RegExp, change: string): boolean {
  return typeof listed === "string" ? listed === change : listed.test(change);
}

async function encodable(routine: MachineRoutine): Promise<AssembledRoutine | undefined> {
  try {
    return await assembleRoutine(routine);
  } catch (thrown) {
    if (thrown instanceof AssembleError) {
      return undefined;
    }
    throw thrown;
  }
}

function fingerprint({ bytes, relocations }: AssembledRoutine): string {
  return `${Buffer.from(bytes).toString("hex")} ${JSON.stringify(relocations)}`;
}
