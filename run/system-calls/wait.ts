import { childrenOf } from "../kernel/end-of-process.js";
import type { Ending, Process } from "../kernel/process.js";
import { encodeUsage } from "./resources.js";
import type { CallResult } from "./result.js";
import { error, value } from "./result.js";
import type { Call, SystemCall } from "./system-call.js";

/** Options of wait4(2): OpenBSD sys/wait.h. WALTSIG has no effect: all children tell their end by SIGCHLD. */
const waitOption = Object.freeze({ noHang: 1, untraced: 2, alternateSignal: 4, continued: 8, all: 15 });

const anyChild = -1;

/** `status` of a child that was continued, and of one that a signal has stopped. */
const continuedStatus = 0xffff;
const stoppedStatus = 0x7f;

/** wait4(2): (pid, status, options, rusage), as OpenBSD sys/kern/kern_exit.c has it. */
function wait4(call: Call): CallResult {
  const options = call.int(2);
  if ((options & ~waitOption.all) !== 0) {
    return error("EINVAL");
  }
  // 0 means the group that the caller is in now.
  const wanted = call.int(0) === 0 ? -call.process.group : call.int(0);
  return look(call, wanted, options);
}

function look(call: Call, wanted: number, options: number): CallResult {
  const { system, process } = call;
  const children = childrenOf(system, process).filter(
    ({ id, group, endsUnseen }) => !endsUnseen && (wanted === anyChild || id === wanted || -group === wanted),
  );
  if (children.length === 0) {
    return error("ECHILD");
  }
  for (const child of children) {
    const told = news(call, child, options);
    if (told !== undefined) {
      return told;
    }
  }
  if ((options & waitOption.noHang) !== 0) {
    return value(0);
  }
  return {
    kind: "sleep",
    sleep: { reason: "wait4", channel: process, woken: () => look(call, wanted, options), restartable: true },
  };
}

/** What there is to tell of a child, if anything; it is told once. Where it cannot be written, it stays to be told. */
function news(call: Call, child: Process, options: number): CallResult | undefined {
  const { system, process } = call;
  if (child.ending !== undefined) {
    tellStatus(call, endStatus(child.ending));
    const usage = child.usage ?? { processorTime: 0n, mostMemory: 0 };
    if (call.argument(3) !== 0n) {
      process.memory.write(call.argument(3), encodeUsage(usage));
    }
    const { childrenUsage } = process;
    childrenUsage.processorTime += usage.processorTime;
    childrenUsage.mostMemory = Math.max(childrenUsage.mostMemory, usage.mostMemory);
    system.removeProcess(child);
    return value(child.id);
  }
  const { stopped } = child;
  if (stopped?.told === false && (options & waitOption.untraced) !== 0) {
    tellStatus(call, (stopped.signal << 8) | stoppedStatus);
    stopped.told = true;
    return value(child.id);
  }
  if (child.continued && (options & waitOption.continued) !== 0) {
    tellStatus(call, continuedStatus);
    child.continued = false;
    return value(child.id);
  }
  return undefined;
}

function tellStatus(call: Call, status: number): void {
  const address = call.argument(1);
  if (address !== 0n) {
    call.process.memory.writeUint32(address, status);
  }
}

/** W_EXITCODE: a status above a byte for the signal. No core is ever dumped. */
function endStatus(ending: Ending): number {
  return ending.kind === "exit" ? ending.status << 8 : ending.signal;
}

export const waitCalls: readonly SystemCall[] = [
  { number: 7, name: "wait4", parameters: ["int", "pointer", "flags", "pointer"], run: wait4 },
];
