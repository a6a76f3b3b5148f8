import { expect } from "chai";
import { EngineError, flagBit, registerNumber } from "../../../verify/engine/engine.js";
import type { CpuState } from "../../../verify/engine/engine.js";
import type { NewMachine } from "../machine.js";
import { codeAt, dataAt, nothingAt, readExecute, readWrite } from "../machine.js";

const { AX, CX, R11 } = registerNumber;
const syscall = [0x0f, 0x05];
const incAx = [0x48, 0xff, 0xc0];

/** SYSCALL and what its handler may do. */
export function describeSystemCalls(machine: NewMachine): void {
  describe("SYSCALL", () => {
    it("shows the handler the state behind it, with all registers as they were", () => {
      const m = machine();
      const seen: CpuState[] = [];
      const systemCall = (state: CpuState): "stop" => {
        seen.push(state);
        return "stop";
      };
      // stc; syscall
      m.load([0xf9, ...syscall, ...incAx]);
      m.set({ AX: 4n, CX: 5n, R11: 6n, flags: flagBit.ZF, fsBase: 0x1000n });
      const before = m.engine.state();
      expect(m.engine.run({ limit: 10, systemCall })).to.deep.equal({ kind: "asked" });
      const flags = flagBit.ZF | flagBit.CF | 2n;
      expect(seen).to.deep.equal([{ ...before, rip: codeAt + 3n, flags }]);
    });

    it("takes over what the handler changes, and goes on", () => {
      const m = machine();
      const systemCall = (state: CpuState): "go-on" => {
        state.registers[AX] = 0xffff_ffff_ffff_ff00n;
        state.registers[CX] = state.rip;
        state.registers[R11] = state.flags;
        state.flags |= flagBit.CF;
        state.fsBase = dataAt;
        return "go-on";
      };
      m.setWord(dataAt + 8n, 0x99n);
      // syscall; setb %dl; mov %fs:8,%rbx; inc %rax
      const code = [...syscall, 0x0f, 0x92, 0xc2, 0x64, 0x48, 0x8b, 0x1c, 0x25, 8, 0, 0, 0, ...incAx];
      expect(m.run(code, { DX: 0n, flags: 0n }, 4, { systemCall })).to.deep.equal({ kind: "limit" });
      expect([m.get("AX"), m.get("CX"), m.get("R11")]).to.deep.equal([0xffff_ffff_ffff_ff01n, codeAt + 2n, 2n]);
      expect([m.get("DX"), m.get("BX")]).to.deep.equal([1n, 0x99n]);
      expect(m.engine.state().fsBase).to.equal(dataAt);
      expect(m.flags & flagBit.CF).to.equal(flagBit.CF);
    });

    it("ends the run with the state as the handler leaves it", () => {
      const m = machine();
      const systemCall = (state: CpuState): "stop" => {
        state.registers[AX] = 77n;
        state.rip = nothingAt;
        state.flags = flagBit.OF;
        return "stop";
      };
      expect(m.run([...syscall, ...incAx], {}, 1, { systemCall })).to.deep.equal({ kind: "asked" });
      expect([m.get("AX"), m.rip, m.flags]).to.deep.equal([77n, nothingAt, flagBit.OF | 2n]);
    });

    it("goes on where the handler sets RIP, and counts on", () => {
      const m = machine();
      const systemCall = (state: CpuState): "go-on" => {
        state.rip = codeAt + 0x10n;
        return "go-on";
      };
      m.engine.write(codeAt + 0x10n, Uint8Array.from([...incAx, ...incAx, ...incAx]));
      // rex.W syscall: a prefix more
      for (const code of [syscall, [0x48, ...syscall]]) {
        expect(m.run(code, { AX: 0n }, 3, { systemCall })).to.deep.equal({ kind: "limit" });
        expect([m.get("AX"), m.offset]).to.deep.equal([2n, 0x16]);
        expect(m.run(code, { AX: 0n }, 1, { systemCall })).to.deep.equal({ kind: "limit" });
        expect([m.get("AX"), m.offset]).to.deep.equal([0n, 0x10]);
      }
    });

    it("with a prefix is followed by the next instruction all the same", () => {
      const m = machine();
      const seen: bigint[] = [];
      const systemCall = (state: CpuState): "go-on" => {
        seen.push(state.rip - codeAt);
        return "go-on";
      };
      m.run([0x48, ...syscall, ...incAx], { AX: 0n }, 2, { systemCall });
      expect([seen, m.get("AX"), m.offset]).to.deep.equal([[3n], 1n, 6]);
    });

    it("counts as an instruction, and is the last one if the limit says so", () => {
      const m = machine();
      let calls = 0;
      const systemCall = (): "go-on" => {
        calls += 1;
        return "go-on";
      };
      // syscall; jmp back
      expect(m.run([...syscall, 0xeb, 0xfc], {}, 7, { systemCall })).to.deep.equal({ kind: "limit" });
      expect([calls, m.offset]).to.deep.equal([4, 2]);
    });

    it("lets the handler read, write, map, protect and unmap memory", () => {
      const m = machine();
      const { engine } = m;
      const target = 0x60_0000n;
      const systemCall = (state: CpuState): "go-on" => {
        switch (state.registers[AX]) {
          case 0n:
            engine.map(target, 0x2000n, readWrite);
            engine.write(target, Uint8Array.of(0x11, 0x22));
            break;
          case 1n:
            expect([...engine.read(target, 3)]).to.deep.equal([0x11, 0x22, 0x33]);
            engine.write(target + 0xffen, Uint8Array.of(0xff, 0xc3)); // inc %ebx
            engine.protect(target, 0x1000n, readExecute);
            break;
          default:
            engine.unmap(target, 0x1000n);
        }
        return "go-on";
      };
      // syscall; movb $0x33,0x600002; inc %rax; syscall; jmp *%rcx
      const code = [...syscall, 0xc6, 0x04, 0x25, 0x02, 0x00, 0x60, 0x00, 0x33, ...incAx, ...syscall, 0xff, 0xe1];
      const registers = { AX: 0n, BX: 0n, CX: target + 0xffen };
      const stop = m.run(code, registers, 50, { systemCall, instruction: () => undefined });
      expect(stop).to.deep.equal({ kind: "fault", access: "fetch", address: target + 0x1000n });
      expect([m.get("BX"), m.rip]).to.deep.equal([1n, target + 0x1000n]);
      // syscall that unmaps; movzbl 0x600002,%edx
      const second = [...syscall, 0x0f, 0xb6, 0x14, 0x25, 0x02, 0x00, 0x60, 0x00];
      const gone = m.run(second, { AX: 2n }, 50, { systemCall });
      expect(gone).to.deep.equal({ kind: "fault", access: "read", address: target + 2n });
    });

    it("lets the handler write over the code that comes next", () => {
      const m = machine();
      const systemCall = (): "go-on" => {
        m.engine.write(codeAt + 5n, Uint8Array.of(9));
        return "go-on";
      };
      // syscall; add $1,%rbx
      m.run([...syscall, 0x48, 0x83, 0xc3, 0x01], { BX: 0n }, 2, { systemCall });
      expect(m.get("BX")).to.equal(9n);
    });

    it("shows the handler the memory and state that the program has just left", () => {
      const m = machine();
      let word = 0n;
      let flags = 0n;
      const systemCall = (): "go-on" => {
        word = m.word(dataAt);
        flags = m.engine.state().flags;
        return "go-on";
      };
      // mov %rcx,(%rdx); cmp %rcx,%rcx; syscall
      m.run([0x48, 0x89, 0x0a, 0x48, 0x39, 0xc9, ...syscall], { CX: 5n, DX: dataAt }, 3, { systemCall });
      expect([word, flags]).to.deep.equal([5n, flagBit.ZF | flagBit.PF | 2n]);
    });

    for (const [what, forbidden] of [
      ["run", (m) => m.engine.run({ limit: 1 })],
      [
        "setState",
        (m) => {
          m.engine.setState(m.engine.state());
        },
      ],
      [
        "dispose",
        (m) => {
          m.engine.dispose();
        },
      ],
    ] as readonly (readonly [string, (m: ReturnType<NewMachine>) => unknown])[]) {
      it(`refuses the handler ${what}`, () => {
        const m = machine();
        const systemCall = (): "go-on" => {
          forbidden(m);
          return "go-on";
        };
        expect(() => m.run(syscall, {}, 5, { systemCall })).to.throw(EngineError);
        expect(m.run([0x90], {}, 1)).to.deep.equal({ kind: "limit" });
      });
    }
  });
}
