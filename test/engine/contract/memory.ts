import { expect } from "chai";
import { EngineError } from "../../../verify/engine/engine.js";
import type { NewMachine } from "../machine.js";
import { codeAt, dataAt, dataEnd, nothingAt, readExecute, readOnly, readWrite } from "../machine.js";

const gibibyte = 1n << 30n;

/** map, unmap, protect, read, write. */
export function describeMemory(machine: NewMachine): void {
  describe("memory", () => {
    it("is zero at first and holds what is written, across pages", () => {
      const { engine } = machine();
      expect([...engine.read(dataAt, 3)]).to.deep.equal([0, 0, 0]);
      engine.write(dataAt + 0xffen, Uint8Array.of(1, 2, 3, 4));
      expect([...engine.read(dataAt + 0xffdn, 6)]).to.deep.equal([0, 1, 2, 3, 4, 0]);
    });

    it("is read as a copy", () => {
      const { engine } = machine();
      engine.read(dataAt, 4).fill(9);
      expect([...engine.read(dataAt, 4)]).to.deep.equal([0, 0, 0, 0]);
    });

    it("is read and written whatever its permissions, across regions", () => {
      const { engine } = machine();
      engine.map(dataEnd, 0x1000n, readOnly);
      engine.write(dataEnd - 2n, Uint8Array.of(1, 2, 3, 4));
      expect([...engine.read(dataEnd - 2n, 4)]).to.deep.equal([1, 2, 3, 4]);
    });

    it("is not there where nothing is mapped, and a write that reaches there writes nothing", () => {
      const { engine } = machine();
      expect(() => engine.read(nothingAt, 1)).to.throw(EngineError, "0x500000");
      expect(() => engine.read(dataEnd - 2n, 4)).to.throw(EngineError);
      expect(() => {
        engine.write(dataEnd - 2n, Uint8Array.of(1, 2, 3, 4));
      }).to.throw(EngineError);
      expect([...engine.read(dataEnd - 2n, 2)]).to.deep.equal([0, 0]);
    });

    it("is refused twice at a place, and at addresses and sizes that are no whole pages", () => {
      const { engine } = machine();
      expect(() => {
        engine.map(dataAt + 0x1000n, 0x2000n, readWrite);
      }).to.throw(EngineError, "mapped already");
      for (const [address, size] of [
        [nothingAt + 1n, 0x1000n],
        [nothingAt, 0x10n],
        [nothingAt, 0n],
      ] as const) {
        expect(() => {
          engine.map(address, size, readWrite);
        }).to.throw(EngineError);
      }
      expect(() => engine.read(dataEnd, 1), "nothing was mapped by what was refused").to.throw(EngineError);
    });

    it("is refused at addresses that are not canonical, and given at the last canonical ones", () => {
      const { engine } = machine();
      for (const address of [0x8000_0000_0000n, 0x7fff_ffff_f000n, 0xffff_7fff_ffff_f000n]) {
        expect(() => {
          engine.map(address, 0x2000n, readWrite);
        }, address.toString(16)).to.throw(EngineError);
      }
      for (const address of [0n, 0x7fff_ffff_f000n, 0xffff_8000_0000_0000n, 0xffff_ffff_ffff_f000n]) {
        engine.map(address, 0x1000n, readWrite);
        engine.write(address + 0xfffn, Uint8Array.of(7));
        expect([...engine.read(address + 0xfffn, 1)]).to.deep.equal([7]);
      }
    });

    it("costs nothing until touched: 64 GiB", () => {
      const { engine } = machine();
      const before = process.memoryUsage().rss;
      const start = 0x1000_0000_0000n;
      engine.map(start, 64n * gibibyte, readWrite);
      engine.write(start + 63n * gibibyte - 1n, Uint8Array.of(1, 2));
      expect([...engine.read(start + 63n * gibibyte - 1n, 2)]).to.deep.equal([1, 2]);
      engine.protect(start + 20n * gibibyte, 0x1000n, readOnly);
      engine.unmap(start + 30n * gibibyte, gibibyte);
      expect([...engine.read(start + 63n * gibibyte - 1n, 2)]).to.deep.equal([1, 2]);
      expect(() => engine.read(start + 30n * gibibyte, 1)).to.throw(EngineError);
      expect(process.memoryUsage().rss - before).to.be.below(128 << 20);
    });

    it("is forgotten when unmapped; what is around stays", () => {
      const { engine } = machine();
      engine.map(nothingAt, 0x3000n, readWrite);
      for (const page of [0n, 1n, 2n]) engine.write(nothingAt + page * 0x1000n, Uint8Array.of(5));
      engine.unmap(nothingAt + 0x1000n, 0x1000n);
      expect(() => engine.read(nothingAt + 0x1000n, 1)).to.throw(EngineError);
      engine.map(nothingAt + 0x1000n, 0x1000n, readWrite);
      const bytes = [0n, 1n, 2n].map((page) => engine.read(nothingAt + page * 0x1000n, 1)[0]);
      expect(bytes).to.deep.equal([5, 0, 5]);
    });

    it("is unmapped and protected only where all of it is mapped, and otherwise stays", () => {
      const { engine } = machine();
      engine.write(dataAt, Uint8Array.of(5));
      for (const [address, size] of [
        [nothingAt, 0x4000n],
        [dataAt - 0x1000n, 0x2000n],
        [dataAt, 0x3000n],
      ] as const) {
        expect(() => {
          engine.unmap(address, size);
        }).to.throw(EngineError);
        expect(() => {
          engine.protect(address, size, readOnly);
        }).to.throw(EngineError);
      }
      expect([...engine.read(dataAt, 1)]).to.deep.equal([5]);
    });

    it("next to code is data: read, written and not executed", () => {
      const m = machine();
      m.engine.map(codeAt + 0x1000n, 0x1000n, readWrite);
      // mov %rcx,(%rax); mov (%rax),%rdx; jmp *%rax
      const stop = m.run([0x48, 0x89, 0x08, 0x48, 0x8b, 0x10, 0xff, 0xe0], { AX: codeAt + 0x1000n, CX: 77n }, 10);
      expect(m.get("DX")).to.equal(77n);
      expect(stop).to.deep.equal({ kind: "fault", access: "fetch", address: codeAt + 0x1000n });
      m.engine.protect(codeAt + 0x1000n, 0x1000n, readExecute);
      m.engine.write(codeAt + 0x1000n, Uint8Array.of(0x90, 0x90)); // nop; nop
      expect(m.engine.run({ limit: 1 })).to.deep.equal({ kind: "limit" });
      expect(m.rip).to.equal(codeAt + 0x1001n);
    });
  });
}
