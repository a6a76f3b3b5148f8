import type { FileStatus } from "../files/file-status.js";
import { decodeTimeval, readTimespec, timevalBytes } from "../time/time-values.js";
import { CallError } from "./result.js";
import type { Call } from "./system-call.js";

/** The times that a call gives a file, in nanoseconds since 1970. */
export interface FileTimes {
  readonly accessed: bigint;
  readonly modified: bigint;
}

/** Two timevals of utimes(2); at address 0: now, by the guest's clock. */
export function readTimes({ system, process }: Call, address: bigint): FileTimes {
  if (address === 0n) {
    return { accessed: system.clock.timeOfDay, modified: system.clock.timeOfDay };
  }
  const bytes = process.memory.read(address, 2 * timevalBytes);
  const [accessed, modified] = [0, timevalBytes].map((at) => {
    const { seconds, microseconds } = decodeTimeval(bytes, at);
    if (microseconds < 0n || microseconds >= 1_000_000n || BigInt.asIntN(32, seconds) !== seconds) {
      throw new CallError("EINVAL");
    }
    return seconds * 1_000_000_000n + microseconds * 1000n;
  });
  return { accessed: accessed ?? 0n, modified: modified ?? 0n };
}

/** UTIME_NOW and UTIME_OMIT of OpenBSD sys/stat.h, in place of nanoseconds. */
const now = -2n;
const omit = -1n;

/** Two timespecs of utimensat(2). */
export function readUtimens({ system, process }: Call, address: bigint, old: FileStatus): FileTimes {
  if (address === 0n) {
    return { accessed: system.clock.timeOfDay, modified: system.clock.timeOfDay };
  }
  const chosen = (at: bigint, before: bigint): bigint => {
    const { seconds, nanoseconds } = readTimespec(process.memory, address + at);
    if (nanoseconds === now) {
      return system.clock.timeOfDay;
    }
    if (nanoseconds === omit) {
      return before;
    }
    if (nanoseconds < 0n || nanoseconds >= 1_000_000_000n) {
      throw new CallError("EINVAL");
    }
    return seconds * 1_000_000_000n + nanoseconds;
  };
  return { accessed: chosen(0n, old.accessed), modified: chosen(16n, old.modified) };
}
