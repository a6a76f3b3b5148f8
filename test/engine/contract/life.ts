import { expect } from "chai";
import type { CpuState, Engine, Pace } from "../../../verify/engine/engine.js";
import { EngineError } from "../../../verify/engine/engine.js";
import { campaignTag, isCampaign } from "../../campaign.js";
import type { NewMachine } from "../machine.js";
import { codeAt, dataAt, nothingAt, readExecute, readWrite, stackAt } from "../machine.js";
import { countMappings, residentAfterCollection } from "../process-memory.js";

/**
 * mov 8(%rsp),%edi; mov 16(%rsp),%rsi; mov 24(%rsp),%edx; mov $4,%eax; syscall; jae 1f; xor %eax,%eax;
 * 1: mov %eax,32(%rsp); ret
 */
const stub = [
  ...[0x8b, 0x7c, 0x24, 0x08, 0x48, 0x8b, 0x74, 0x24, 0x10, 0x8b, 0x54, 0x24, 0x18],
  ...[0xb8, 4, 0, 0, 0, 0x0f, 0x05, 0x73, 0x02, 0x31, 0xc0, 0x89, 0x44, 0x24, 0x20, 0xc3],
];

/**
 * How many bytes of memory `count` rounds take at least, of five times that they are done: what a round keeps, it keeps
 * every time, while what else this process does with its memory comes and goes.
 */
function leastGrowth(runs: (count: number) => void, count: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let time = 0; time < 5; time += 1) {
    const before = residentAfterCollection();
    runs(count);
    least = Math.min(least, residentAfterCollection() - before);
  }
  return least;
}

/** Many runs, many engines, and their end. */
export function describeLife(machine: NewMachine, pace: Pace, another: () => Promise<Engine>): void {
  describe("life", () => {
    it("does 100,000 runs of a stub in the same memory", function () {
      this.timeout(60_000);
      const m = machine();
      const { engine } = m;
      m.load(stub);
      m.setWord(stackAt, nothingAt);
      const start = engine.state();
      const systemCall = (state: CpuState): "go-on" => {
        state.registers[0] = 12n;
        return "go-on";
      };
      const runs = (count: number): void => {
        for (let round = 0; round < count; round += 1) {
          engine.write(stackAt + 8n, Uint8Array.of(round & 0xff));
          engine.setState(start);
          const stop = engine.run({ limit: 100, systemCall });
          if (stop.kind !== "fault" || stop.address !== nothingAt) expect.fail(JSON.stringify(stop));
        }
      };
      expect(leastGrowth(runs, 20_000)).to.be.below(6 << 20);
      expect(m.get("DI")).to.equal(19_999n & 0xffn);
    });

    it("does many runs with handlers, rewritten code and mapping in the same memory", function () {
      this.timeout(60_000);
      const handled = pace === "exact";
      const m = machine();
      const { engine } = m;
      let calls = 0;
      const count = (): void => void (calls += 1);
      const runs = (rounds: number): void => {
        for (let round = 0; round < rounds; round += 1) {
          engine.map(nothingAt, 0x1000n, round % 2 === 0 ? readWrite : readExecute);
          m.load([0xb8, round & 0xff, 0, 0, 0, 0x50, 0xc3]); // mov $round,%eax; push %rax; ret
          engine.run(round % 3 === 0 || !handled ? { limit: 2 } : { limit: 2, instruction: count, access: count });
          expect(m.word(stackAt - 8n)).to.equal(BigInt(round & 0xff));
          engine.unmap(nothingAt, 0x1000n);
        }
      };
      runs(1000);
      const before = residentAfterCollection();
      runs(4000);
      expect(calls > 5000).to.equal(handled);
      expect(residentAfterCollection() - before).to.be.below(24 << 20);
    });

    it("of one engine is not another's", async () => {
      const m = machine();
      const other = await another();
      try {
        m.load([0x90]);
        m.setWord(dataAt, 5n);
        other.map(dataAt, 0x1000n, readWrite);
        expect(other.state().rip).to.equal(0n);
        expect([...other.read(dataAt, 1)]).to.deep.equal([0]);
      } finally {
        other.dispose();
      }
      expect(m.word(dataAt)).to.equal(5n);
    });

    // Resident memory is known only after many engines.
    if (isCampaign)
      it(`of many engines leaves nothing behind ${campaignTag}`, async function () {
        this.timeout(120_000);
        const code = new Uint8Array(0x10_0000).fill(0x90);
        const lives = async (count: number): Promise<void> => {
          for (let round = 0; round < count; round += 1) {
            const engine = await another();
            engine.map(codeAt, BigInt(code.length), readExecute);
            engine.write(codeAt, code);
            engine.setState({ ...engine.state(), rip: codeAt });
            engine.run({ limit: 100 });
            engine.dispose();
          }
        };
        // Multiples of what is needed for the heap to be trimmed (processor.ts).
        await lives(64);
        const before = { bytes: residentAfterCollection(), mappings: countMappings() };
        await lives(320);
        expect((residentAfterCollection() - before.bytes) / 320, "bytes each").to.be.below(128 << 10);
        expect((countMappings() - before.mappings) / 320, "mappings each").to.be.below(0.5);
      });

    it("ends with dispose", async () => {
      const engine = await another();
      engine.map(codeAt, 0x1000n, readExecute);
      engine.dispose();
      for (const use of [
        () => engine.read(codeAt, 1),
        () => engine.run({ limit: 1 }),
        () => {
          engine.setState({ registers: new BigUint64Array(16), rip: 0n, flags: 2n, fsBase: 0n, gsBase: 0n });
        },
      ]) {
        expect(use).to.throw(EngineError);
      }
    });
  });
}
