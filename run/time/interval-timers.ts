import type { SignalInfo } from "../signals/pending-signals.js";
import { sentByProgram } from "../signals/signal-information.js";
import { signalNumber } from "../signals/signal-table.js";
import { sleepDeadline, tick } from "./time-values.js";

/** `which` of setitimer(2). */
export const timerKind = Object.freeze({ real: 0, virtual: 1, profiling: 2 });
export type TimerKind = (typeof timerKind)[keyof typeof timerKind];

/** Microseconds until a timer expires, 0 where it is off, and what it is set to again then. */
export interface TimerSetting {
  readonly value: bigint;
  readonly interval: bigint;
}

const off: TimerSetting = Object.freeze({ value: 0n, interval: 0n });

/** Microseconds of a tick. */
const tickMicroseconds = tick / 1000n;

/** ITIMER_REAL: the point of time by the kernel's clock, in microseconds, and the tick at which the kernel looks. */
interface RealTimer {
  readonly due: bigint;
  readonly interval: bigint;
  readonly looksAt: bigint;
}

/**
 * The three timers of setitimer(2). Real time goes by the kernel's clock; the other two by the processor time of the
 * process, which is all in the program (the kernel's part takes none). Both are looked at when the clock ticks, so a
 * timer cannot be finer (OpenBSD sys/kern/kern_time.c, sys_setitimer, realitexpire, itimerdecr).
 */
export class IntervalTimers {
  #real: RealTimer | undefined;
  readonly #processor = new Map<number, TimerSetting>();
  /** Ticks of processor time that `#processor` has been told of. */
  #ticks = 0n;

  /** What is left of a timer. `now` is the kernel's clock and `processorTime` the process's, in nanoseconds. */
  get(which: TimerKind, now: bigint, processorTime: bigint): TimerSetting {
    if (which !== timerKind.real) {
      this.#countOnly(processorTime);
      return this.#processor.get(which) ?? off;
    }
    if (this.#real === undefined) {
      return off;
    }
    const left = this.#real.due - coarse(now);
    return { value: left > 0n ? left : 0n, interval: this.#real.interval };
  }

  set(which: TimerKind, { value, interval }: TimerSetting, now: bigint, processorTime: bigint): void {
    if (which === timerKind.real) {
      this.#real =
        value === 0n ? undefined : { due: coarse(now) + value, interval, looksAt: sleepDeadline(now, value * 1000n) };
      return;
    }
    this.#countOnly(processorTime);
    this.#processor.set(which, {
      value,
      interval: interval !== 0n && interval < tickMicroseconds ? tickMicroseconds : interval,
    });
  }

  /** When to call `expire` for the real timer, by the kernel's clock in nanoseconds; undefined while it is off. */
  get nextReal(): bigint | undefined {
    return this.#real?.looksAt;
  }

  /** How much processor time, in nanoseconds, the process has until it is to be called for the other two. */
  untilProcessorTimer(processorTime: bigint): bigint | undefined {
    const next = this.#nextProcessorTime();
    return next === undefined ? undefined : next > processorTime ? next - processorTime : 0n;
  }

  #nextProcessorTime(): bigint | undefined {
    let next: bigint | undefined;
    for (const { value } of this.#processor.values()) {
      if (value > 0n) {
        const due = (this.#ticks + (value + tickMicroseconds - 1n) / tickMicroseconds) * tick;
        next = next === undefined || due < next ? due : next;
      }
    }
    return next;
  }

  /** The signals of the timers that have expired by now. A timer that has expired more than once gives one. */
  expire(now: bigint, processorTime: bigint): readonly SignalInfo[] {
    const signals: number[] = this.#expireReal(now) ? [signalNumber.SIGALRM] : [];
    for (const which of this.#count(processorTime)) {
      signals.push(which === timerKind.virtual ? signalNumber.SIGVTALRM : signalNumber.SIGPROF);
    }
    return signals.map((signal) => ({ signal, code: sentByProgram }));
  }

  #expireReal(now: bigint): boolean {
    const timer = this.#real;
    if (timer === undefined || timer.looksAt > now) {
      return false;
    }
    if (timer.interval === 0n) {
      this.#real = undefined;
      return true;
    }
    // By points of time, not by distances: so the timer does not drift.
    const looked = coarse(now);
    const passed = looked < timer.due ? 0n : (looked - timer.due) / timer.interval;
    const due = timer.due + (passed + 1n) * timer.interval;
    const ticks = (due - looked + tickMicroseconds - 1n) / tickMicroseconds;
    this.#real = { ...timer, due, looksAt: (now / tick + ticks) * tick };
    return true;
  }

  /** Which of the processor-time timers expire on the way to `processorTime`. */
  #count(processorTime: bigint): readonly number[] {
    const ticks = processorTime / tick;
    const elapsed = (ticks - this.#ticks) * tickMicroseconds;
    this.#ticks = ticks;
    const expired: number[] = [];
    for (const [which, { value, interval }] of this.#processor) {
      if (value === 0n || elapsed === 0n) continue;
      if (value > elapsed) {
        this.#processor.set(which, { value: value - elapsed, interval });
        continue;
      }
      expired.push(which);
      const over = elapsed - value;
      this.#processor.set(which, { value: interval === 0n ? 0n : interval - (over % interval), interval });
    }
    return expired.sort((left, right) => left - right);
  }

  /** Brings the values up to date between two calls of `expire`, which are never so far apart that one expires. */
  #countOnly(processorTime: bigint): void {
    const next = this.#nextProcessorTime();
    const last = next === undefined ? processorTime : next - tick;
    this.#count(processorTime < last ? processorTime : last);
  }
}

/** The time of the last tick, in microseconds: what the kernel goes by where it need not be exact. */
function coarse(now: bigint): bigint {
  return (now / tick) * tickMicroseconds;
}
