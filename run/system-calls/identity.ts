import { guestGroup, guestUser } from "../files/file-status.js";
import { initProcess } from "../kernel/create-process.js";
import type { Process } from "../kernel/process.js";
import type { CallResult } from "./result.js";
import { CallError, error, value } from "./result.js";
import type { Call, SystemCall } from "./system-call.js";

/** The process of a number that may be 0 for the caller itself. */
function named(call: Call, id: number): Process {
  const process = id === 0 ? call.process : call.system.process(id);
  if (process?.ending !== undefined || process === undefined) {
    throw new CallError("ESRCH");
  }
  return process;
}

function setpgid(call: Call): CallResult {
  const [id, group] = [call.int(0), call.int(1)];
  if (group < 0) {
    return error("EINVAL");
  }
  const process = named(call, id);
  if (process !== call.process) {
    if (!isAbove(call.process, process)) {
      return error("ESRCH");
    }
    if (process.session !== call.process.session) {
      return error("EPERM");
    }
    if (process.hasExecuted) {
      return error("EACCES");
    }
  }
  if (process.session === process.id) {
    return error("EPERM");
  }
  const wanted = group === 0 ? process.id : group;
  const exists = call.system.processes.some((other) => other.group === wanted && other.session === process.session);
  if (wanted !== process.id && !exists) {
    return error("EPERM");
  }
  process.group = wanted;
  return value(0);
}

function isAbove(process: Process, { parent }: Process): boolean {
  return parent !== undefined && (parent === process || isAbove(process, parent));
}

/** A new session, and a new group in it; not where a group of that number is there already. */
function setsid({ system, process }: Call): CallResult {
  if (system.processes.some(({ group }) => group === process.id)) {
    return error("EPERM");
  }
  process.group = process.id;
  process.session = process.id;
  return value(process.id);
}

/** Changes of the user or group: to what it is already, nobody minds; -1, where a call has it, is no change. */
function unchanged(own: number, count: number, mayOmit: boolean): (call: Call) => CallResult {
  return (call) => {
    for (let index = 0; index < count; index += 1) {
      const wanted = call.argument(index);
      if (wanted !== BigInt(own) && !(mayOmit && wanted === 0xffff_ffffn)) {
        return error("EPERM");
      }
    }
    return value(0);
  };
}

/** getresuid, getresgid: three times the same; an address of 0 is not wanted. */
function threeTimes(own: number): (call: Call) => CallResult {
  return (call) => {
    for (let index = 0; index < 3; index += 1) {
      if (call.argument(index) !== 0n) {
        call.process.memory.writeUint32(call.argument(index), own);
      }
    }
    return value(0);
  };
}

function getgroups(call: Call): CallResult {
  const room = call.int(0);
  if (room < 0) {
    return error("EINVAL");
  }
  if (room > 0) {
    call.process.memory.writeUint32(call.argument(1), guestGroup);
  }
  return value(1);
}

const answer = (number: number) => (): CallResult => value(number);

/** The system calls that tell who a process is. */
export const identityCalls: readonly SystemCall[] = [
  { number: 20, name: "getpid", parameters: [], run: ({ process }) => value(process.id) },
  { number: 23, name: "setuid", parameters: ["uint"], run: unchanged(guestUser, 1, false) },
  { number: 24, name: "getuid", parameters: [], run: answer(guestUser) },
  { number: 25, name: "geteuid", parameters: [], run: answer(guestUser) },
  { number: 39, name: "getppid", parameters: [], run: ({ process }) => value(process.parent?.id ?? initProcess) },
  { number: 43, name: "getegid", parameters: [], run: answer(guestGroup) },
  { number: 47, name: "getgid", parameters: [], run: answer(guestGroup) },
  { number: 79, name: "getgroups", parameters: ["int", "pointer"], run: getgroups },
  { number: 81, name: "getpgrp", parameters: [], run: ({ process }) => value(process.group) },
  { number: 82, name: "setpgid", parameters: ["int", "int"], run: setpgid },
  { number: 126, name: "setreuid", parameters: ["uint", "uint"], run: unchanged(guestUser, 2, true) },
  { number: 127, name: "setregid", parameters: ["uint", "uint"], run: unchanged(guestGroup, 2, true) },
  { number: 147, name: "setsid", parameters: [], run: setsid },
  { number: 181, name: "setgid", parameters: ["uint"], run: unchanged(guestGroup, 1, false) },
  { number: 182, name: "setegid", parameters: ["uint"], run: unchanged(guestGroup, 1, false) },
  { number: 183, name: "seteuid", parameters: ["uint"], run: unchanged(guestUser, 1, false) },
  {
    number: 207,
    name: "getpgid",
    parameters: ["int"],
    run: (call) => value(named(call, call.int(0)).group),
  },
  { number: 253, name: "issetugid", parameters: [], run: answer(0) },
  {
    number: 255,
    name: "getsid",
    parameters: ["int"],
    run: (call) => value(named(call, call.int(0)).session),
  },
  { number: 281, name: "getresuid", parameters: ["pointer", "pointer", "pointer"], run: threeTimes(guestUser) },
  { number: 282, name: "setresuid", parameters: ["uint", "uint", "uint"], run: unchanged(guestUser, 3, true) },
  { number: 283, name: "getresgid", parameters: ["pointer", "pointer", "pointer"], run: threeTimes(guestGroup) },
  { number: 284, name: "setresgid", parameters: ["uint", "uint", "uint"], run: unchanged(guestGroup, 3, true) },
  { number: 311, name: "getrtable", parameters: [], run: answer(0) },
];
