import { tick } from "../time/time-values.js";

/** Instructions between two sched_yield calls, of all threads together, that look at something and no more. */
const mostInstructions = 200;

/** So many calls in a row double what a call takes. */
const doubling = 256;

/** What a call of many takes at first, in nanoseconds. */
const first = 200;

/** From here on a call takes a whole tick. */
const mostCalls = doubling * Math.ceil(Math.log2(Number(tick) / first));

/** By how many calls in a row it falls back for another call, and for so many instructions that a thread has run. */
const fallBack = 64;
const instructionsForCall = 4;

/**
 * Notices that threads do nothing but wait for each other, or for a point of time, by sched_yield: locks and idle threads of a
 * runtime do that. A sleep of a second would be some million of these calls, which the host has to make one by one. So they
 * take ever more of the guest's time, the longer little else happens, up to a tick each. What else happens makes it fall back,
 * and not to nothing: a handler of a profiling timer does not mean that there is work.
 */
export class Spinning {
  #calls = 0;
  #instructions = 0;
  #surplus = 0;

  /** A thread has run so many instructions. */
  ran(instructions: number): void {
    this.#instructions += instructions;
  }

  /** A thread has made another call. */
  called(): void {
    this.#calls = Math.max(0, this.#calls - fallBack);
  }

  /** A thread has yielded. */
  yielded(): void {
    const more = this.#instructions > mostInstructions ? -this.#instructions / instructionsForCall : 1;
    this.#calls = Math.max(0, Math.min(mostCalls, this.#calls + more));
    this.#instructions = 0;
    const doublings = Math.floor(this.#calls / doubling);
    this.#surplus += doublings === 0 ? 0 : Math.min(Number(tick), first * 2 ** doublings);
  }

  /** How much longer yielding has taken than calls do, in nanoseconds, since it was asked last. */
  get surplus(): number {
    return this.#surplus;
  }

  takeSurplus(): number {
    const surplus = this.#surplus;
    this.#surplus = 0;
    return surplus;
  }
}
