import { expect } from "chai";
import type { Pace, Stop } from "../../../verify/engine/engine.js";
import type { NewMachine } from "../machine.js";
import {
  codeAt,
  dataAt,
  everything,
  executeOnly,
  nothingAt,
  readExecute,
  readOnly,
  readWrite,
  stackAt,
} from "../machine.js";

const fetch = (address: bigint): Stop => ({ kind: "fault", access: "fetch", address });
const codeEnd = codeAt + 0x1000n;
const nop = 0x90;
const incBx = [0x48, 0xff, 0xc3]; // inc %rbx

/** Fetching code: where there is none, where its end is, and where it is written over. */
export function describeFetching(machine: NewMachine, pace: Pace): void {
  describe("fetching", () => {
    // Whoever writes over the block that runs may be counted twice at the other pace: programs.ts has such code.
    const itExactly: (title: string, body: () => void) => void = pace === "exact" ? it : () => undefined;
    for (const [what, target] of [
      ["nothing", nothingAt + 5n],
      ["data", dataAt + 3n],
      ["address 0", 0n],
      ["an address that is not canonical", 0x8000_0000_0000n],
      ["the page behind the code", codeEnd + 8n],
      ["the last bytes of the page behind the code", codeEnd + 0xffcn],
    ] as const) {
      it(`faults at a jump, call or return to ${what}: RIP is there`, () => {
        const m = machine();
        // jmp *%rax
        expect(m.run([0xff, 0xe0], { AX: target }, 5)).to.deep.equal(fetch(target));
        expect(m.rip).to.equal(target);
        // call *%rax: the return address is pushed
        expect(m.run([0xff, 0xd0], { AX: target }, 5)).to.deep.equal(fetch(target));
        expect([m.rip, m.get("SP"), m.word(stackAt - 8n)]).to.deep.equal([target, stackAt - 8n, codeAt + 2n]);
        // push %rax; ret
        expect(m.run([0x50, 0xc3], { AX: target }, 5)).to.deep.equal(fetch(target));
        expect([m.rip, m.get("SP")]).to.deep.equal([target, stackAt]);
      });
    }

    it("faults at the very first instruction", () => {
      const m = machine();
      m.set({ rip: nothingAt });
      expect(m.engine.run({ limit: 1 })).to.deep.equal(fetch(nothingAt));
      expect(m.rip).to.equal(nothingAt);
    });

    for (const [what, permissions] of [
      ["nothing", undefined],
      ["data", readOnly],
    ] as const) {
      it(`runs all instructions before the end of the code with ${what} behind`, () => {
        const m = machine();
        if (permissions !== undefined) m.engine.map(codeEnd, 0x1000n, permissions);
        m.load([...incBx, ...incBx, nop], codeEnd - 7n);
        expect(m.engine.run({ limit: 100 })).to.deep.equal(fetch(codeEnd));
        expect([m.get("BX"), m.rip]).to.deep.equal([2n, codeEnd]);
      });

      it(`does not run an instruction that reaches over the end of the code with ${what} behind`, () => {
        const m = machine();
        if (permissions !== undefined) m.engine.map(codeEnd, 0x1000n, permissions);
        m.load([...incBx, 0x48, 0xff], codeEnd - 5n);
        expect(m.engine.run({ limit: 100 })).to.deep.equal(fetch(codeEnd));
        expect([m.get("BX"), m.rip]).to.deep.equal([1n, codeEnd - 2n]);
      });
    }

    it("goes on where more code is mapped behind what ran to its end", () => {
      const m = machine();
      m.load([...incBx, 0x48, 0xff], codeEnd - 5n);
      expect(m.engine.run({ limit: 100 })).to.deep.equal(fetch(codeEnd));
      m.engine.map(codeEnd, 0x1000n, readExecute);
      m.engine.write(codeEnd, Uint8Array.of(0xc3, ...incBx));
      m.set({ rip: codeEnd - 5n, BX: 0n });
      expect(m.engine.run({ limit: 3 })).to.deep.equal({ kind: "limit" });
      expect([m.get("BX"), m.rip]).to.deep.equal([3n, codeEnd + 4n]);
      m.engine.unmap(codeEnd, 0x1000n);
      m.set({ rip: codeEnd - 5n, BX: 0n });
      expect(m.engine.run({ limit: 3 })).to.deep.equal(fetch(codeEnd));
      expect([m.get("BX"), m.rip]).to.deep.equal([1n, codeEnd - 2n]);
    });

    it("faults at each of many addresses, and then runs what is mapped at one of them", () => {
      const m = machine();
      for (let target = nothingAt; target < nothingAt + 0x10_0000n; target += 0x1ffcn) {
        expect(m.run([0xff, 0xe0], { AX: target }, 5)).to.deep.equal(fetch(target));
      }
      m.engine.map(nothingAt, 0x1000n, readExecute);
      m.engine.write(nothingAt, Uint8Array.from([...incBx, 0xff, 0xe1])); // inc %rbx; jmp *%rcx
      const stop = m.run([0xff, 0xe0], { AX: nothingAt, BX: 0n, CX: nothingAt + 0x1000n }, 5);
      expect([stop, m.get("BX")]).to.deep.equal([fetch(nothingAt + 0x1000n), 1n]);
    });

    itExactly("behind code reaches data that the code writes, which then is no code yet", () => {
      const m = machine();
      m.engine.map(codeEnd, 0x1000n, readWrite);
      // movl $0x90909090,0(%rip): the four bytes behind; nop
      m.load([0xc7, 0x05, 0x01, 0, 0, 0, 0x90, 0x90, 0x90, 0x90, nop], codeEnd - 11n);
      for (const limit of [1, 2]) {
        m.set({ rip: codeEnd - 11n });
        expect(m.engine.run({ limit })).to.deep.equal({ kind: "limit" });
        expect(m.rip).to.equal(codeEnd - 2n + BigInt(limit));
      }
      const seen: bigint[] = [];
      m.set({ rip: codeEnd - 11n });
      const stop = m.engine.run({ limit: 9, instruction: (address) => seen.push(codeEnd - address) });
      expect([stop, seen]).to.deep.equal([fetch(codeEnd), [11n, 1n]]);
    });

    it("goes on at address 0 behind the last address", () => {
      const m = machine();
      const last = 0xffff_ffff_ffff_f000n;
      m.engine.map(last, 0x1000n, readExecute);
      m.load(incBx, last + 0xffdn);
      expect(m.engine.run({ limit: 5 })).to.deep.equal(fetch(0n));
      expect([m.get("BX"), m.rip]).to.deep.equal([1n, 0n]);
      m.engine.map(0n, 0x1000n, readExecute);
      m.engine.write(0n, Uint8Array.from(incBx));
      m.set({ rip: last + 0xffdn });
      expect(m.engine.run({ limit: 2 })).to.deep.equal({ kind: "limit" });
      expect([m.get("BX"), m.rip]).to.deep.equal([3n, 3n]);
    });

    it("needs no permission but to execute, and sees it taken away", () => {
      const m = machine();
      m.engine.protect(codeAt, 0x1000n, executeOnly);
      expect(m.run(incBx, { BX: 0n }, 1)).to.deep.equal({ kind: "limit" });
      m.engine.protect(codeAt, 0x1000n, readWrite);
      expect(m.run(incBx, { BX: 0n }, 1)).to.deep.equal(fetch(codeAt));
      m.engine.protect(codeAt, 0x1000n, readExecute);
      expect(m.run(incBx, { BX: 0n }, 1)).to.deep.equal({ kind: "limit" });
      expect(m.get("BX")).to.equal(1n);
      m.engine.unmap(codeAt, 0x1000n);
      m.set({ rip: codeAt });
      expect(m.engine.run({ limit: 1 })).to.deep.equal(fetch(codeAt));
    });

    it("sees code that was written over between two runs, in part or whole", () => {
      const m = machine();
      const addition = (value: number): number[] => [0x48, 0x83, 0xc3, value]; // add $value,%rbx
      m.run([...addition(1), ...addition(2)], { BX: 0n }, 2);
      expect(m.get("BX")).to.equal(3n);
      m.engine.write(codeAt + 7n, Uint8Array.of(10));
      m.set({ rip: codeAt, BX: 0n });
      m.engine.run({ limit: 2 });
      expect(m.get("BX")).to.equal(11n);
      for (let value = 1; value < 100; value += 1) {
        m.run(addition(value), { BX: 0n }, 1);
        expect(m.get("BX")).to.equal(BigInt(value));
      }
    });

    it("sees other code where another page was mapped, and code written while it was data", () => {
      const m = machine();
      const at = nothingAt;
      for (const value of [1, 2, 3]) {
        m.engine.map(at, 0x1000n, readExecute);
        m.load([0x48, 0x83, 0xc3, value], at);
        m.set({ BX: 0n });
        m.engine.run({ limit: 1 });
        expect(m.get("BX")).to.equal(BigInt(value));
        m.engine.protect(at, 0x1000n, readWrite);
        m.engine.write(at + 3n, Uint8Array.of(value + 10));
        m.engine.protect(at, 0x1000n, readExecute);
        m.set({ rip: at, BX: 0n });
        m.engine.run({ limit: 1 });
        expect(m.get("BX")).to.equal(BigInt(value + 10));
        m.engine.unmap(at, 0x1000n);
      }
    });

    itExactly("sees what the code itself writes, in the next instruction too, and counts it once", () => {
      const m = machine();
      m.engine.protect(codeAt, 0x1000n, everything);
      // movb $5,3(%rip): the immediate of the next one; add $1,%rbx; nop
      const code = [0xc6, 0x05, 0x03, 0, 0, 0, 0x05, 0x48, 0x83, 0xc3, 0x01, nop];
      const seen: bigint[] = [];
      const written: bigint[] = [];
      const stop = m.run(code, { BX: 0n }, 2, {
        instruction: (address) => seen.push(address - codeAt),
        access: (_kind, address) => written.push(address - codeAt),
      });
      expect(stop).to.deep.equal({ kind: "limit" });
      expect([m.get("BX"), m.offset, seen, written]).to.deep.equal([5n, 11, [0n, 7n], [10n]]);
      m.run(code, { BX: 0n }, 2);
      expect([m.get("BX"), m.offset]).to.deep.equal([5n, 11]);
      m.run(code, { BX: 0n }, 1);
      expect([m.get("BX"), m.offset]).to.deep.equal([0n, 7]);
    });

    itExactly("sees code that a loop writes over while it runs", () => {
      const m = machine();
      m.engine.protect(codeAt, 0x1000n, everything);
      // 0: add $0,%rbx; 4: incb -7(%rip) (the 0); 10: dec %ecx; 12: jne 0
      const code = [0x48, 0x83, 0xc3, 0x00, 0xfe, 0x05, 0xf9, 0xff, 0xff, 0xff, 0xff, 0xc9, 0x75, 0xf2];
      expect(m.run(code, { BX: 0n, CX: 5n }, 20)).to.deep.equal({ kind: "limit" });
      expect(m.get("BX")).to.equal(0n + 1n + 2n + 3n + 4n);
      expect([m.get("CX"), m.offset]).to.deep.equal([0n, 14]);
    });
  });
}
