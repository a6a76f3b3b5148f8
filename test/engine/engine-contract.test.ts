import { engineNames, availableEngines, createEngine } from "../../verify/engine/available-engines.js";
import type { Engine } from "../../verify/engine/engine.js";
import { skipForWant } from "../peers.js";
import { describeExceptions } from "./contract/exceptions.js";
import { describeFaults } from "./contract/faults.js";
import { describeFetching } from "./contract/fetching.js";
import { describeHandlers } from "./contract/handlers.js";
import { describeLateHandlers } from "./contract/late-handlers.js";
import { describeLife } from "./contract/life.js";
import { describeLimit } from "./contract/limit.js";
import { describeMemory } from "./contract/memory.js";
import { describePrograms } from "./contract/programs.js";
import { describeRegisters } from "./contract/registers.js";
import { describeSystemCalls } from "./contract/system-calls.js";
import { describeVectors } from "./contract/vectors.js";
import { Machine } from "./machine.js";
import { PacedEngine } from "./paced-engine.js";

const kinds = engineNames.flatMap((name) => (["exact", "approximate"] as const).map((pace) => ({ name, pace })));

/**
 * What every engine owes the verifier, the same tests for all of them. The expected values are those of the processor's
 * manual and of the interface's words, never what an engine gave. Machine code is written down as GNU as lists it.
 */
for (const { name, pace } of kinds) {
  describe(`engine ${name}, ${pace}`, () => {
    const engines: Engine[] = [];
    let reserve: Engine[] = [];

    before(async function () {
      const availability = (await availableEngines()).find((one) => one.name === name);
      if (availability?.available === false) skipForWant(this, availability.reason);
    });

    beforeEach(async () => {
      reserve = [await createEngine(name)];
    });

    afterEach(() => {
      for (const engine of [...engines.splice(0), ...reserve]) engine.dispose();
    });

    const machine = (): Machine => {
      const engine = reserve.pop();
      if (engine === undefined) throw new Error("a test makes one machine");
      engines.push(engine);
      return new Machine(new PacedEngine(engine, pace));
    };

    describeMemory(machine);
    describeRegisters(machine);
    describeFaults(machine, pace);
    describeFetching(machine, pace);
    describeLimit(machine);
    describeExceptions(machine);
    describeVectors(machine, name, pace);
    describeSystemCalls(machine);
    if (pace === "approximate") describePrograms(machine);
    if (pace === "exact") describeHandlers(machine);
    if (pace === "exact") describeLateHandlers(machine);
    describeLife(machine, pace, async () => new PacedEngine(await createEngine(name), pace));
  });
}
