import { expect } from "chai";
import port from "../../targets/openbsd-amd64/port.js";
import { createBuiltinEngine } from "../../verify/engine/builtin/builtin-engine.js";
import type { RoutineScore } from "../../verify/mutate/mutate-port.js";
import { mutatePort, sumOf } from "../../verify/mutate/mutate-port.js";

/** Enough for every kind of mistake to show; `verify --mutate` runs more. */
const states = 300;

describe("mutants of openbsd-amd64", () => {
  const scores: RoutineScore[] = [];

  before(async function () {
    this.timeout(120_000);
    for await (const score of mutatePort(port, "corrected", { engine: createBuiltinEngine(), seed: 1, states })) {
      scores.push(score);
    }
  });

  it("are all killed, or equivalent for a reason", () => {
    const survivors = scores.flatMap(({ symbol, survivors: left }) =>
      left.map(({ kind, change }) => `${symbol}: ${kind}: ${change}`),
    );
    expect(survivors).to.deep.equal([]);
  });

  it("are of every routine and every kind that its code has", () => {
    expect(scores).to.have.length(38);
    const { mutants, killed, equivalent } = sumOf(scores.flatMap(({ byKind }) => [...byKind.values()]));
    expect(mutants).to.be.at.least(11_000);
    expect(killed + equivalent).to.equal(mutants);
    // What nobody can tell is the exception.
    expect(equivalent / mutants).to.be.below(0.06);
  });

  it("are listed as equivalent only where the verifier lets them pass", () => {
    expect(scores.flatMap(({ stale }) => stale)).to.deep.equal([]);
  });
});
