import { expect } from "chai";
import fc from "fast-check";
import { IntervalTimers } from "../../../run/time/interval-timers.js";

const millisecond = 1_000_000n;

/** Times, in milliseconds of the kernel's clock, at which the real timer goes off. */
function realExpiries(timers: IntervalTimers, count: number): readonly number[] {
  const times: number[] = [];
  while (times.length < count && timers.nextReal !== undefined) {
    const at = timers.nextReal;
    expect(timers.expire(at - 1n, 0n), "one nanosecond before").to.deep.equal([]);
    expect(timers.expire(at, 0n)).to.deep.equal([{ signal: 14, code: 0 }]);
    times.push(Number(at / millisecond));
  }
  return times;
}

describe("run: interval timers", () => {
  let timers: IntervalTimers;

  beforeEach(() => {
    timers = new IntervalTimers();
  });

  it("are off at first", () => {
    expect(timers.nextReal).to.be.undefined;
    expect(timers.untilProcessorTimer(0n)).to.be.undefined;
    for (const which of [0, 1, 2] as const) {
      expect(timers.get(which, 5n, 5n)).to.deep.equal({ value: 0n, interval: 0n });
    }
    expect(timers.expire(1n << 60n, 1n << 60n)).to.deep.equal([]);
  });

  it("real: goes off once, never too early, at a tick", () => {
    timers.set(0, { value: 25_000n, interval: 0n }, 7n * millisecond, 0n);
    // 25 ms are three ticks, and one for the tick under way.
    expect(realExpiries(timers, 5)).to.deep.equal([40]);
    expect(timers.nextReal).to.be.undefined;
  });

  it("real: goes on by its interval without drifting", () => {
    timers.set(0, { value: 10_000n, interval: 15_000n }, 0n, 0n);
    // Due at 10, 25, 40, ...; a tick more for the first, and where a due time is between two ticks, the later one.
    expect(realExpiries(timers, 7)).to.deep.equal([20, 30, 40, 60, 70, 90, 100]);
  });

  it("real: makes one signal of what was missed", () => {
    timers.set(0, { value: 10_000n, interval: 10_000n }, 0n, 0n);
    expect(timers.expire(1005n * millisecond, 0n)).to.have.length(1);
    expect(timers.nextReal).to.equal(1010n * millisecond);
  });

  it("real: tells what is left", () => {
    timers.set(0, { value: 50_000n, interval: 20_000n }, 0n, 0n);
    expect(timers.get(0, 31n * millisecond, 0n)).to.deep.equal({ value: 20_000n, interval: 20_000n });
    expect(timers.get(0, 55n * millisecond, 0n)).to.deep.equal({ value: 0n, interval: 20_000n });
    timers.set(0, { value: 0n, interval: 20_000n }, 0n, 0n);
    expect(timers.nextReal).to.be.undefined;
  });

  it("of processor time: a hundred times a second of what the program has run", () => {
    timers.set(2, { value: 10_000n, interval: 10_000n }, 0n, 3n * millisecond);
    let now = 3n * millisecond;
    const times: number[] = [];
    for (let count = 0; count < 4; count += 1) {
      const left = timers.untilProcessorTimer(now) ?? 0n;
      expect(left > 0n).to.be.true;
      expect(timers.expire(0n, now + left - 1n)).to.deep.equal([]);
      now += left;
      expect(timers.expire(0n, now)).to.deep.equal([{ signal: 27, code: 0 }]);
      times.push(Number(now / millisecond));
    }
    expect(times).to.deep.equal([10, 20, 30, 40]);
  });

  it("of processor time: both at once, and once only", () => {
    timers.set(1, { value: 20_000n, interval: 0n }, 0n, 0n);
    timers.set(2, { value: 20_000n, interval: 0n }, 0n, 0n);
    expect(timers.expire(0n, 20n * millisecond).map(({ signal }) => signal)).to.deep.equal([26, 27]);
    expect(timers.untilProcessorTimer(20n * millisecond)).to.be.undefined;
  });

  it("of processor time: an interval below a tick is one, and what is over is taken off the next", () => {
    timers.set(2, { value: 10_000n, interval: 1n }, 0n, 0n);
    expect(timers.get(2, 0n, 0n)).to.deep.equal({ value: 10_000n, interval: 10_000n });
    timers.set(2, { value: 15_000n, interval: 15_000n }, 0n, 0n);
    const at: number[] = [];
    for (let tick = 1n; tick <= 12n; tick += 1n) {
      if (timers.expire(0n, tick * 10n * millisecond).length > 0) at.push(Number(tick));
    }
    expect(at).to.deep.equal([2, 3, 5, 6, 8, 9, 11, 12]);
  });

  it("of processor time: asking and setting another does not lose an expiry", () => {
    timers.set(2, { value: 10_000n, interval: 10_000n }, 0n, 0n);
    timers.get(2, 0n, 10n * millisecond);
    timers.set(1, { value: 50_000n, interval: 0n }, 0n, 10n * millisecond);
    expect(timers.expire(0n, 10n * millisecond)).to.deep.equal([{ signal: 27, code: 0 }]);
  });

  it("of processor time: goes off as often as the time holds intervals, if it is asked often enough", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10_000, max: 200_000 }),
        fc.array(fc.integer({ min: 1, max: 9_999_999 }), { minLength: 50, maxLength: 200 }),
        (interval, steps) => {
          const some = new IntervalTimers();
          some.set(2, { value: BigInt(interval), interval: BigInt(interval) }, 0n, 0n);
          let now = 0n;
          let count = 0;
          for (const step of steps) {
            now += BigInt(step);
            count += some.expire(0n, now).length;
          }
          const ticked = ((now / 10_000_000n) * 10_000n) / BigInt(interval);
          expect(count).to.equal(Number(ticked));
        },
      ),
    );
  });
});
