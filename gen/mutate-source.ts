import { strayEquivalents, sumOf } from "../verify/mutate/mutate-port.js";
import { doRoutines, type RoutinesTask } from "./do-routines.js";
import { mutated, type MutatedPort, type Mutation, type MutationRun } from "./report/mutation.js";
import type { VerifiableSource } from "./verify-source.js";

interface MutationTask extends RoutinesTask {
  readonly run: MutationRun;
  /** Were routines chosen? Then what a list has for others is not looked at. */
  readonly someRoutines: boolean;
}

/** What the mutants of an instruction take, about. */
const millisecondsOfInstruction = 15;

/** Changes the code of every routine one thing at a time, and tells what the verifier sees of it. */
export async function mutateSources({ run, someRoutines, ...task }: MutationTask): Promise<Mutation> {
  const { errata, seed, states, engine } = run;
  /** Mutants of the routines that are done. */
  let before = 0;
  const routines = await doRoutines(task, {
    work: { kind: "mutate", errata, seed, states, engines: [engine] },
    milliseconds: (instructions) => instructions * millisecondsOfInstruction,
    shown: (symbol, routine, count) => `mutating ${symbol} (${routine}, mutant ${String(before + count)})`,
    tell: (outcome) => {
      before += outcome.kind === "score" ? sumOf(outcome.score.byKind.values()).mutants : 0;
    },
    made: (outcome, { port, milliseconds }) =>
      outcome.kind === "score" ? mutated(outcome.score, port, run, milliseconds) : undefined,
  });
  return {
    ...run,
    ports: task.ports.map((port) => ({
      name: port.name,
      routines: routines.get(port) ?? [],
      stray: someRoutines ? [] : strayOf(port),
    })),
  };
}

function strayOf({ port, source }: VerifiableSource): MutatedPort["stray"] {
  return strayEquivalents(port).flatMap(({ routine, changes, reason }) =>
    changes.map((change) => ({
      routine,
      change: String(change),
      reason,
      description: source.module,
      position: undefined,
    })),
  );
}
