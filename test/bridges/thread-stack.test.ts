import { expect } from "chai";
import { rfork_thread } from "../../targets/openbsd-amd64/routines/threads.js";
import { createBuiltinEngine } from "../../verify/engine/builtin/builtin-engine.js";
import { registerNumber } from "../../verify/engine/engine.js";
import { execute } from "../../verify/execute.js";
import { Random } from "../../verify/random.js";
import { scenarios } from "../../verify/scenario.js";
import { buildWorld, loadImage } from "../../verify/world.js";
import { subjectOf } from "../verify/subject-of.js";

describe("the bridge to rfork_thread", () => {
  it("aligns the stack where C wants it, for the routine calls the thread's function with SP at its top", async () => {
    const engine = createBuiltinEngine();
    buildWorld(engine);
    const subject = await subjectOf(rfork_thread);
    loadImage(engine, subject.image);
    const call = subject.image.ranges.find(({ text }) => text === "callq *%r12");
    const places: boolean[] = [];
    for (const scenario of scenarios(rfork_thread, subject.contract, [], new Random(1, "stack"), 200)) {
      execute(engine, subject, scenario, new Random(scenario.index, "poison"), ({ rip, registers }) => {
        if (call !== undefined && rip === subject.image.address + BigInt(call.offset)) {
          places.push(registers[registerNumber.SP] === scenario.arguments.get("stack"));
        }
      });
    }
    expect(places).to.have.length.above(20);
    expect(new Set(places)).to.deep.equal(new Set([true]));
  });
});
