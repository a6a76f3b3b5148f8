import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { Failure } from "./failure.js";
import { packageFolder } from "./own-package.js";
import type { Doer, Job, Outcome, Work } from "./verify-jobs.js";

/** The script of `verify-thread-main`. */
const threadFile = join(packageFolder, "dist", "bin", "verify-thread.cjs");

/** What threads share: the jobs, and how many of them have been begun. */
export interface SharedJobs {
  readonly jobs: readonly Job[];
  /** The places of the jobs, in the order in which they are begun. */
  readonly order: readonly number[];
  /** In memory of all threads. */
  readonly begun: Int32Array;
}

/** What a thread is started with. */
export interface ThreadData {
  readonly work: Work;
  readonly shared: SharedJobs;
}

/** A job that is done. */
export interface Done {
  readonly kind: "done";
  /** Its place among the jobs. */
  readonly place: number;
  readonly outcome: Outcome;
  readonly milliseconds: number;
}

/** What a thread says: of a job, why it cannot go on, that there are no jobs left. */
export type Message =
  | Done
  | { readonly kind: "failure"; readonly message: string; readonly hint: string | undefined }
  | { readonly kind: "end" };

/** What another thread takes before it saves anything: it reads the description, and V8 compiles all of it once more. */
const startMilliseconds = 1500;

/**
 * How many threads are worth it for work that takes one about so long: as many as were asked for, or one for each
 * core; never more than there are jobs.
 */
export function threadsFor(jobs: number, milliseconds: number, asked: number | undefined): number {
  const wanted = asked ?? Math.min(availableParallelism(), 1 + Math.floor(milliseconds / startMilliseconds));
  return Math.max(1, Math.min(wanted, jobs));
}

/** Jobs to be shared; those of the greatest weight come first, so that no thread is left alone with one of them. */
export function sharedJobs(jobs: readonly Job[], weights: readonly number[]): SharedJobs {
  return {
    jobs,
    order: [...jobs.keys()].sort((one, other) => (weights[other] ?? 0) - (weights[one] ?? 0)),
    begun: new Int32Array(new SharedArrayBuffer(4)),
  };
}

/** How many jobs have been begun. */
export function begunOf({ jobs, begun }: SharedJobs): number {
  return Math.min(Atomics.load(begun, 0), jobs.length);
}

/** Takes jobs and does them, until there are none left. */
export async function takeJobs(
  { jobs, order, begun }: SharedJobs,
  doer: Doer,
  tell: (job: Done) => void,
): Promise<void> {
  for (;;) {
    const place = order[Atomics.add(begun, 0, 1)];
    const job = place === undefined ? undefined : jobs[place];
    if (place === undefined || job === undefined) {
      return;
    }
    const start = performance.now();
    const outcome = await doer.do(job);
    tell({ kind: "done", place, outcome, milliseconds: performance.now() - start });
    // What other threads say is heard between two jobs.
    await setImmediate();
  }
}

/**
 * Does jobs on this thread, by `doer`, and on others at the same time. What comes of each does not depend on which thread
 * does it: the answer is in the order of the jobs. `tell` is told of each that is done.
 */
export async function doInThreads(
  work: Work,
  shared: SharedJobs,
  threads: number,
  doer: Doer,
  tell: (job: Done) => void = () => undefined,
): Promise<readonly Done[]> {
  const results = new Map<number, Done>();
  const keep = (job: Done): void => {
    results.set(job.place, job);
    tell(job);
  };
  const workers = Array.from({ length: threads - 1 }, () => startThread({ work, shared }));
  try {
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (results.size === shared.jobs.length) {
          resolve();
        }
      };
      for (const worker of workers) {
        let ended = false;
        worker.on("message", (message: Message) => {
          switch (message.kind) {
            case "done":
              keep(message);
              look();
              return;
            case "failure":
              reject(new Failure(message.message, message.hint));
              return;
            case "end":
              ended = true;
          }
        });
        worker.on("error", reject);
        worker.on("exit", () => {
          if (!ended) {
            reject(new Error("a thread has ended before its work was done"));
          }
        });
      }
      takeJobs(shared, doer, keep).then(look, reject);
    });
  } finally {
    // Nobody is to begin another one, and who is still getting ready need not.
    Atomics.store(shared.begun, 0, shared.jobs.length);
    for (const worker of workers) {
      void worker.terminate();
    }
  }
  return shared.jobs.flatMap((_, place) => results.get(place) ?? []);
}

function startThread(data: ThreadData): Worker {
  // What a description prints when it is read is printed once, by the thread that reads it first.
  const worker = new Worker(threadFile, { stdout: true, stderr: true });
  worker.postMessage(data);
  return worker;
}
