import type { Engine } from "../verify/engine/engine.js";
import { judged, type Verdict, type VerifyRun } from "./report/verdict.js";
import type { Progress } from "./report/verdict-progress.js";
import { doerOf, type Job } from "./verify-jobs.js";
import { symbolOf, type VerifiableSource } from "./verify-source.js";
import { begunOf, doInThreads, sharedJobs, threadsFor } from "./verify-threads.js";

/** What is to be verified, and where to say how far it is. */
interface JudgeTask {
  readonly ports: readonly VerifiableSource[];
  readonly run: VerifyRun;
  readonly workingFolder: string;
  /** For this thread. They are given back. */
  readonly engines: readonly Engine[];
  /** How many threads somebody asked for. */
  readonly threads: number | undefined;
  readonly progress: Progress;
}

/** What a state takes on an engine, about. */
const millisecondsOfState = 0.015;

/** Runs every routine against its contract. */
export async function judgeSources(task: JudgeTask): Promise<Verdict> {
  const { ports, run, workingFolder, engines, progress } = task;
  const queue = ports.flatMap((port, source) => port.candidates.map((candidate) => ({ port, source, candidate })));
  const shared = sharedJobs(
    queue.map(({ source, candidate }): Job => ({ source, symbol: symbolOf(candidate) })),
    queue.map(({ candidate }) => ("subject" in candidate ? candidate.subject.image.ranges.length : 0)),
  );
  const { errata, seed, states } = run;
  const work = {
    kind: "verify",
    sources: ports.map(({ source }) => source),
    ...{ workingFolder, errata, seed, states, engines: run.engines },
  } as const;
  const doer = doerOf(work, ports, engines, (symbol, count) => {
    progress.show(() => {
      const routine = `routine ${String(begunOf(shared))} of ${String(queue.length)}`;
      return `verifying ${symbol} (${routine}, state ${String(count)})`;
    });
  });
  const milliseconds = queue.length * states * engines.length * millisecondsOfState;
  try {
    const done = await doInThreads(work, shared, threadsFor(queue.length, milliseconds, task.threads), doer);
    const routines = done.flatMap(({ place, outcome, milliseconds: took }) => {
      const entry = queue[place];
      return entry === undefined || outcome.kind !== "verdict"
        ? []
        : [{ port: entry.port, routine: judged(outcome.verdict, entry.candidate, entry.port, run, took) }];
    });
    return {
      ...run,
      ports: ports.map((port) => ({
        name: port.name,
        routines: routines.filter((one) => one.port === port).map(({ routine }) => routine),
      })),
    };
  } finally {
    progress.end();
    doer.end();
  }
}
