import { executeCalls } from "./execute.js";
import { forkCalls } from "./fork.js";
import type { SystemCall } from "./system-call.js";
import { waitCalls } from "./wait.js";

/** The system calls that make processes, make others of them, and wait for their end. */
export const processCalls: readonly SystemCall[] = [...forkCalls, ...executeCalls, ...waitCalls];
