import { expect } from "chai";
import { EngineError, flagBit } from "../../../verify/engine/engine.js";
import type { NewMachine } from "../machine.js";
import { dataAt } from "../machine.js";

const { CF, PF, AF, ZF, SF, OF, DF } = flagBit;
const statusFlags = CF | PF | AF | ZF | SF | OF;

/** state, setState, flags, the bases of FS and GS. */
export function describeRegisters(machine: NewMachine): void {
  describe("registers", () => {
    it("are all zero at first, but for bit 1 of the flags", () => {
      const { engine } = machine();
      const { registers, rip, flags, fsBase, gsBase } = engine.state();
      expect([...registers]).to.deep.equal(Array<bigint>(16).fill(0n));
      expect({ rip, flags, fsBase, gsBase }).to.deep.equal({ rip: 0n, flags: 2n, fsBase: 0n, gsBase: 0n });
    });

    it("hold what is set, 64 bits each, and are given as a copy", () => {
      const { engine } = machine();
      const registers = BigUint64Array.from({ length: 16 }, (_, index) => 0xfedc_ba98_7654_3210n + BigInt(index));
      const set = { registers, rip: 0x1234n, flags: 0n, fsBase: 0xffff_8000_0000_1000n, gsBase: 0x7fff_ffff_f000n };
      engine.setState(set);
      expect(engine.state()).to.deep.equal({ ...set, flags: 2n });
      engine.state().registers.fill(0n);
      registers.fill(0n);
      expect(engine.state().registers[3]).to.equal(0xfedc_ba98_7654_3213n);
    });

    it("drop flags that a program can neither set nor see set", () => {
      const m = machine();
      m.set({ flags: 0xffff_ffff_ffff_feffn });
      const dropped = (3n << 12n) | (1n << 16n) | (1n << 17n);
      expect(m.flags & dropped, "IOPL, RF, VM").to.equal(0n);
      expect(m.flags >> 22n, "reserved").to.equal(0n);
      expect(m.flags & (statusFlags | DF | 2n)).to.equal(statusFlags | DF | 2n);
    });

    it("do not take the trap flag", () => {
      const m = machine();
      expect(() => {
        m.set({ flags: 0x100n });
      }).to.throw(EngineError, "trap flag");
    });

    it("get the flags of an addition, an increment and a logical operation", () => {
      const m = machine();
      // 7f..ff + 1: overflow into the sign; the low byte is 0 (even parity), and bit 3 carries.
      m.run([0x48, 0x01, 0xc8], { AX: 0x7fff_ffff_ffff_ffffn, CX: 1n, flags: 0n }, 1); // add %rcx,%rax
      expect(m.flags & statusFlags).to.equal(OF | SF | PF | AF);
      m.run([0x48, 0x01, 0xc8], { AX: -1n, CX: 1n, flags: 0n }, 1);
      expect(m.flags & statusFlags).to.equal(CF | ZF | PF | AF);
      // INC leaves the carry flag alone.
      m.run([0x48, 0xff, 0xc0], { AX: 0x10n, flags: CF }, 1); // inc %rax
      expect(m.flags & statusFlags, "0x11 has two bits").to.equal(CF | PF);
      // XOR clears carry and overflow; AF is undefined.
      m.run([0x31, 0xc0], { AX: 5n, flags: CF | OF | SF }, 1); // xor %eax,%eax
      expect(m.flags & (statusFlags & ~AF)).to.equal(ZF | PF);
    });

    it("keep the flags that an instruction does not touch", () => {
      const m = machine();
      const all = statusFlags | DF | 2n;
      // mov %rax,%rcx; lea (%rax,%rcx),%rdx; not %rdx; push %rax; pop %rbx; xchg %rax,%rbx
      const code = [0x48, 0x89, 0xc1, 0x48, 0x8d, 0x14, 0x08, 0x48, 0xf7, 0xd2, 0x50, 0x5b, 0x48, 0x93];
      m.run(code, { flags: all }, 6);
      expect(m.flags).to.equal(all);
    });

    it("lose their upper half when 32 bits are written, and nothing when 16 or 8 are", () => {
      const m = machine();
      // mov %eax,%eax; mov $0x1122,%cx; mov $0x33,%dl; mov $0x44,%bh
      const code = [0x89, 0xc0, 0x66, 0xb9, 0x22, 0x11, 0xb2, 0x33, 0xb7, 0x44];
      m.run(code, { AX: -1n, CX: -1n, DX: -1n, BX: -1n }, 4);
      expect([m.get("AX"), m.get("CX"), m.get("DX"), m.get("BX")]).to.deep.equal([
        0xffff_ffffn,
        0xffff_ffff_ffff_1122n,
        0xffff_ffff_ffff_ff33n,
        0xffff_ffff_ffff_44ffn,
      ]);
    });

    it("are pushed as flags and popped, without what a program may not change", () => {
      const m = machine();
      // pushfq; pop %rax; push $-1 without TF: movl; here: push %rcx; popfq; pushfq; pop %rdx
      const code = [0x9c, 0x58, 0x51, 0x9d, 0x9c, 0x5a];
      m.run(code, { flags: CF | ZF, CX: 0xffff_ffff_ffff_feffn & ~(1n << 9n) }, 6);
      expect(m.get("AX")).to.equal(CF | ZF | 2n);
      const changeable = statusFlags | DF | 2n;
      expect(m.get("DX") & changeable).to.equal(changeable);
      expect(m.get("DX") & (3n << 12n), "IOPL").to.equal(0n);
      expect(m.get("DX") >> 22n).to.equal(0n);
    });

    it("FS and GS have bases that are added to an address, with and without a register", () => {
      const m = machine();
      m.setWord(dataAt + 0x10n, 0x1111n);
      m.setWord(dataAt + 0x28n, 0x2222n);
      m.setWord(dataAt + 0x108n, 0x3333n);
      // mov %fs:-0x10,%rax; mov %fs:8(%rcx),%rdx; mov %gs:0x8,%rbx; mov %rbx,%fs:0
      const code = [0x64, 0x48, 0x8b, 0x04, 0x25, 0xf0, 0xff, 0xff, 0xff, 0x64, 0x48, 0x8b, 0x51, 0x08];
      const more = [0x65, 0x48, 0x8b, 0x1c, 0x25, 8, 0, 0, 0, 0x64, 0x48, 0x89, 0x1c, 0x25, 0, 0, 0, 0];
      const stop = m.run([...code, ...more], { fsBase: dataAt + 0x20n, gsBase: dataAt + 0x100n, CX: 0n }, 4);
      expect(stop).to.deep.equal({ kind: "limit" });
      expect([m.get("AX"), m.get("DX"), m.get("BX")]).to.deep.equal([0x1111n, 0x2222n, 0x3333n]);
      expect(m.word(dataAt + 0x20n)).to.equal(0x3333n);
    });
  });
}
