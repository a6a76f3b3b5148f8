import { expect } from "chai";
import type { NewMachine, Registers } from "../machine.js";
import { codeAt } from "../machine.js";

const divideCx = [0x48, 0xf7, 0xf1]; // div %rcx

const faults: readonly (readonly [string, number, readonly number[], Registers])[] = [
  ["a division by zero", 0, divideCx, { AX: 1n, DX: 0n, CX: 0n }],
  ["a quotient that does not fit", 0, divideCx, { AX: 0n, DX: 5n, CX: 5n }],
  // idiv %ecx: -2^31 / -1
  ["a signed quotient that does not fit", 0, [0xf7, 0xf9], { AX: 0x8000_0000n, DX: 0xffff_ffffn, CX: 0xffff_ffffn }],
  ["a byte's quotient that does not fit", 0, [0xf6, 0xf1], { AX: 0x1000n, CX: 1n }],
  ["UD2", 6, [0x0f, 0x0b], {}],
  ["SYSCALL without a kernel", 6, [0x0f, 0x05], {}],
  ["HLT, which is the kernel's", 13, [0xf4], {}],
];

/** Exceptions and software interrupts. */
export function describeExceptions(machine: NewMachine): void {
  describe("exceptions", () => {
    for (const [what, vector, code, registers] of faults) {
      it(`${what} raises number ${String(vector)} and changes nothing`, () => {
        const m = machine();
        // inc %rbx
        m.load([0x48, 0xff, 0xc3, ...code, 0x48, 0xff, 0xc3]);
        m.set({ ...registers, BX: 1n, flags: 0n });
        const before = m.engine.state();
        const expected = { kind: "exception", vector };
        expect(m.engine.run({ limit: 10 })).to.deep.equal(expected);
        const after = m.engine.state();
        expect([m.offset, m.get("BX")]).to.deep.equal([3, 2n]);
        after.registers[3] = 1n;
        expect(after).to.deep.equal({ ...before, flags: after.flags, rip: after.rip });
        // Once more from there: it is the same again.
        expect(m.engine.run({ limit: 10 })).to.deep.equal(expected);
        expect(m.engine.run({ limit: 10, instruction: () => undefined })).to.deep.equal(expected);
        expect(m.offset).to.equal(3);
      });
    }

    it("follow each other as what they are, whatever came before", () => {
      const m = machine();
      for (const [, vector, code, registers] of [...faults, ...faults.toReversed()]) {
        expect(m.run(code, registers, 10)).to.deep.equal({ kind: "exception", vector });
        expect(m.run([0x90, 0x90], {}, 2)).to.deep.equal({ kind: "limit" });
      }
    });

    it("of an INT3 stand behind it", () => {
      const m = machine();
      expect(m.run([0x90, 0xcc, 0x90], {}, 10)).to.deep.equal({ kind: "exception", vector: 3 });
      expect(m.offset).to.equal(2);
    });

    it("are told from INT n, which stands behind it with its number", () => {
      const m = machine();
      for (const vector of [0, 1, 3, 4, 6, 8, 13, 14, 0x80, 0xff]) {
        const text = `INT ${String(vector)}`;
        expect(m.run([0x90, 0xcd, vector, 0x90], {}, 10), text).to.deep.equal({ kind: "interrupt", vector });
        expect(m.offset, text).to.equal(3);
        expect(m.engine.run({ limit: 1 }), text).to.deep.equal({ kind: "limit" });
        expect(m.offset, text).to.equal(4);
      }
    });

    it("are told from INT n where they lie behind its bytes", () => {
      const m = machine();
      // jmp 4; int $0; 4: div %rcx
      const code = [0xeb, 0x02, 0xcd, 0x00, ...divideCx];
      const options = { instruction: () => undefined };
      expect(m.run(code, { CX: 0n, DX: 0n }, 10, options)).to.deep.equal({ kind: "exception", vector: 0 });
      expect(m.rip).to.equal(codeAt + 4n);
    });

    it("do not come of a division that fits", () => {
      const m = machine();
      expect(m.run(divideCx, { AX: 7n, DX: 1n, CX: 1n << 63n }, 1)).to.deep.equal({ kind: "limit" });
      expect([m.get("AX"), m.get("DX")]).to.deep.equal([2n, 7n]);
    });
  });
}
