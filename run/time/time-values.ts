import type { System } from "../kernel/system.js";
import type { AddressSpace } from "../memory/address-space.js";

/** The kernel's clock ticks 100 times a second: what sleeps, or is timed, wakes at a tick. In nanoseconds. */
export const tick = 10_000_000n;

const billion = 1_000_000_000n;

/** struct timespec as a program gave it; the nanoseconds may be anything. */
export interface Timespec {
  readonly seconds: bigint;
  readonly nanoseconds: bigint;
}

/** struct timespec of 2011: 32 bits of seconds, 4 bytes of nothing, 64 bits of nanoseconds. */
export function readTimespec(memory: AddressSpace, address: bigint): Timespec {
  const bytes = memory.read(address, 16);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { seconds: BigInt(view.getInt32(0, true)), nanoseconds: view.getBigInt64(8, true) };
}

export function writeTimespec(memory: AddressSpace, address: bigint, time: bigint): void {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, Number(BigInt.asIntN(32, time / billion)), true);
  view.setBigInt64(8, time % billion, true);
  memory.write(address, bytes);
}

/** struct timeval: two words, seconds and microseconds. */
export interface Timeval {
  readonly seconds: bigint;
  readonly microseconds: bigint;
}

export const timevalBytes = 16;

/** Reads a timeval out of bytes. */
export function decodeTimeval(bytes: Uint8Array, at: number): Timeval {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { seconds: view.getBigInt64(at, true), microseconds: view.getBigInt64(at + 8, true) };
}

/** The bytes of a timeval, of a time in microseconds. */
export function encodeTimeval(microseconds: bigint): Uint8Array {
  const bytes = new Uint8Array(timevalBytes);
  const view = new DataView(bytes.buffer);
  view.setBigInt64(0, microseconds / 1_000_000n, true);
  view.setBigInt64(8, microseconds % 1_000_000n, true);
  return bytes;
}

/**
 * The microseconds of a timeval that is to be waited for; undefined where the kernel refuses it. What is less than a
 * tick, and not nothing, is one (OpenBSD sys/kern/kern_time.c, itimerfix).
 */
export function acceptedDuration({ seconds, microseconds }: Timeval): bigint | undefined {
  if (seconds < 0n || seconds > 100_000_000n || microseconds < 0n || microseconds >= 1_000_000n) {
    return undefined;
  }
  const duration = seconds * 1_000_000n + microseconds;
  return duration !== 0n && duration < tick / 1000n ? tick / 1000n : duration;
}

/**
 * When a sleep of `duration` nanoseconds ends that begins now: at a tick, and never too early, so that the tick under
 * way does not count (tvtohz).
 */
export function sleepDeadline(now: bigint, duration: bigint): bigint {
  const ticks = (duration + tick - 1n) / tick + 1n;
  return (now / tick + (ticks < 1n ? 1n : ticks)) * tick;
}

/** CLOCK_REALTIME and CLOCK_MONOTONIC, all that the kernel of 2011 has. */
export const clockId = Object.freeze({ realTime: 0, monotonic: 3 });

/** What a clock shows, in nanoseconds; undefined where there is no such clock. */
export function clockOf({ clock }: System, id: number): bigint | undefined {
  switch (id) {
    case clockId.realTime:
      return clock.timeOfDay;
    case clockId.monotonic:
      return clock.now;
    default:
      return undefined;
  }
}

/** Has a point of time passed? Seconds count first, whatever the nanoseconds are. */
export function isBefore({ seconds, nanoseconds }: Timespec, now: bigint): boolean {
  const nowSeconds = now / billion;
  return seconds === nowSeconds ? nanoseconds < now % billion : seconds < nowSeconds;
}
