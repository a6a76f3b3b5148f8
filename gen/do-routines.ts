import type { Candidate } from "../verify/verify-port.js";
import type { Engine } from "../verify/engine/engine.js";
import type { Progress } from "./report/verdict-progress.js";
import { doerOf, type Job, type Outcome, type Work } from "./verify-jobs.js";
import { symbolOf, type VerifiableSource } from "./verify-source.js";
import { begunOf, doInThreads, sharedJobs, threadsFor } from "./verify-threads.js";

/** The routines that something is done with, and where to say how far it is. */
export interface RoutinesTask {
  readonly ports: readonly VerifiableSource[];
  readonly workingFolder: string;
  /** For this thread, their worlds empty. They are given back. */
  readonly engines: readonly Engine[];
  /** How many threads somebody asked for. */
  readonly threads: number | undefined;
  readonly progress: Progress;
}

/** What is done with each of them. */
export interface Doing<Made> {
  readonly work: Omit<Work, "sources" | "workingFolder">;
  /** About how long that takes one thread, for a routine of so many instructions. */
  readonly milliseconds: (instructions: number) => number;
  /** How far it is, for a terminal; `routine` says which it is of how many. */
  readonly shown: (symbol: string, routine: string, count: number) => string;
  /** Is told of what came of each when it is done. Default: nothing is. */
  readonly tell?: (outcome: Outcome) => void;
  /** What a report says of it; undefined for what is no outcome of this work. */
  readonly made: (
    outcome: Outcome,
    of: { readonly candidate: Candidate; readonly port: VerifiableSource; readonly milliseconds: number },
  ) => Made | undefined;
}

/** Does the same with every routine, on as many threads as it is worth, and gives what came of it port by port. */
export async function doRoutines<Made>(
  { ports, workingFolder, engines, threads, progress }: RoutinesTask,
  { work, milliseconds, shown, tell, made }: Doing<Made>,
): Promise<ReadonlyMap<VerifiableSource, readonly Made[]>> {
  const queue = ports.flatMap((port, source) => port.candidates.map((candidate) => ({ port, source, candidate })));
  const instructions = queue.map(({ candidate }) =>
    "subject" in candidate ? candidate.subject.image.ranges.length : 0,
  );
  const shared = sharedJobs(
    queue.map(({ source, candidate }): Job => ({ source, symbol: symbolOf(candidate) })),
    instructions,
  );
  const all: Work = { ...work, sources: ports.map(({ source }) => source), workingFolder };
  const doer = doerOf(all, ports, engines, (symbol, count) => {
    progress.show(() => shown(symbol, `routine ${String(begunOf(shared))} of ${String(queue.length)}`, count));
  });
  const alone = instructions.reduce((sum, count) => sum + milliseconds(count), 0);
  try {
    const done = await doInThreads(all, shared, threadsFor(queue.length, alone, threads), doer, ({ outcome }) => {
      tell?.(outcome);
    });
    const byPort = new Map<VerifiableSource, Made[]>(ports.map((port) => [port, []]));
    for (const { place, outcome, milliseconds: took } of done) {
      const entry = queue[place];
      const one = entry === undefined ? undefined : made(outcome, { ...entry, milliseconds: took });
      if (entry !== undefined && one !== undefined) {
        byPort.get(entry.port)?.push(one);
      }
    }
    return byPort;
  } finally {
    progress.end();
    doer.end();
  }
}
