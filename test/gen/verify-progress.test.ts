import { expect } from "chai";
import { progressOn } from "../../gen/report/verdict-progress.js";

/** Shows something at these times, in milliseconds from the start, and gives what was written. */
function writtenAt(times: readonly number[], isTerminal: boolean): readonly string[] {
  const written: string[] = [];
  const clock = [0, ...times].values();
  const stream = { fd: 2, write: (text: string) => written.push(text) };
  const progress = progressOn(stream, isTerminal, () => clock.next().value ?? 0);
  for (const time of times) {
    progress.show(() => `verifying at ${String(time)}`);
  }
  progress.end();
  return written;
}

describe("progress of verify", () => {
  it("is shown after a second, not too often, and erased at the end", () => {
    const erase = "\r\u001b[K";
    expect(writtenAt([10, 999, 1000, 1050, 1099, 1100, 2000], true)).to.deep.equal([
      ...[1000, 1100, 2000].map((time) => `${erase}verifying at ${String(time)}`),
      erase,
    ]);
  });

  it("is not shown of what takes less", () => {
    expect(writtenAt([10, 500, 999], true)).to.deep.equal([]);
  });

  it("is not shown where there is no terminal", () => {
    expect(writtenAt([1000, 2000, 3000], false)).to.deep.equal([]);
  });
});
