import { parentPort } from "node:worker_threads";
import { createEngine } from "../verify/engine/available-engines.js";
import { Failure } from "./failure.js";
import { doerOf } from "./verify-jobs.js";
import { verifiableSource, type VerifiableSource } from "./verify-source.js";
import { takeJobs, type Message, type ThreadData } from "./verify-threads.js";

/** One of the threads of `verify`: it makes everything ready for itself, and then takes jobs from those of all threads. */
async function runThread({ work, shared }: ThreadData): Promise<void> {
  const sources: VerifiableSource[] = [];
  for (const source of work.sources) {
    const made = await verifiableSource(source, work.errata, work.workingFolder);
    if (made.kind === "broken") {
      throw new Failure(`${source.argument} has changed in the meantime`, "run the same command again");
    }
    sources.push(made);
  }
  const engines = await Promise.all(work.engines.map(createEngine));
  const doer = doerOf(work, sources, engines);
  try {
    await takeJobs(shared, doer, say);
  } finally {
    doer.end();
  }
  say({ kind: "end" });
}

function say(message: Message): void {
  parentPort?.postMessage(message);
}

// The first thing that `doInThreads` says is what is to be done. What goes wrong here is an error of the whole program.
parentPort?.once("message", (data: ThreadData) => {
  void runThread(data).catch((error: unknown) => {
    if (!(error instanceof Failure)) {
      throw error;
    }
    say({ kind: "failure", message: error.message, hint: error.hint });
  });
});
