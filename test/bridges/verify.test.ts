import { expect } from "chai";
import type { Bridge } from "../../dsl/bridges/bridge.js";
import { assemblyUnit } from "../../dsl/port/assembly-unit.js";
import type { Port } from "../../dsl/port/port.js";
import { port } from "../../dsl/port/port.js";
import openbsd from "../../targets/openbsd-amd64/port.js";
import { createBuiltinEngine } from "../../verify/engine/builtin/builtin-engine.js";
import type { RoutineScore } from "../../verify/mutate/mutate-port.js";
import { mutatePort, sumOf } from "../../verify/mutate/mutate-port.js";
import { packageFolder } from "../../gen/own-package.js";
import { candidates, verifyAll } from "../../verify/verify-port.js";
import { campaignCount, campaignSeed, campaignTag } from "../campaign.js";
import { succeed } from "../gen/run-portwright.js";
import { randomSignatures } from "./random-signatures.js";
import { fromC, toC } from "./signature-bridges.js";

function portOf(bridges: readonly Bridge[]): Port {
  const unit = assemblyUnit({ includes: [], routines: bridges.map(({ routine }) => routine) });
  return port({
    name: "bridges",
    title: "bridges of random functions",
    errata: [],
    equivalentMutants: bridges.flatMap(({ equivalentMutants }) => equivalentMutants),
    outputs: [{ kind: "gnu-assembly", path: "bridges.s", unit }],
  });
}

async function findingsOf(described: Port, states: number): Promise<readonly string[]> {
  const engines = [createBuiltinEngine()];
  const found: string[] = [];
  for (const verdict of verifyAll(await candidates(described, "corrected"), { seed: 1, states, engines })) {
    found.push(...verdict.findings.map(({ routine, message }) => `${routine}: ${message}`));
  }
  return found;
}

async function scoresOf(described: Port): Promise<readonly RoutineScore[]> {
  const scores: RoutineScore[] = [];
  for await (const score of mutatePort(described, "corrected", {
    engine: createBuiltinEngine(),
    seed: 1,
    states: 200,
  })) {
    scores.push(score);
  }
  return scores;
}

describe("bridges under verify", function () {
  this.timeout(120_000);

  for (const [direction, bridge] of [
    ["from C", fromC],
    ["to C", toC],
  ] as const) {
    it(`keep their contracts: ${direction}, random functions`, async () => {
      expect(await findingsOf(portOf(randomSignatures(5, 60).map(bridge)), 100)).to.deep.equal([]);
    });

    it(`have contracts that notice every change: ${direction}, random functions ${campaignTag}`, async () => {
      const count = campaignCount(6);
      const scores = await scoresOf(portOf(randomSignatures(campaignSeed(6), count).map(bridge)));
      expect(scores).to.have.length(count);
      const survivors = scores.flatMap(({ symbol, survivors: left }) =>
        left.map(({ change }) => `${symbol}: ${change}`),
      );
      expect(survivors).to.deep.equal([]);
      expect(scores.flatMap(({ symbol, stale }) => stale.map(({ change }) => `${symbol}: ${change}`))).to.deep.equal(
        [],
      );
      const { mutants, killed, equivalent } = sumOf(scores.flatMap(({ byKind }) => [...byKind.values()]));
      expect(mutants).to.be.at.least(250 * count);
      expect(equivalent / (killed + equivalent)).to.be.below(0.08);
    });
  }

  it("are in the port, under the names of both conventions, and every one of them keeps its contract", async () => {
    const symbols = (await candidates(openbsd, "corrected")).map((candidate) =>
      "subject" in candidate ? candidate.subject.image.symbol : candidate.finding.routine,
    );
    expect(symbols).to.include.members([
      "runtime.write",
      "runtime·write",
      "runtime·sigtramp",
      "runtime.sighandler",
      "runtime.stackcheck",
    ]);
    expect(symbols).not.to.include.members(["runtime·sighandler"]);
  });

  it("are chosen by their own names, as the command that reproduces a finding names them", () => {
    const words = ["verify", "openbsd-amd64", "--states", "5", "--engine", "builtin", "--json", "--routine"];
    const chosen = (name: string): readonly string[] => {
      const report = succeed([...words, name], { cwd: packageFolder });
      return [...report.matchAll(/"symbol": "([^"]+)"/g)].map(([, routine = ""]) => routine);
    };
    expect(chosen("runtime·write")).to.deep.equal(["runtime·write"]);
    expect(chosen("runtime.write")).to.deep.equal(["runtime.write"]);
    expect(chosen("runtime·sighandler")).to.deep.equal(["runtime.sighandler"]);
  });
});
