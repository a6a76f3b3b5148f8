import type { System } from "../kernel/system.js";

/**
 * What select, poll and kevent sleep on: whoever changes what a file is ready for wakes all of them, and they look
 * again. One channel serves, as a thread can sleep on one only and these calls wait for many files.
 */
export const selectChannel: object = Object.freeze({ name: "select" });

/** Wakes who waits at a file, and who waits for any file. */
export function wakeWaiters(system: Pick<System, "wakeUp">, channel: object): void {
  system.wakeUp(undefined, channel, Number.MAX_SAFE_INTEGER);
  system.wakeUp(undefined, selectChannel, Number.MAX_SAFE_INTEGER);
}
