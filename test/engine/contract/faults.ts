import { expect } from "chai";
import type { Pace, Stop } from "../../../verify/engine/engine.js";
import { flagBit } from "../../../verify/engine/engine.js";
import type { NewMachine, Registers } from "../machine.js";
import { codeAt, dataAt, dataEnd, executeOnly, nothing, nothingAt, readOnly, readWrite, stackAt } from "../machine.js";

const readAx = [0x48, 0x8b, 0x08]; // mov (%rax),%rcx
const writeAx = [0x48, 0x89, 0x08]; // mov %rcx,(%rax)
const addAx = [0x48, 0x01, 0x08]; // add %rcx,(%rax)

const read = (address: bigint): Stop => ({ kind: "fault", access: "read", address });
const write = (address: bigint): Stop => ({ kind: "fault", access: "write", address });

/** Accesses to memory that is not there, or not to be used so. */
export function describeFaults(machine: NewMachine, pace: Pace): void {
  describe("faults", () => {
    it("are those of the instruction that makes them: what was before is done, nothing of it and after it is", () => {
      const m = machine();
      // add $1,%rbx; mov (%rax),%rcx; add $1,%rbx
      const code = [0x48, 0x83, 0xc3, 0x01, ...readAx, 0x48, 0x83, 0xc3, 0x01];
      const stop = m.run(code, { AX: nothingAt + 8n, BX: -1n, CX: 7n, flags: 0n }, 10);
      expect(stop).to.deep.equal(read(nothingAt + 8n));
      expect([m.offset, m.get("BX"), m.get("CX")]).to.deep.equal([4, 0n, 7n]);
      const { CF, ZF, PF, AF } = flagBit;
      expect(m.flags, "-1 + 1").to.equal(CF | ZF | PF | AF | 2n);
    });

    it("come of permissions, whatever was done with the page before", () => {
      const m = machine();
      const { engine } = m;
      engine.map(nothingAt, 0x1000n, readOnly);
      const readThenWrite = [...readAx, ...writeAx];
      expect(m.run(readThenWrite, { AX: nothingAt }, 5)).to.deep.equal(write(nothingAt));
      expect(m.offset).to.equal(3);
      expect(m.run(addAx, { AX: nothingAt + 1n }, 5)).to.deep.equal(write(nothingAt + 1n));
      engine.protect(nothingAt, 0x1000n, readWrite);
      expect(m.run(readThenWrite, { AX: nothingAt }, 2)).to.deep.equal({ kind: "limit" });
      engine.protect(nothingAt, 0x1000n, nothing);
      expect(m.run(readAx, { AX: nothingAt }, 5)).to.deep.equal(read(nothingAt));
      expect(m.run(writeAx, { AX: nothingAt }, 5)).to.deep.equal(write(nothingAt));
      engine.unmap(nothingAt, 0x1000n);
      expect(m.run(readAx, { AX: nothingAt }, 5)).to.deep.equal(read(nothingAt));
    });

    if (pace === "exact") {
      it("come of reading what may only be executed, even after it was executed", () => {
        const m = machine();
        m.engine.map(nothingAt, 0x1000n, executeOnly);
        m.engine.write(nothingAt, Uint8Array.of(0xc3)); // ret
        // call *%rax; mov (%rax),%rcx
        expect(m.run([0xff, 0xd0, ...readAx], { AX: nothingAt }, 5)).to.deep.equal(read(nothingAt));
        expect(m.offset).to.equal(2);
      });
    }

    it("come of writing to code", () => {
      const m = machine();
      expect(m.run(writeAx, { AX: codeAt + 0x100n }, 5)).to.deep.equal(write(codeAt + 0x100n));
    });

    it("come right behind the code's last page and do not see what the engine may have there", () => {
      const m = machine();
      const behind = codeAt + 0x1000n;
      expect(m.run([0x90, ...readAx], { AX: behind }, 5)).to.deep.equal(read(behind));
      expect(m.run([0x90, ...writeAx], { AX: behind + 8n }, 5)).to.deep.equal(write(behind + 8n));
    });

    for (const [what, code, registers, limit] of acrossPages) {
      it(`tell the first byte that is not there: ${what}`, () => {
        const m = machine();
        m.engine.write(dataEnd - 8n, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
        expect(m.run(code, registers, 5)).to.deep.equal(limit);
        expect(m.offset).to.equal(0);
        expect(m.word(dataEnd - 8n), "nothing is written").to.equal(0x0807_0605_0403_0201n);
        expect(m.word(dataAt), "nothing is written").to.equal(0n);
        expect(m.get("CX")).to.equal(0x1122_3344_5566_7788n);
      });
    }

    it("of a store that reaches into a page that may only be read write nothing", () => {
      const m = machine();
      m.engine.map(dataEnd, 0x1000n, readOnly);
      m.setWord(dataEnd - 8n, 5n);
      expect(m.run(writeAx, { AX: dataEnd - 1n, CX: -1n }, 5)).to.deep.equal(write(dataEnd));
      expect([m.word(dataEnd - 8n), m.word(dataEnd)]).to.deep.equal([5n, 0n]);
    });

    it("do not come of an access across two pages that are there", () => {
      const m = machine();
      m.engine.write(dataAt + 0xffcn, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
      // mov (%rax),%rcx; mov %rcx,4(%rax); add %rcx,4(%rax)
      const code = [...readAx, 0x48, 0x89, 0x48, 0x04, 0x48, 0x01, 0x48, 0x04];
      expect(m.run(code, { AX: dataAt + 0xffcn }, 3)).to.deep.equal({ kind: "limit" });
      expect(m.get("CX")).to.equal(0x0807_0605_0403_0201n);
      expect(m.word(dataAt + 0x1000n)).to.equal(0x100e_0c0a_0806_0402n);
    });

    for (const [what, code, registers, stop] of stackInstructions) {
      it(`leave SP alone: ${what}`, () => {
        const m = machine();
        m.engine.map(nothingAt, 0x1000n, readOnly);
        m.load(code);
        m.set(registers);
        const before = m.engine.state();
        expect(m.engine.run({ limit: 5 })).to.deep.equal(stop);
        expect(m.engine.state()).to.deep.equal(before);
      });
    }

    it("in a repeated string instruction stand between two repetitions", () => {
      const m = machine();
      // rep stosb
      const stop = m.run([0xf3, 0xaa], { DI: dataEnd - 3n, CX: 10n, AX: 0x77n }, 100);
      expect(stop).to.deep.equal(write(dataEnd));
      expect([m.offset, m.get("CX"), m.get("DI")]).to.deep.equal([0, 7n, dataEnd]);
      expect(m.word(dataEnd - 8n)).to.equal(0x7777_7700_0000_0000n);
    });

    it("come of addresses that are not canonical, with the address", () => {
      const m = machine();
      for (const address of [0x8000_0000_0000n, 0x8000_0000_0000_0000n, 0xffff_7fff_ffff_fff8n]) {
        expect(m.run(readAx, { AX: address }, 5)).to.deep.equal(read(address));
        expect(m.run(writeAx, { AX: address }, 5)).to.deep.equal(write(address));
        expect(m.offset).to.equal(0);
      }
    });

    it("come where an access reaches over the last canonical address of the lower half", () => {
      const m = machine();
      m.engine.map(0x7fff_ffff_f000n, 0x1000n, readWrite);
      expect(m.run(readAx, { AX: 0x7fff_ffff_fff8n }, 1)).to.deep.equal({ kind: "limit" });
      expect(m.run(readAx, { AX: 0x7fff_ffff_fffcn }, 1)).to.deep.equal(read(0x8000_0000_0000n));
      expect(m.run(writeAx, { AX: 0x7fff_ffff_fffcn, CX: -1n }, 1)).to.deep.equal(write(0x8000_0000_0000n));
      expect(m.word(0x7fff_ffff_fff8n)).to.equal(0n);
    });

    it("come where an access goes on at address 0, if nothing is there", () => {
      const m = machine();
      m.engine.map(0xffff_ffff_ffff_f000n, 0x1000n, readWrite);
      expect(m.run(readAx, { AX: -4n }, 1)).to.deep.equal(read(0n));
      expect(m.run(writeAx, { AX: -4n, CX: -1n }, 1)).to.deep.equal(write(0n));
      expect(m.word(-8n & 0xffff_ffff_ffff_ffffn)).to.equal(0n);
      m.engine.map(0n, 0x1000n, readWrite);
      m.engine.write(0n, Uint8Array.of(1, 2, 3, 4));
      expect(m.run([...readAx, ...writeAx], { AX: -4n }, 2)).to.deep.equal({ kind: "limit" });
      expect(m.get("CX")).to.equal(0x0403_0201_0000_0000n);
    });

    it("do not come of an address that wraps around 64 bits, or 32 with the prefix", () => {
      const m = machine();
      m.setWord(dataAt + 8n, 0x55n);
      // mov 0x10(%rax,%rbx,8),%rcx; mov 8(%eax,%ebx),%rdx
      const code = [0x48, 0x8b, 0x4c, 0xd8, 0x10, 0x67, 0x48, 0x8b, 0x54, 0x18, 0x08];
      expect(m.run(code, { AX: dataAt, BX: -1n }, 1)).to.deep.equal({ kind: "limit" });
      expect(m.get("CX")).to.equal(0x55n);
      m.set({ AX: 0xffff_ffff_0000_0000n + dataAt + 1n, BX: 0xffff_ffffn });
      expect(m.engine.run({ limit: 1 })).to.deep.equal({ kind: "limit" });
      expect(m.get("DX")).to.equal(0x55n);
    });
  });
}

const pattern = 0x1122_3344_5566_7788n;

const acrossPages: readonly (readonly [string, readonly number[], Registers, Stop])[] = [
  ["a read over the end", readAx, { AX: dataEnd - 4n, CX: pattern }, read(dataEnd)],
  ["a read over the beginning", readAx, { AX: dataAt - 4n, CX: pattern }, read(dataAt - 4n)],
  ["a write over the end", writeAx, { AX: dataEnd - 4n, CX: pattern }, write(dataEnd)],
  ["a write over the beginning", writeAx, { AX: dataAt - 4n, CX: pattern }, write(dataAt - 4n)],
  ["a write of 4 bytes over the end", [0x89, 0x08], { AX: dataEnd - 1n, CX: pattern }, write(dataEnd)],
  ["a write of 2 bytes over the end", [0x66, 0x89, 0x08], { AX: dataEnd - 1n, CX: pattern }, write(dataEnd)],
  ["push over the beginning", [0x51], { SP: dataAt + 4n, CX: pattern }, write(dataAt - 4n)],
  ["push over the end", [0x51], { SP: dataEnd + 4n, CX: pattern }, write(dataEnd)],
];

const stackInstructions: readonly (readonly [string, readonly number[], Registers, Stop])[] = [
  ["push", [0x51], { SP: dataAt, CX: 7n }, write(dataAt - 8n)],
  ["push from memory", [0xff, 0x30], { SP: dataAt, AX: dataAt }, write(dataAt - 8n)],
  ["push of what is not there", [0xff, 0x30], { SP: stackAt, AX: dataEnd }, read(dataEnd)],
  ["pushfq", [0x9c], { SP: dataAt }, write(dataAt - 8n)],
  ["pop", [0x59], { SP: dataEnd }, read(dataEnd)],
  ["pop to memory that may not be written", [0x8f, 0x00], { SP: stackAt, AX: nothingAt }, write(nothingAt)],
  // The address is computed with SP after the pop.
  ["pop 8(%rsp)", [0x8f, 0x44, 0x24, 0x08], { SP: dataEnd - 16n }, write(dataEnd)],
  ["popfq", [0x9d], { SP: dataEnd }, read(dataEnd)],
  ["call", [0xe8, 0, 0, 0, 0], { SP: dataAt }, write(dataAt - 8n)],
  ["call through a register", [0xff, 0xd0], { SP: dataAt, AX: codeAt }, write(dataAt - 8n)],
  ["call through memory that is not there", [0xff, 0x10], { AX: dataEnd }, read(dataEnd)],
  ["ret", [0xc3], { SP: dataEnd }, read(dataEnd)],
  ["ret with a count", [0xc2, 0x10, 0], { SP: dataEnd - 4n }, read(dataEnd)],
  ["xchg", [0x48, 0x87, 0x08], { AX: nothingAt, CX: 5n }, write(nothingAt)],
  ["lock xadd", [0xf0, 0x48, 0x0f, 0xc1, 0x08], { AX: nothingAt, CX: 5n }, write(nothingAt)],
  // The destination is written in any case, with its own value if the comparison fails.
  ["cmpxchg", [0x48, 0x0f, 0xb1, 0x0b], { BX: nothingAt, AX: 5n, CX: 6n }, write(nothingAt)],
  ["movsq", [0x48, 0xa5], { SI: dataAt, DI: nothingAt }, write(nothingAt)],
  ["lodsq", [0x48, 0xad], { SI: dataEnd - 1n }, read(dataEnd)],
  ["cmovcc, which reads in any case", [0x48, 0x0f, 0x44, 0x08], { AX: dataEnd, flags: 0n }, read(dataEnd)],
];
