import { descriptorCalls } from "./descriptors.js";
import { deviceControlCalls } from "./device-control.js";
import { directoryCalls } from "./directories.js";
import { eventQueueCalls } from "./event-queues.js";
import { fileChangeCalls } from "./file-changes.js";
import { fileStatusCalls } from "./file-status-calls.js";
import { openCalls } from "./open.js";
import { readWriteCalls } from "./read-write.js";
import { selectPollCalls } from "./select-poll.js";
import { socketCalls } from "./sockets.js";
import type { SystemCall } from "./system-call.js";

/** The system calls that have to do with files. */
export const fileCalls: readonly SystemCall[] = [
  ...readWriteCalls,
  ...openCalls,
  ...descriptorCalls,
  ...deviceControlCalls,
  ...directoryCalls,
  ...fileStatusCalls,
  ...fileChangeCalls,
  ...selectPollCalls,
  ...eventQueueCalls,
  ...socketCalls,
];
