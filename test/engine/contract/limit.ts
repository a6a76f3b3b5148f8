import { expect } from "chai";
import { EngineError } from "../../../verify/engine/engine.js";
import type { NewMachine } from "../machine.js";
import { codeAt, dataAt, nothingAt, stackAt } from "../machine.js";

/** 0: mov $3,%ecx; 5: inc %rbx; 8: dec %ecx; 10: jne 5; 12: call 18; 17: nop; 18: ret to 17 */
const program = [...[0xb9, 3, 0, 0, 0, 0x48, 0xff, 0xc3, 0xff, 0xc9, 0x75, 0xf9], ...[0xe8, 0x01, 0, 0, 0, 0x90, 0xc3]];

/** The instructions of it in the order of their execution; the last RET returns to nowhere. */
const order = [0, 5, 8, 10, 5, 8, 10, 5, 8, 10, 12, 18, 17, 18];

/** The count of instructions, and string instructions. */
export function describeLimit(machine: NewMachine): void {
  describe("limit", () => {
    it("stops before the instruction that would be one too many, at every instruction of a program", () => {
      const m = machine();
      for (let limit = 0; limit < order.length; limit += 1) {
        expect(m.run(program, { BX: 0n }, limit)).to.deep.equal({ kind: "limit" });
        expect(m.offset, `after ${String(limit)}`).to.equal(order[limit]);
        expect(m.get("BX")).to.equal(BigInt(order.slice(0, limit).filter((offset) => offset === 5).length));
      }
    });

    it("is the same with handlers, which see the instructions that are run", () => {
      const m = machine();
      for (let limit = 0; limit < order.length; limit += 1) {
        const seen: number[] = [];
        const options = { instruction: (at: bigint) => seen.push(Number(at - codeAt)), access: () => undefined };
        expect(m.run(program, {}, limit, options)).to.deep.equal({ kind: "limit" });
        expect(seen).to.deep.equal(order.slice(0, limit));
        expect(m.offset).to.equal(order[limit]);
      }
    });

    it("makes single steps that come to the same as one run", () => {
      const m = machine();
      m.load(program);
      for (const offset of order) {
        expect(m.offset).to.equal(offset);
        expect(m.engine.run({ limit: 1 })).to.deep.equal({ kind: "limit" });
      }
      expect(m.get("BX")).to.equal(3n);
    });

    it("comes before what the next instruction would do, a fault in fetching it too", () => {
      const m = machine();
      // jmp *%rax
      expect(m.run([0xff, 0xe0], { AX: nothingAt }, 1)).to.deep.equal({ kind: "limit" });
      expect(m.rip).to.equal(nothingAt);
      // nop; ud2
      expect(m.run([0x90, 0x0f, 0x0b], {}, 1)).to.deep.equal({ kind: "limit" });
      m.load([0x90], codeAt + 0xfffn);
      expect(m.engine.run({ limit: 1 })).to.deep.equal({ kind: "limit" });
      expect(m.rip).to.equal(codeAt + 0x1000n);
    });

    it("stops an endless loop", () => {
      const m = machine();
      // inc %rbx; jmp back
      expect(m.run([0x48, 0xff, 0xc3, 0xeb, 0xfb], { BX: 0n }, 20_001)).to.deep.equal({ kind: "limit" });
      expect([m.get("BX"), m.offset]).to.deep.equal([10_001n, 3]);
    });

    it("counts every repetition of a string instruction, and finding CX used up", () => {
      const m = machine();
      const repStosb = [0xf3, 0xaa];
      for (const [limit, offset, count] of [
        [1, 0, 2n],
        [3, 0, 0n],
        [4, 2, 0n],
      ] as const) {
        expect(m.run(repStosb, { DI: dataAt, CX: 3n, AX: 1n }, limit)).to.deep.equal({ kind: "limit" });
        expect([m.offset, m.get("CX"), m.get("DI")]).to.deep.equal([offset, count, dataAt + 3n - count]);
      }
      expect(m.run(repStosb, { DI: nothingAt, CX: 0n }, 1)).to.deep.equal({ kind: "limit" });
      expect([m.offset, m.get("CX"), m.get("DI")]).to.deep.equal([2, 0n, nothingAt]);
      const seen: bigint[] = [];
      m.run(repStosb, { DI: dataAt, CX: 3n }, 4, { instruction: (address) => seen.push(address - codeAt) });
      expect(seen).to.deep.equal([0n, 0n, 0n, 0n]);
    });

    it("counts no more of a comparing one that ends by its condition", () => {
      const m = machine();
      m.engine.write(dataAt, Uint8Array.of(7, 7, 1, 7));
      // repe scasb
      expect(m.run([0xf3, 0xae], { DI: dataAt, CX: 10n, AX: 7n }, 3)).to.deep.equal({ kind: "limit" });
      expect([m.offset, m.get("CX"), m.get("DI")]).to.deep.equal([2, 7n, dataAt + 3n]);
      // repne scasb
      expect(m.run([0xf2, 0xae], { DI: dataAt, CX: 10n, AX: 1n }, 3)).to.deep.equal({ kind: "limit" });
      expect([m.offset, m.get("CX"), m.get("DI")]).to.deep.equal([2, 7n, dataAt + 3n]);
    });

    it("goes downwards with the direction flag", () => {
      const m = machine();
      m.engine.write(dataAt, Uint8Array.of(1, 2, 3, 4));
      // std; rep movsb; cld
      const stop = m.run([0xfd, 0xf3, 0xa4, 0xfc], { SI: dataAt + 3n, DI: stackAt + 3n, CX: 4n }, 7);
      expect(stop).to.deep.equal({ kind: "limit" });
      expect([m.offset, m.get("SI"), m.get("DI")]).to.deep.equal([4, dataAt - 1n, stackAt - 1n]);
      expect([...m.engine.read(stackAt, 4)]).to.deep.equal([1, 2, 3, 4]);
    });

    it("must be a count", () => {
      const m = machine();
      m.load([0x90]);
      for (const limit of [-1, 1.5, NaN, Infinity]) {
        expect(() => m.engine.run({ limit }), String(limit)).to.throw(EngineError);
      }
    });
  });
}
