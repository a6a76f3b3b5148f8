import { expect } from "chai";
import type { CpuState, Stop } from "../../../verify/engine/engine.js";
import { EngineError } from "../../../verify/engine/engine.js";
import { campaignTag, isCampaign } from "../../campaign.js";
import type { NewMachine } from "../machine.js";
import { codeAt, dataAt, everything, nothing, nothingAt, readOnly, readWrite } from "../machine.js";
import { residentAfterCollection } from "../process-memory.js";

const approximate = { pace: "approximate" } as const;

/** What only programs need: quanta, much memory, code that they write themselves. */
export function describePrograms(machine: NewMachine): void {
  describe("programs", () => {
    it("stop near the limit, at the same place every time", () => {
      const m = machine();
      // 1: inc %rbx; mov %rbx,(%rsi); add (%rsi),%rdx; test $1,%bl; jne 1b; xor %rbx,%rdx; jmp 1b
      const loop = [
        ...[0x48, 0xff, 0xc3, 0x48, 0x89, 0x1e, 0x48, 0x03, 0x16, 0xf6, 0xc3, 0x01, 0x75, 0xf2],
        ...[0x48, 0x31, 0xda, 0xeb, 0xed],
      ];
      const once = (): readonly CpuState[] => {
        m.load(loop);
        m.set({ BX: 0n, DX: 0n, SI: dataAt });
        return Array.from({ length: 50 }, (_, round) => {
          const limit = 1000 + 7 * round;
          const before = m.engine.executed;
          expect(m.engine.run({ limit, ...approximate })).to.deep.equal({ kind: "limit" });
          expect(m.engine.executed - before, "instructions").to.be.within(limit - 64, limit + 64);
          return m.engine.state();
        });
      };
      expect(once()).to.deep.equal(once());
    });

    it("have a clock that goes on with every run, and in handlers", () => {
      const m = machine();
      const { engine } = m;
      const start = engine.executed;
      let inside = 0;
      const systemCall = (): "go-on" => {
        inside = engine.executed - start;
        return "go-on";
      };
      // nop; nop; syscall; nop; ud2
      const stop = m.run([0x90, 0x90, 0x0f, 0x05, 0x90, 0x0f, 0x0b], {}, 100, { ...approximate, systemCall });
      expect([stop, inside, engine.executed - start]).to.deep.equal([{ kind: "exception", vector: 6 }, 3, 5]);
      m.run([0x90, 0x90, 0x90], {}, 2);
      expect(engine.executed - start).to.equal(7);
      // jmp *%rax
      m.run([0x90, 0xff, 0xe0], { AX: nothingAt }, 9, approximate);
      expect(engine.executed - start, "the jump is one, what is not there none").to.equal(9);
    });

    it("read the clock of instructions by RDTSC, the same every time", () => {
      const once = (m: ReturnType<NewMachine>): bigint => {
        // rdtsc; mov %rax,%rbx; nop; nop; rdtsc; sub %rbx,%rax
        const code = [0x0f, 0x31, 0x48, 0x89, 0xc3, 0x90, 0x90, 0x0f, 0x31, 0x48, 0x29, 0xd8];
        expect(m.run(code, {}, 6, approximate)).to.deep.equal({ kind: "limit" });
        return m.get("AX");
      };
      const m = machine();
      expect([once(m), once(m)]).to.deep.equal([4n, 4n]);
    });

    it("do not get handlers for instructions or accesses", () => {
      const m = machine();
      m.load([0x90]);
      for (const handler of [{ instruction: (): void => undefined }, { access: (): void => undefined }]) {
        expect(() => m.engine.run({ limit: 1, ...approximate, ...handler })).to.throw(EngineError);
      }
    });

    it("run what they write, in the same block, in a loop, and again at the same place", () => {
      const m = machine();
      m.engine.protect(codeAt, 0x1000n, everything);
      // 0: movb $5,3(%rip): the immediate of: a: add $1,%rbx; jmp back if --%ecx
      const code = [0xc6, 0x05, 0x03, 0, 0, 0, 0x05, 0x48, 0x83, 0xc3, 0x01, 0x0f, 0x0b];
      for (let round = 0; round < 3; round += 1) {
        expect(m.run(code, { BX: 0n }, 50, approximate)).to.deep.equal({ kind: "exception", vector: 6 });
        expect(m.get("BX")).to.equal(5n);
      }
      // 0: incb 6(%rip): of the 1 in: 6: add $1,%rbx (that is at 10); dec %ecx; jne 0; ud2
      const loop = [0xfe, 0x05, 0x03, 0, 0, 0, 0x48, 0x83, 0xc3, 0x01, 0xff, 0xc9, 0x75, 0xf2, 0x0f, 0x0b];
      expect(m.run(loop, { BX: 0n, CX: 4n }, 100, approximate)).to.deep.equal({ kind: "exception", vector: 6 });
      expect(m.get("BX"), "2 + 3 + 4 + 5").to.equal(14n);
    });

    it("call what they write over, where they have called what was there before", () => {
      const m = machine();
      m.engine.map(nothingAt, 0x1000n, everything);
      m.engine.write(nothingAt, Uint8Array.of(0xb8, 0x01, 0, 0, 0, 0xc3)); // mov $1,%eax; ret
      // call *%rsi; add %rax,%rbx; movl $0x100,1(%rsi); call *%rsi; add %rax,%rbx; ud2
      const code = [
        ...[0xff, 0xd6, 0x48, 0x01, 0xc3, 0xc7, 0x46, 0x01, 0x00, 0x01, 0, 0],
        ...[0xff, 0xd6, 0x48, 0x01, 0xc3, 0x0f, 0x0b],
      ];
      const stop = m.run(code, { BX: 0n, SI: nothingAt }, 100, approximate);
      expect([stop, m.get("BX")]).to.deep.equal([{ kind: "exception", vector: 6 }, 0x101n]);
    });

    it("call what they write into a heap that may be executed, at an address used before", () => {
      const m = machine();
      m.engine.map(nothingAt, 0x10000n, everything);
      // mov %ecx,1(%rsi); movb $0xb8,(%rsi); movb $0xc3,5(%rsi); call *%rsi; add %rax,%rbx; dec %ecx; jne back; ud2
      const code = [
        ...[0x89, 0x4e, 0x01, 0xc6, 0x06, 0xb8, 0xc6, 0x46, 0x05, 0xc3, 0xff, 0xd6, 0x48, 0x01, 0xc3],
        ...[0xff, 0xc9, 0x75, 0xed, 0x0f, 0x0b],
      ];
      const stop = m.run(code, { BX: 0n, CX: 100n, SI: nothingAt + 0x800n }, 10_000, approximate);
      expect([stop, m.get("BX")]).to.deep.equal([{ kind: "exception", vector: 6 }, 5050n]);
    });

    // The bounds on what an engine keeps are reached only then.
    if (isCampaign)
      it(`write and call 600,000 routines, and stay small and right ${campaignTag}`, function () {
        this.timeout(180_000);
        const m = machine();
        m.engine.map(nothingAt, 0x10000n, everything);
        // mov %r12d,1(%rsi); movb $0xb8,(%rsi); movb $0xc3,5(%rsi); call *%rsi; add %rax,%rbx; add $16,%rsi;
        // and $0x50ffff,%esi; dec %r12d; jne back; ud2
        const code = [
          ...[0x44, 0x89, 0x66, 0x01, 0xc6, 0x06, 0xb8, 0xc6, 0x46, 0x05, 0xc3, 0xff, 0xd6, 0x48, 0x01, 0xc3],
          ...[0x83, 0xc6, 0x10, 0x81, 0xe6, 0xff, 0xff, 0x50, 0x00, 0x41, 0xff, 0xcc, 0x75, 0xe2, 0x0f, 0x0b],
        ];
        const before = residentAfterCollection();
        const count = 600_000n;
        const stop = m.run(code, { BX: 0n, SI: nothingAt, R12: count }, 20_000_000, approximate);
        expect([stop, m.get("BX")]).to.deep.equal([{ kind: "exception", vector: 6 }, (count * (count + 1n)) / 2n]);
        expect(residentAfterCollection() - before, "bytes").to.be.below(192 << 20);
      });

    it("make 10,000 mappings, and touch, protect and unmap them", function () {
      this.timeout(60_000);
      const m = machine();
      const { engine } = m;
      const heap = 0x10_0000_0000n;
      const at = (index: number): bigint => heap + 0x3000n * BigInt(index);
      const pages = 10_000;
      const begin = performance.now();
      // mov %rbx,(%rdi); add (%rdi),%rdx; ud2
      m.load([0x48, 0x89, 0x1f, 0x48, 0x03, 0x17, 0x0f, 0x0b]);
      const store = (index: number): Stop => {
        m.set({ rip: codeAt, BX: BigInt(index), DX: 0n, DI: at(index) });
        return engine.run({ limit: 10, ...approximate });
      };
      for (let index = 0; index < pages; index += 1) {
        engine.map(at(index), 0x2000n, readWrite);
        if (index % 5 === 0) expect(store(index)).to.deep.equal({ kind: "exception", vector: 6 });
        if (index % 7 === 0) engine.protect(at(index), 0x1000n, index % 2 === 0 ? readOnly : nothing);
      }
      for (let index = 0; index < pages; index += 35) {
        expect(store(index)).to.deep.equal({ kind: "fault", access: "write", address: at(index) });
        expect(m.word(at(index))).to.equal(BigInt(index));
      }
      for (let index = 0; index < pages; index += 2) engine.unmap(at(index), 0x2000n);
      expect(store(2)).to.deep.equal({ kind: "fault", access: "write", address: at(2) });
      expect(performance.now() - begin, "milliseconds").to.be.below(15_000);
    });

    it("reserve 64 GiB and more, which cost nothing, and give back what they touched", () => {
      const m = machine();
      const { engine } = m;
      const gibibyte = 1n << 30n;
      const heap = 0xf8_0000_0000n;
      const before = engine.residentBytes();
      engine.map(heap, 16n * gibibyte, nothing);
      engine.map(heap + 16n * gibibyte, 80n * gibibyte, readWrite);
      engine.protect(heap + 3n * gibibyte, 0x10_0000n, everything);
      engine.write(heap + 3n * gibibyte, new Uint8Array(0x10_0000).fill(7));
      // mov %rbx,(%rdi); add %rsi,%rdi; dec %ecx; jne back; ud2
      const touch = [0x48, 0x89, 0x1f, 0x48, 0x01, 0xf7, 0xff, 0xc9, 0x75, 0xf6, 0x0f, 0x0b];
      const registers = { BX: 9n, DI: heap + 16n * gibibyte, SI: gibibyte, CX: 80n };
      expect(m.run(touch, registers, 1000, approximate)).to.deep.equal({ kind: "exception", vector: 6 });
      expect(m.word(heap + 95n * gibibyte)).to.equal(9n);
      expect(engine.residentBytes() - before).to.be.within(0x10_0000 + 80 * 0x1000, 0x10_0000 + 90 * 0x1000);
      engine.unmap(heap + 3n * gibibyte, 0x10_0000n);
      engine.unmap(heap + 16n * gibibyte, 80n * gibibyte);
      expect(engine.residentBytes() - before).to.be.below(0x10_000);
      engine.map(heap + 3n * gibibyte, 0x10_0000n, readWrite);
      expect([...engine.read(heap + 3n * gibibyte, 2)]).to.deep.equal([0, 0]);
    });

    it("keep x87 and SSE as they are set: at first as OpenBSD has them", () => {
      const { engine } = machine();
      const image = engine.floatingPoint();
      const view = new DataView(image.buffer);
      expect(image.length).to.equal(512);
      expect([view.getUint16(0, true), view.getUint32(24, true)]).to.deep.equal([0x037f, 0x1f80]);
      for (let index = 32; index < 416; index += 1) if (index >= 160 || index % 16 < 10) image[index] = index & 0xff;
      view.setUint16(0, 0x0b7f, true);
      view.setUint16(2, 0x3841, true);
      view.setUint8(4, 0xa5);
      view.setUint32(24, 0x7f80, true);
      engine.setFloatingPoint(image);
      expect(engine.floatingPoint()).to.deep.equal(image);
      expect(() => {
        engine.setFloatingPoint(new Uint8Array(511));
      }).to.throw(EngineError);
      view.setUint32(24, 0x1_0000, true);
      expect(() => {
        engine.setFloatingPoint(image);
      }, "a bit of MXCSR that is not there").to.throw(EngineError);
    });
  });
}
