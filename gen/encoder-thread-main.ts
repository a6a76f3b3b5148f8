import { parentPort, workerData } from "node:worker_threads";
import { answerQuestions } from "../assemble/answer-questions.js";
import { arrive, waitForShortRun } from "./short-run.js";

/** The assembler's thread. */
const start: unknown = workerData;
if (start instanceof Int32Array) {
  arrive(start);
  waitForShortRun(start);
}
if (parentPort !== null) {
  answerQuestions(parentPort);
}
