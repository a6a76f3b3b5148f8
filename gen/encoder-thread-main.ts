import { parentPort, workerData } from "node:worker_threads";
import { answerQuestions } from "../assemble/answer-questions.js";
import { isThreadData } from "../assemble/encoder-thread.js";
import { arrive, waitForShortRun } from "./short-run.js";

/** The assembler's thread. */
const data: unknown = workerData;
if (parentPort !== null && isThreadData(data)) {
  arrive(data.start);
  waitForShortRun(data.start);
  answerQuestions(parentPort, data.readsBack);
}
