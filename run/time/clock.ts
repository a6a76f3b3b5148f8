/**
 * The time of the guest. It is the machine's own: it goes on as instructions are executed, and jumps when everything
 * sleeps. So a run is the same every time, however fast the host is.
 */
export class Clock {
  /** Nanoseconds since the start of the system (CLOCK_MONOTONIC). */
  now = 0n;
  /** The time of day at the start, in nanoseconds since 1970. */
  readonly start: bigint;

  constructor(start: bigint) {
    this.start = start;
  }

  /** The time of day in nanoseconds since 1970 (CLOCK_REALTIME). */
  get timeOfDay(): bigint {
    return this.start + this.now;
  }

  advance(nanoseconds: bigint): void {
    this.now += nanoseconds;
  }
}
