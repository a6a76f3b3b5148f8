import { expect } from "chai";
import type { BodyItem } from "../../dsl/index.js";
import { ADDQ, AX, RET, XORQ, none, returnsNothing, routine } from "../../dsl/index.js";
import port from "../../targets/openbsd-amd64/port.js";
import { createBuiltinEngine } from "../../verify/engine/builtin/builtin-engine.js";
import type { CpuState, Engine } from "../../verify/engine/engine.js";
import { flagBit, registerNumber } from "../../verify/engine/engine.js";
import type { RoutineVerdict } from "../../verify/verify-routine.js";
import { candidates, verifyAll } from "../../verify/verify-port.js";
import { subjectOf } from "./subject-of.js";

/** An engine that is right but for what `spoil` does to its state whenever it stops. */
function spoiled(spoil: (state: CpuState) => void): Engine {
  const engine = createBuiltinEngine();
  return {
    name: "unicorn",
    map: (...range) => {
      engine.map(...range);
    },
    unmap: (...range) => {
      engine.unmap(...range);
    },
    protect: (...range) => {
      engine.protect(...range);
    },
    read: (...range) => engine.read(...range),
    write: (...range) => {
      engine.write(...range);
    },
    state: () => engine.state(),
    setState: (state) => {
      engine.setState(state);
    },
    floatingPoint: () => engine.floatingPoint(),
    setFloatingPoint: (image) => {
      engine.setFloatingPoint(image);
    },
    get executed() {
      return engine.executed;
    },
    residentBytes: () => engine.residentBytes(),
    residentParts: (...range) => engine.residentParts(...range),
    run: (options) => {
      const stop = engine.run(options);
      const state = engine.state();
      spoil(state);
      engine.setState(state);
      return stop;
    },
    dispose: () => {
      engine.dispose();
    },
  };
}

/** What is said of one routine that is run on a right engine and on a spoiled one. */
async function verdictOn(symbol: string, spoil: (state: CpuState) => void): Promise<RoutineVerdict> {
  const subjects = await candidates(port, "corrected", new Set([symbol]));
  const engines = [createBuiltinEngine(), spoiled(spoil)];
  const [verdict] = [...verifyAll(subjects, { seed: 1, states: 50, engines })];
  if (verdict === undefined) {
    throw new Error(`${symbol} is not in the port`);
  }
  return verdict;
}

function codesOf({ findings }: RoutineVerdict): readonly string[] {
  return findings.map(({ code }) => code);
}

describe("the agreement of engines", () => {
  it("holds where nothing is spoiled", async () => {
    expect(codesOf(await verdictOn("runtime.mmap", () => undefined))).to.deep.equal([]);
  });

  it("does not hold where a register that no contract names differs", async () => {
    const spoil = (state: CpuState): void => {
      state.registers[registerNumber.R13] = (state.registers[registerNumber.R13] ?? 0n) ^ 1n;
    };
    expect(codesOf(await verdictOn("runtime.mmap", spoil))).to.deep.equal(["engines-differ"]);
  });

  it("does not hold where a defined flag differs", async () => {
    const spoil = (state: CpuState): void => {
      state.flags ^= flagBit.ZF;
    };
    expect(codesOf(await verdictOn("runtime.mmap", spoil))).to.deep.equal(["engines-differ"]);
  });

  it("has nothing to say of a flag that an instruction has left undefined, but of one that it has defined", async () => {
    const spoil = (state: CpuState): void => {
      state.flags ^= flagBit.AF;
    };
    // AND, OR and XOR leave the auxiliary flag undefined (Intel SDM vol. 1, appendix A); ADD defines it.
    const run = async (instruction: BodyItem<never>): Promise<readonly string[]> => {
      const subject = await subjectOf(
        routine("runtime·x", { frame: none, contract: () => returnsNothing }, () => [instruction, RET()]),
      );
      const engines = [createBuiltinEngine(), spoiled(spoil)];
      return [...verifyAll([{ subject }], { seed: 1, states: 5, engines })].flatMap(codesOf);
    };
    expect(await run(XORQ(AX, AX))).to.deep.equal([]);
    expect(await run(ADDQ(1, AX))).to.deep.equal(["engines-differ"]);
  });
});
