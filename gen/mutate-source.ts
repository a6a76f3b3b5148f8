import type { Engine } from "../verify/engine/engine.js";
import { strayEquivalents, sumOf } from "../verify/mutate/mutate-port.js";
import { mutated, type MutatedPort, type Mutation, type MutationRun } from "./report/mutation.js";
import type { Progress } from "./report/verdict-progress.js";
import { doerOf, type Job } from "./verify-jobs.js";
import { symbolOf, type VerifiableSource } from "./verify-source.js";
import { begunOf, doInThreads, sharedJobs, threadsFor } from "./verify-threads.js";

/** What is to be mutated, and where to say how far it is. */
interface MutationTask {
  readonly ports: readonly VerifiableSource[];
  readonly run: MutationRun;
  readonly workingFolder: string;
  /** Were routines chosen? Then what a list has for others is not looked at. */
  readonly someRoutines: boolean;
  /** For this thread, its world empty. It is given back. */
  readonly engine: Engine;
  /** How many threads somebody asked for. */
  readonly threads: number | undefined;
  readonly progress: Progress;
}

/** What the mutants of an instruction take, about. */
const millisecondsOfInstruction = 15;

/** Changes the code of every routine one thing at a time, and tells what the verifier sees of it. */
export async function mutateSources(task: MutationTask): Promise<Mutation> {
  const { ports, run, workingFolder, someRoutines, engine, progress } = task;
  const queue = ports.flatMap((port, source) => port.candidates.map((candidate) => ({ port, source, candidate })));
  const instructions = queue.map(({ candidate }) =>
    "subject" in candidate ? candidate.subject.image.ranges.length : 0,
  );
  const shared = sharedJobs(
    queue.map(({ source, candidate }): Job => ({ source, symbol: symbolOf(candidate) })),
    instructions,
  );
  const { errata, seed, states } = run;
  const work = {
    kind: "mutate",
    sources: ports.map(({ source }) => source),
    ...{ workingFolder, errata, seed, states, engines: [run.engine] },
  } as const;
  /** Mutants of the routines that are done. */
  let before = 0;
  const doer = doerOf(work, ports, [engine], (symbol, count) => {
    progress.show(() => {
      const routine = `routine ${String(begunOf(shared))} of ${String(queue.length)}`;
      return `mutating ${symbol} (${routine}, mutant ${String(before + count)})`;
    });
  });
  const milliseconds = instructions.reduce((sum, count) => sum + count * millisecondsOfInstruction, 0);
  const threads = threadsFor(queue.length, milliseconds, task.threads);
  try {
    const done = await doInThreads(work, shared, threads, doer, ({ outcome }) => {
      before += outcome.kind === "score" ? sumOf(outcome.score.byKind.values()).mutants : 0;
    });
    const routines = done.flatMap(({ place, outcome, milliseconds: took }) => {
      const entry = queue[place];
      return entry === undefined || outcome.kind !== "score"
        ? []
        : [{ port: entry.port, routine: mutated(outcome.score, entry.port, run, took) }];
    });
    return {
      ...run,
      ports: ports.map((port) => ({
        name: port.name,
        routines: routines.filter((one) => one.port === port).map(({ routine }) => routine),
        stray: someRoutines ? [] : strayOf(port),
      })),
    };
  } finally {
    progress.end();
    doer.end();
  }
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
