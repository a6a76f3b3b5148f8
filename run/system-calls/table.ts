import { fileCalls } from "./file-calls.js";
import { informationCalls } from "./information.js";
import { memoryCalls } from "./memory.js";
import { processCalls } from "./processes.js";
import { signalCalls } from "./signals.js";
import type { SystemCall } from "./system-call.js";
import { threadCalls } from "./threads.js";
import { timeCalls } from "./time.js";

const calls: readonly SystemCall[] = [
  ...threadCalls,
  ...processCalls,
  ...memoryCalls,
  ...signalCalls,
  ...timeCalls,
  ...fileCalls,
  ...informationCalls,
];

/** The system calls that the kernel knows, by number. */
export const systemCallTable: ReadonlyMap<number, SystemCall> = new Map(calls.map((call) => [call.number, call]));
