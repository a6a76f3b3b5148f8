import type { Engine, EngineName } from "../verify/engine/engine.js";
import { mutatePort, strayEquivalents } from "../verify/mutate/mutate-port.js";
import { mutated, type MutatedPort, type MutatedRoutine, type Mutation, type MutationRun } from "./report/mutation.js";
import type { Progress } from "./report/verdict-progress.js";
import { symbolOf, type VerifiableSource } from "./verify-source.js";

/** What is to be mutated, and where to say how far it is. */
interface MutationTask {
  readonly ports: readonly VerifiableSource[];
  readonly run: MutationRun;
  /** Were routines chosen? Then what a list has for others is not looked at. */
  readonly someRoutines: boolean;
  /** Makes an engine, whose world is empty. */
  readonly makeEngine: (name: EngineName) => Promise<Engine>;
  readonly progress: Progress;
}

/** Changes the code of every routine one thing at a time, and tells what the verifier sees of it. */
export async function mutateSources(task: MutationTask): Promise<Mutation> {
  const { ports, run, progress } = task;
  const counter = new Counter(ports, progress);
  const done: MutatedPort[] = [];
  try {
    for (const port of ports) {
      done.push(await mutateSource(port, task, counter));
    }
  } finally {
    progress.end();
  }
  return { ...run, ports: done };
}

async function mutateSource(
  source: VerifiableSource,
  { run, someRoutines, makeEngine }: MutationTask,
  counter: Counter,
): Promise<MutatedPort> {
  const engine = await makeEngine(run.engine);
  const routines: MutatedRoutine[] = [];
  try {
    let begun = performance.now();
    for await (const score of mutatePort(source.port, run.errata, {
      engine,
      seed: run.seed,
      states: run.states,
      wanted: new Set(source.candidates.map(symbolOf)),
      onMutant: (count) => {
        counter.count(count);
      },
    })) {
      const now = performance.now();
      routines.push(mutated(score, source, run, now - begun));
      begun = now;
      counter.next();
    }
  } finally {
    engine.dispose();
  }
  const stray = someRoutines ? [] : strayEquivalents(source.port);
  return {
    name: source.name,
    routines,
    stray: stray.flatMap(({ routine, changes, reason }) =>
      changes.map((change) => ({
        routine,
        change: String(change),
        reason,
        description: source.source.module,
        position: undefined,
      })),
    ),
  };
}

/** Counts routines and mutants, for who waits. */
class Counter {
  readonly #symbols: readonly string[];
  readonly #progress: Progress;
  #routine = 0;
  #before = 0;
  #inRoutine = 0;

  constructor(ports: readonly VerifiableSource[], progress: Progress) {
    this.#symbols = ports.flatMap(({ candidates }) => candidates.map(symbolOf));
    this.#progress = progress;
  }

  /** So many mutants of the routine have been run. */
  count(mutants: number): void {
    this.#inRoutine = mutants;
    this.#progress.show(() => {
      const routine = `routine ${String(this.#routine + 1)} of ${String(this.#symbols.length)}`;
      const symbol = this.#symbols[this.#routine] ?? "";
      return `mutating ${symbol} (${routine}, mutant ${String(this.#before + mutants)})`;
    });
  }

  /** The routine is done. */
  next(): void {
    this.#routine += 1;
    this.#before += this.#inRoutine;
    this.#inRoutine = 0;
  }
}
