import { expect } from "chai";
import { availableEngines, createEngine } from "../../verify/engine/available-engines.js";
import { createBuiltinEngine } from "../../verify/engine/builtin/builtin-engine.js";
import type { Engine } from "../../verify/engine/engine.js";
import { campaignTag } from "../campaign.js";
import { needs, skipForWant } from "../peers.js";
import {
  campaignFromEnvironment,
  codedInstructions,
  statesOf,
  testedForms,
  testedInstructions,
} from "./differential/campaign.js";
import { differences } from "./differential/compare-outcomes.js";
import { Judge } from "./differential/judge.js";
import type { NativeRun } from "./differential/native-processor.js";
import { asNative, NativeProcessor } from "./differential/native-processor.js";
import { otherEncodings } from "./differential/other-encodings.js";
import { clearData, otherData, placeInstruction, prepareEngine, runOn } from "./differential/outcome.js";
import { isKnownTo, processorFeatures } from "./differential/processor-features.js";
import type { TestedInstruction } from "./differential/tested-instruction.js";
import { stateText } from "./differential/tested-state.js";
import { prepareUpperHalves } from "./differential/upper-halves.js";

const campaign = campaignFromEnvironment();

describe(`every form of the instruction table, seed ${String(campaign.seed)} ${campaignTag}`, function () {
  this.timeout(600_000);
  let instructions: readonly TestedInstruction[] = [];
  let builtin: Engine;

  before(async () => {
    instructions = [...(await testedInstructions(campaign)), ...otherEncodings, ...codedInstructions(campaign)];
  });

  beforeEach(() => {
    builtin = createBuiltinEngine();
    prepareEngine(builtin);
    prepareUpperHalves(builtin);
  });

  it("is modelled by builtin", () => {
    const stops = instructions.flatMap((instruction, position) => {
      placeInstruction(builtin, instruction);
      return statesOf({ ...campaign, states: 1 }, instruction, position).map(
        (state) => runOn(builtin, instruction, state).stop,
      );
    });
    expect(stops.filter(({ kind }) => kind === "not-modelled")).to.deep.equal([]);
    const tested = new Set(instructions.map(({ form }) => form.code));
    expect(testedForms.filter(({ code }) => !tested.has(code))).to.deep.equal([]);
  });

  describe("on builtin and this machine's processor", () => {
    let processor: NativeProcessor | undefined;

    before(function () {
      if (process.platform !== "linux" || process.arch !== "x64") skipForWant(this, "only on Linux on x86-64");
      needs(this, "gcc", "gcc");
      processor = new NativeProcessor();
    });

    after(() => processor?.dispose());

    it("does the same", function () {
      const judge = new Judge("processor");
      const features = processorFeatures();
      let runs: NativeRun[] = [];
      let placed: TestedInstruction | undefined;
      const compareRuns = (): void => {
        const outcomes = processor?.run(runs) ?? [];
        clearData(builtin);
        outcomes.forEach((native, position) => {
          const one = runs[position];
          if (one === undefined) throw new Error("the processor ran more than it was given");
          const { instruction, state } = one;
          if (instruction !== placed) placeInstruction(builtin, instruction);
          placed = instruction;
          const found = asNative(runOn(builtin, instruction, state), native);
          judge.hear(instruction, differences(instruction, state.cpu, found, native.outcome), () => stateText(state));
        });
        runs = [];
      };
      instructions.forEach((instruction, position) => {
        if (!judge.takes(instruction) || !isKnownTo(features, instruction)) return;
        const states = statesOf(campaign, instruction, position);
        judge.begin(instruction, states.length);
        runs.push(...states.map((state) => ({ instruction, state })));
        if (runs.length > 20_000) compareRuns();
      });
      compareRuns();
      finish(this, judge);
    });
  });

  describe("on builtin and unicorn", () => {
    let unicorn: Engine | undefined;

    before(async function () {
      const found = (await availableEngines()).find(({ name }) => name === "unicorn");
      if (found?.available === false) skipForWant(this, found.reason);
      unicorn = await createEngine("unicorn");
      prepareEngine(unicorn);
    });

    after(() => unicorn?.dispose());

    it("does the same", function () {
      const judge = new Judge("unicorn");
      instructions.forEach((instruction, position) => {
        if (unicorn === undefined || !judge.takes(instruction)) return;
        for (const engine of [builtin, unicorn]) placeInstruction(engine, instruction);
        const states = statesOf(campaign, instruction, position);
        judge.begin(instruction, states.length);
        for (const state of states) {
          const [found, expected] = [runOn(builtin, instruction, state), runOn(unicorn, instruction, state)];
          judge.hear(instruction, differences(instruction, state.cpu, found, expected), () => stateText(state));
        }
        const others = otherDifferences(builtin, unicorn);
        judge.hear(instruction, others, () => "all its states");
        if (others.length > 0) for (const engine of [builtin, unicorn]) clearData(engine);
      });
      finish(this, judge);
    });
  });
});

/** Data around what is compared after every run. */
function otherDifferences(builtin: Engine, unicorn: Engine): readonly string[] {
  const same = Buffer.compare(otherData(builtin), otherData(unicorn)) === 0;
  return same ? [] : ["other data"];
}

function finish({ test }: Mocha.Context, judge: Judge): void {
  if (test !== undefined) test.title += `: ${judge.summary()}`;
  const complaints = judge.complaints();
  expect(complaints.length, [...complaints.slice(0, 20), "differences"].join("\n")).to.equal(0);
}
