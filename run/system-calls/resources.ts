import { descriptorLimit } from "../files/file-table.js";
import type { Process, ResourceUsage } from "../kernel/process.js";
import { limitOf } from "../kernel/resource-limits.js";
import { encodeTimeval } from "../time/time-values.js";
import type { CallResult } from "./result.js";
import { error, value } from "./result.js";
import type { Call, SystemCall } from "./system-call.js";

function getrlimit(call: Call): CallResult {
  const limit = call.process.limits[call.int(0)];
  if (limit === undefined) {
    return error("EINVAL");
  }
  call.process.memory.write(call.argument(1), new Uint8Array(BigUint64Array.of(limit.current, limit.most).buffer));
  return value(0);
}

function setrlimit(call: Call): CallResult {
  const { memory, files } = call.process;
  const which = call.int(0);
  const bytes = memory.read(call.argument(1), 16);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const own = call.process.limits;
  const old = own[which];
  const [current, most] = [view.getBigUint64(0, true), view.getBigUint64(8, true)];
  if (old === undefined || current > most) {
    return error("EINVAL");
  }
  if (most > old.most) {
    return error("EPERM");
  }
  own[which] = { current, most };
  if (which === limitOf.openFiles) {
    files.limit = Number(current < BigInt(descriptorLimit) ? current : descriptorLimit);
  }
  return value(0);
}

/** Bytes of `struct rusage`: two timevals and 14 long words. */
const usageBytes = 144;

/** `struct rusage`: only the processor's time and the memory are counted. */
export function encodeUsage({ processorTime, mostMemory }: ResourceUsage): Uint8Array {
  const bytes = new Uint8Array(usageBytes);
  bytes.set(encodeTimeval(processorTime / 1000n));
  new DataView(bytes.buffer).setBigInt64(32, BigInt(Math.ceil(mostMemory / 1024)), true);
  return bytes;
}

/** What a process has used, and those of its children that it has waited for. */
export function usageWithChildren({ processorTime, memory, childrenUsage }: Process): ResourceUsage {
  return {
    processorTime: processorTime + childrenUsage.processorTime,
    mostMemory: Math.max(memory.heldBytes(), childrenUsage.mostMemory),
  };
}

function getrusage(call: Call): CallResult {
  const who = call.int(0);
  if (who !== 0 && who !== -1) {
    return error("EINVAL");
  }
  const { processorTime, memory, childrenUsage } = call.process;
  const own = who === 0 ? { processorTime, mostMemory: memory.heldBytes() } : childrenUsage;
  call.process.memory.write(call.argument(1), encodeUsage(own));
  return value(0);
}

/** PRIO_PROCESS, PRIO_PGRP, PRIO_USER. */
const priorityKinds = 3;

function getpriority(call: Call): CallResult {
  if (call.int(0) < 0 || call.int(0) >= priorityKinds) {
    return error("EINVAL");
  }
  return isOwn(call) ? value(call.process.nice) : error("ESRCH");
}

/** Being nicer has no effect on who runs when, but is remembered; being less nice is for root. */
function setpriority(call: Call): CallResult {
  if (call.int(0) < 0 || call.int(0) >= priorityKinds) {
    return error("EINVAL");
  }
  if (!isOwn(call)) {
    return error("ESRCH");
  }
  const wanted = Math.max(-20, Math.min(20, call.int(2)));
  if (wanted < call.process.nice) {
    return error("EACCES");
  }
  call.process.nice = wanted;
  return value(0);
}

function isOwn(call: Call): boolean {
  const who = call.int(1);
  return call.int(0) !== 0 || who === 0 || who === call.process.id;
}

/** profil(2): a scale of 0 turns profiling off, which it is; there is none to turn on. */
function profil(call: Call): CallResult {
  return call.argument(3) === 0n ? value(0) : error("EINVAL");
}

/** The system calls that tell what a process uses and may use. */
export const resourceCalls: readonly SystemCall[] = [
  { number: 44, name: "profil", parameters: ["pointer", "ulong", "ulong", "uint"], run: profil },
  { number: 96, name: "setpriority", parameters: ["int", "int", "int"], run: setpriority },
  { number: 100, name: "getpriority", parameters: ["int", "int"], run: getpriority },
  { number: 117, name: "getrusage", parameters: ["int", "pointer"], run: getrusage },
  { number: 194, name: "getrlimit", parameters: ["int", "pointer"], run: getrlimit },
  { number: 195, name: "setrlimit", parameters: ["int", "pointer"], run: setrlimit },
];
