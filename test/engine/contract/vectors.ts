import { expect } from "chai";
import { floatingPointOffset } from "../../../verify/engine/floating-point.js";
import type { EngineName, Pace } from "../../../verify/engine/engine.js";
import type { Machine, NewMachine } from "../machine.js";
import { dataAt, dataEnd } from "../machine.js";

/** Byte `at` of vector register `number`, as these tests set it. */
const pattern = (number: number, at: number): number => (16 * number + at) & 0xff;

function setVectors({ engine }: Machine): void {
  const image = engine.floatingPoint();
  for (let at = 0; at < 256; at += 1) image[floatingPointOffset.vectors + at] = pattern(at >> 4, at & 15);
  engine.setFloatingPoint(image);
}

const register = (number: number): readonly number[] => Array.from({ length: 16 }, (_, at) => pattern(number, at));

/** SSE registers, and moves of 16 bytes. */
export function describeVectors(machine: NewMachine, name: EngineName, pace: Pace): void {
  describe("vectors", () => {
    it("are moved to and from memory whole", () => {
      const m = machine();
      setVectors(m);
      // movups %xmm9,3(%rdi); movaps %xmm9,%xmm2; movdqu 3(%rdi),%xmm1; movdqa %xmm1,0x20(%rdi)
      const code = [0x44, 0x0f, 0x11, 0x4f, 0x03, 0x41, 0x0f, 0x28, 0xd1, 0xf3, 0x0f, 0x6f, 0x4f, 0x03];
      expect(m.run([...code, 0x66, 0x0f, 0x7f, 0x4f, 0x20], { DI: dataAt }, 4)).to.deep.equal({ kind: "limit" });
      expect([...m.engine.read(dataAt + 3n, 16)]).to.deep.equal(register(9));
      expect([...m.engine.read(dataAt + 0x20n, 16)]).to.deep.equal(register(9));
      const image = m.engine.floatingPoint();
      const { vectors } = floatingPointOffset;
      expect([...image.subarray(vectors + 32, vectors + 48)]).to.deep.equal(register(9));
      expect([...image.subarray(vectors + 48, vectors + 64)], "another").to.deep.equal(register(3));
    });

    it("that cannot be loaded fault at the first byte that is not there", () => {
      const m = machine();
      // movdqu -4(%rdi),%xmm1
      const stop = m.run([0xf3, 0x0f, 0x6f, 0x4f, 0xfc], { DI: dataEnd }, 1);
      expect(stop).to.deep.equal({ kind: "fault", access: "read", address: dataEnd });
      expect(m.offset).to.equal(0);
    });

    it("that cannot be stored fault there, too", () => {
      const m = machine();
      setVectors(m);
      // movups %xmm9,-12(%rdi)
      const stop = m.run([0x44, 0x0f, 0x11, 0x4f, 0xf4], { DI: dataEnd }, 1);
      expect(stop).to.deep.equal({ kind: "fault", access: "write", address: dataEnd });
      const whole = [...m.engine.read(dataEnd - 16n, 16)];
      // unicorn has stored the lower half by then, or has not.
      if (name === "builtin") expect(whole).to.deep.equal(Array(16).fill(0));
    });

    if (pace === "exact") {
      it("are seen by handlers as two quadwords, the lower first", () => {
        const m = machine();
        setVectors(m);
        const seen: (readonly [string, bigint, number, bigint])[] = [];
        // movups %xmm0,(%rdi); movups (%rdi),%xmm1
        m.run([0x0f, 0x11, 0x07, 0x0f, 0x10, 0x0f], { DI: dataAt }, 2, {
          access: (kind, address, size, value) => seen.push([kind, address, size, value]),
        });
        expect(seen).to.deep.equal([
          ["write", dataAt, 8, 0x0706_0504_0302_0100n],
          ["write", dataAt + 8n, 8, 0x0f0e_0d0c_0b0a_0908n],
          ["read", dataAt, 8, 0n],
          ["read", dataAt + 8n, 8, 0n],
        ]);
      });
    }
  });
}
