import { identityCalls } from "./identity.js";
import { refusedCalls } from "./refused.js";
import { resourceCalls } from "./resources.js";
import type { SystemCall } from "./system-call.js";
import { systemInformationCalls } from "./system-information.js";

/** The system calls that tell of processes and of the system, and those that are for root alone. */
export const informationCalls: readonly SystemCall[] = [
  ...identityCalls,
  ...resourceCalls,
  ...systemInformationCalls,
  ...refusedCalls,
];
