import { expect } from "chai";
import { campaignCount, campaignTag, isCampaign } from "../../campaign.js";
import { needs, needsEngine } from "../../peers.js";
import { compileGuest, runGuest } from "../run-guest.js";

describe("a language runtime of the time", function () {
  this.timeout(120_000);
  let program: Uint8Array;

  before(async function () {
    needs(this, "gcc", "gcc");
    await needsEngine(this, "unicorn");
    program = compileGuest("runtime", "-mno-red-zone");
  });

  // A tree of depth d has 2^(d - k) nodes of value k / 2 for each k: 506.5 for 9. Ten rounds, a third of it each.
  const lines = [
    ...["same sums 1", "sum 1688", "bytes 1047552", "faults 32"],
    ...["slept 1", "profiled 1", "sent 1", "wrong 0"],
  ];

  for (let seed = 1; seed <= campaignCount(1); seed += 1) {
    it(`starts, computes and sleeps while 32 threads spin, with seed ${seed} ${campaignTag}`, async () => {
      // A minute of calls to sched_yield, one after the other, would be thousands of millions.
      const { outcome, output, warnings } = await runGuest(program, { seed, maxInstructions: 60_000_000 });
      expect(output.trimEnd().split("\n")).to.deep.equal(lines);
      expect(outcome).to.deep.equal({ kind: "ended", ending: { kind: "exit", status: 3 } });
      expect(warnings).to.be.empty;
    });
  }

  // In npm test it is the examples' program of which that is tested.
  if (isCampaign) {
    it(`is the same every time, by its trace ${campaignTag}`, async () => {
      const [one, other] = [await runGuest(program, { seed: 9 }), await runGuest(program, { seed: 9 })];
      expect(one.trace.length).to.equal(other.trace.length);
      expect(one.trace.findIndex((line, index) => line !== other.trace[index])).to.equal(-1);
    });
  }
});
