import type { TimerKind, TimerSetting } from "../time/interval-timers.js";
import { timerKind } from "../time/interval-timers.js";
import {
  acceptedDuration,
  clockOf,
  decodeTimeval,
  encodeTimeval,
  readTimespec,
  sleepDeadline,
  tick,
  timevalBytes,
  writeTimespec,
} from "../time/time-values.js";
import type { CallResult } from "./result.js";
import { error, value } from "./result.js";
import type { Call, SystemCall } from "./system-call.js";

function gettimeofday(call: Call): CallResult {
  const { system, process } = call;
  const [time, zone] = [call.argument(0), call.argument(1)];
  if (time !== 0n) {
    process.memory.write(time, encodeTimeval(system.clock.timeOfDay / 1000n));
  }
  if (zone !== 0n) {
    process.memory.write(zone, new Uint8Array(8));
  }
  return value(0);
}

function clockGettime(call: Call): CallResult {
  const now = clockOf(call.system, call.int(0));
  if (now === undefined) {
    return error("EINVAL");
  }
  writeTimespec(call.process.memory, call.argument(1), now);
  return value(0);
}

function clockGetres(call: Call): CallResult {
  if (clockOf(call.system, call.int(0)) === undefined) {
    return error("EINVAL");
  }
  const resolution = call.argument(1);
  if (resolution !== 0n) {
    writeTimespec(call.process.memory, resolution, tick);
  }
  return value(0);
}

/** Only the superuser sets clocks, and the kernel looks at that first. */
function notPermitted(): CallResult {
  return error("EPERM");
}

/** No adjustment is under way; to begin one is the superuser's. */
function adjtime(call: Call): CallResult {
  const old = call.argument(1);
  if (old !== 0n) {
    call.process.memory.write(old, new Uint8Array(timevalBytes));
  }
  return call.argument(0) === 0n ? value(0) : error("EPERM");
}

function nanosleep(call: Call): CallResult {
  const { system, process } = call;
  const [requested, remaining] = [call.argument(0), call.argument(1)];
  const { seconds, nanoseconds } = readTimespec(process.memory, requested);
  const duration = acceptedDuration({ seconds, microseconds: nanoseconds / 1000n });
  if (duration === undefined || nanoseconds < 0n) {
    return error("EINVAL");
  }
  const start = system.clock.now;
  const tellRemaining = (): void => {
    if (remaining !== 0n) {
      const left = seconds * 1_000_000_000n + nanoseconds - (system.clock.now - start);
      writeTimespec(process.memory, remaining, left > 0n ? left : 0n);
    }
  };
  return {
    kind: "sleep",
    sleep: {
      reason: "nanosleep",
      deadline: sleepDeadline(start, duration * 1000n),
      woken: () => value(0),
      expired: () => {
        tellRemaining();
        return value(0);
      },
      interrupted: () => {
        tellRemaining();
        return error("EINTR");
      },
    },
  };
}

/** struct itimerval: it_interval, then it_value. */
function writeSetting(call: Call, which: TimerKind, address: bigint): void {
  const { system, process } = call;
  const left = process.timers.get(which, system.clock.now, process.processorTime);
  process.memory.write(address, Buffer.concat([encodeTimeval(left.interval), encodeTimeval(left.value)]));
}

function isTimerKind(which: number): which is TimerKind {
  return which === timerKind.real || which === timerKind.virtual || which === timerKind.profiling;
}

function getitimer(call: Call): CallResult {
  const which = call.int(0);
  if (!isTimerKind(which)) {
    return error("EINVAL");
  }
  writeSetting(call, which, call.argument(1));
  return value(0);
}

function setitimer(call: Call): CallResult {
  const { system, process } = call;
  const which = call.int(0);
  const [next, old] = [call.argument(1), call.argument(2)];
  if (!isTimerKind(which)) {
    return error("EINVAL");
  }
  const stored = next === 0n ? undefined : process.memory.read(next, 2 * timevalBytes);
  if (old !== 0n) {
    writeSetting(call, which, old);
  }
  if (stored === undefined) {
    return value(0);
  }
  const setting = acceptedSetting(stored);
  if (setting === undefined) {
    return error("EINVAL");
  }
  process.timers.set(which, setting, system.clock.now, process.processorTime);
  return value(0);
}

function acceptedSetting(stored: Uint8Array): TimerSetting | undefined {
  const interval = acceptedDuration(decodeTimeval(stored, 0));
  const first = acceptedDuration(decodeTimeval(stored, timevalBytes));
  return interval === undefined || first === undefined ? undefined : { value: first, interval };
}

/** The system calls that have to do with time. */
export const timeCalls: readonly SystemCall[] = [
  { number: 83, name: "setitimer", parameters: ["int", "pointer", "pointer"], run: setitimer },
  { number: 86, name: "getitimer", parameters: ["int", "pointer"], run: getitimer },
  { number: 116, name: "gettimeofday", parameters: ["pointer", "pointer"], run: gettimeofday },
  { number: 122, name: "settimeofday", parameters: ["pointer", "pointer"], run: notPermitted },
  { number: 140, name: "adjtime", parameters: ["pointer", "pointer"], run: adjtime },
  { number: 232, name: "clock_gettime", parameters: ["int", "pointer"], run: clockGettime },
  { number: 233, name: "clock_settime", parameters: ["int", "pointer"], run: notPermitted },
  { number: 234, name: "clock_getres", parameters: ["int", "pointer"], run: clockGetres },
  { number: 240, name: "nanosleep", parameters: ["pointer", "pointer"], run: nanosleep },
];
