import { objectSymbol } from "../dsl/lowering/object-symbol.js";
import type { Errata } from "../dsl/port/erratum.js";
import type { Engine, EngineName } from "../verify/engine/engine.js";
import { bsdAmd64 } from "../verify/kernel/convention.js";
import type { RoutineScore } from "../verify/mutate/mutate-port.js";
import { mutationSubjects, scoreRoutine } from "../verify/mutate/mutate-port.js";
import { verifyCandidate } from "../verify/verify-port.js";
import type { RoutineVerdict } from "../verify/verify-routine.js";
import { buildWorld } from "../verify/world.js";
import { Failure } from "./failure.js";
import type { PortSource } from "./load/find-port.js";
import { symbolOf, type VerifiableSource } from "./verify-source.js";

/** What is done with routines, as a thread that knows nothing yet has to be told it. */
export interface Work {
  readonly kind: "verify" | "mutate";
  readonly sources: readonly PortSource[];
  readonly workingFolder: string;
  readonly errata: Errata;
  readonly seed: number;
  readonly states: number;
  readonly engines: readonly EngineName[];
}

/** A routine that something is done with: its port's place among the sources, and its symbol. */
export interface Job {
  readonly source: number;
  readonly symbol: string;
}

/** What came of a job. */
export type Outcome =
  | { readonly kind: "verdict"; readonly verdict: RoutineVerdict }
  | { readonly kind: "score"; readonly score: RoutineScore };

/** Does jobs, one at a time. */
export interface Doer {
  do(job: Job): Promise<Outcome>;
  /** Gives the engines back. */
  end(): void;
}

/** Makes ready for jobs; `onStep` is told of which routine how many states, or mutants, are done. */
export function doerOf(
  { kind, errata, seed, states }: Work,
  sources: readonly VerifiableSource[],
  engines: readonly Engine[],
  onStep: (symbol: string, done: number) => void = () => undefined,
): Doer {
  for (const engine of engines) {
    buildWorld(engine);
  }
  const work = kind === "verify" ? verifier() : mutator();
  return {
    do: work,
    end: () => {
      for (const engine of engines) {
        engine.dispose();
      }
    },
  };

  function verifier(): Doer["do"] {
    const candidates = sources.map((source) => new Map(source.candidates.map((one) => [symbolOf(one), one])));
    return ({ source, symbol }) => {
      const candidate = candidates[source]?.get(symbol) ?? noSuchRoutine(symbol);
      const onState = (done: number): void => {
        onStep(symbol, done);
      };
      return Promise.resolve({
        kind: "verdict",
        verdict: verifyCandidate(candidate, { seed, states, engines, onState }),
      });
    };
  }

  function mutator(): Doer["do"] {
    const [engine] = engines;
    if (engine === undefined) {
      throw new Error("mutants need an engine");
    }
    const subjects = sources.map(
      ({ port }) =>
        new Map(
          mutationSubjects(port, errata, bsdAmd64).map((subject) => [objectSymbol(subject.routine.name), subject]),
        ),
    );
    return async ({ source, symbol }) => {
      const subject = subjects[source]?.get(symbol) ?? noSuchRoutine(symbol);
      const onMutant = (done: number): void => {
        onStep(symbol, done);
      };
      return { kind: "score", score: await scoreRoutine(subject, { engine, seed, states, onMutant }) };
    };
  }
}

/** A thread of its own reads the description again, later. */
function noSuchRoutine(symbol: string): never {
  throw new Failure(`the description of ${symbol} has changed in the meantime`, "run the same command again");
}
