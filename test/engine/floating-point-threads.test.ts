import { expect } from "chai";
import { availableEngines } from "../../verify/engine/available-engines.js";
import type { CpuState, Engine } from "../../verify/engine/engine.js";
import { createUnicornEngine } from "../../verify/engine/unicorn/unicorn-engine.js";
import { skipForWant } from "../peers.js";
import { Machine, codeAt, dataAt } from "./machine.js";

/** 0: addsd %xmm1,%xmm0; fadd %st(1),%st; inc %rbx; jmp 0 */
const adding = [0xf2, 0x0f, 0x58, 0xc1, 0xd8, 0xc1, 0x48, 0xff, 0xc3, 0xeb, 0xf5];

interface Thread {
  state: CpuState;
  image: Uint8Array;
}

/** A mantissa with its explicit first bit, and an exponent: the ten bytes of an x87 register. */
function extended(view: DataView, offset: number, mantissa: bigint, exponent: number): void {
  view.setBigUint64(offset, mantissa, true);
  view.setUint16(offset + 8, 16383 + exponent, true);
}

/** ST0 = 1 and XMM0 = 1, to which `small` powers of 2 are to be added, with roundings. */
function image(engine: Engine, control: number, mxcsr: number, small: { x87: number; sse: number }): Uint8Array {
  const bytes = engine.floatingPoint();
  const view = new DataView(bytes.buffer);
  view.setUint16(0, control, true);
  // The top of the stack is register 6; 6 and 7 are not empty.
  view.setUint16(2, 6 << 11, true);
  view.setUint8(4, 0xc0);
  view.setUint32(24, mxcsr, true);
  extended(view, 32, 1n << 63n, 0);
  extended(view, 48, 1n << 63n, small.x87);
  view.setFloat64(160, 1, true);
  view.setFloat64(176, small.sse, true);
  return bytes;
}

/** Steps of the loop that are done: XMM0 is added to first, RBX last. */
function stepsOf({ state: { registers, rip } }: Thread): { readonly sse: number; readonly x87: number } {
  const loops = Number(registers[3] ?? 0n);
  const offset = Number(rip - codeAt);
  return { sse: loops + (offset === 4 || offset === 6 ? 1 : 0), x87: loops + (offset === 6 ? 1 : 0) };
}

describe("unicorn's x87 and SSE", () => {
  const machines: Machine[] = [];

  before(async function () {
    const unicorn = (await availableEngines()).find(({ name }) => name === "unicorn");
    if (unicorn?.available === false) skipForWant(this, unicorn.reason);
  });

  afterEach(() => {
    for (const { engine } of machines.splice(0)) engine.dispose();
  });

  const machine = async (): Promise<Machine> => {
    const m = new Machine(await createUnicornEngine());
    machines.push(m);
    return m;
  };

  for (const pace of ["exact", "approximate"] as const) {
    it(`are each thread's own, with its rounding (${pace})`, async () => {
      const { engine } = await machine();
      const up = { control: 0x0b7f, mxcsr: 0x5f80 };
      const nearest = { control: 0x037f, mxcsr: 0x1f80 };
      engine.write(codeAt, Uint8Array.from(adding));
      const threads: readonly Thread[] = [up, nearest].map(({ control, mxcsr }) => ({
        state: { ...engine.state(), rip: codeAt },
        image: image(engine, control, mxcsr, { x87: -70, sse: 2 ** -60 }),
      }));
      for (let turn = 0; turn < 200; turn += 1) {
        const thread = threads[turn % 2];
        if (thread === undefined) throw new Error("there are two");
        engine.setState(thread.state);
        engine.setFloatingPoint(thread.image);
        expect(engine.run({ limit: 11 + (turn % 5), pace })).to.deep.equal({ kind: "limit" });
        thread.state = engine.state();
        thread.image = engine.floatingPoint();
      }
      // What is added is less than half a unit in the last place: rounded up it is one each time, else nothing.
      for (const [index, units] of [1, 0].entries()) {
        const thread = threads[index];
        if (thread === undefined) throw new Error("there are two");
        const view = new DataView(thread.image.buffer);
        const steps = stepsOf(thread);
        expect(steps.sse).to.be.above(200);
        expect(view.getBigUint64(32, true)).to.equal((1n << 63n) + BigInt(units * steps.x87));
        expect(view.getFloat64(160, true)).to.equal(1 + units * steps.sse * 2 ** -52);
        expect(view.getFloat64(176, true)).to.equal(2 ** -60);
      }
    });

    it(`stay through faults, exceptions and system calls (${pace})`, async () => {
      const m = await machine();
      const bytes = image(m.engine, 0x0b7f, 0x5f80, { x87: 3, sse: 0.25 });
      const systemCall = (): "stop" => "stop";
      for (const [code, stop] of [
        [[0x48, 0x8b, 0x00], { kind: "fault", access: "read", address: 0n }], // mov (%rax),%rax
        [[0x0f, 0x0b], { kind: "exception", vector: 6 }], // ud2
        [[0xf4], { kind: "exception", vector: 13 }], // hlt
        [[0x0f, 0x05], { kind: "asked" }], // syscall
      ] as const) {
        m.engine.setFloatingPoint(bytes);
        expect(m.run(code, { AX: 0n }, 5, { pace, systemCall })).to.deep.equal(stop);
        expect(m.engine.floatingPoint()).to.deep.equal(bytes);
      }
    });

    it(`are what the program's own FXSAVE64 stores, and its FXRSTOR64 loads (${pace})`, async () => {
      const m = await machine();
      const bytes = image(m.engine, 0x0b7f, 0x5f80, { x87: 3, sse: 0.25 });
      // The address and opcode of the last x87 instruction are kept by no emulator.
      m.engine.write(dataAt, bytes);
      // fxrstor64 (%rdi); fxsave64 (%rsi)
      const code = [0x48, 0x0f, 0xae, 0x0f, 0x48, 0x0f, 0xae, 0x06];
      expect(m.run(code, { DI: dataAt, SI: dataAt + 0x400n }, 2, { pace })).to.deep.equal({ kind: "limit" });
      expect(m.engine.floatingPoint()).to.deep.equal(bytes);
      expect(m.engine.read(dataAt + 0x400n, 416)).to.deep.equal(bytes.subarray(0, 416));
    });

    it(`compute: SQRTSD, CVTTSD2SI, PXOR, MOVDQU, FLD, FSTP (${pace})`, async () => {
      const m = await machine();
      const view = new DataView(new ArrayBuffer(32));
      view.setFloat64(0, 2.25, true);
      view.setFloat64(8, -1e300, true);
      m.engine.write(dataAt, new Uint8Array(view.buffer));
      const code = [
        ...[0xf3, 0x0f, 0x6f, 0x07], // movdqu (%rdi),%xmm0
        ...[0xf2, 0x0f, 0x51, 0xc8], // sqrtsd %xmm0,%xmm1
        ...[0xf2, 0x48, 0x0f, 0x2c, 0xc0], // cvttsd2si %xmm0,%rax
        ...[0x66, 0x0f, 0xef, 0xd2], // pxor %xmm2,%xmm2
        ...[0xf2, 0x0f, 0x11, 0x4f, 0x10], // movsd %xmm1,16(%rdi)
        ...[0xf2, 0x48, 0x0f, 0x2c, 0x5f, 0x08], // cvttsd2si 8(%rdi),%rbx
        ...[0xdd, 0x07, 0xdc, 0xc0, 0xdd, 0x5f, 0x18], // fldl (%rdi); fadd %st,%st; fstpl 24(%rdi)
      ];
      expect(m.run(code, { DI: dataAt }, 9, { pace })).to.deep.equal({ kind: "limit" });
      const stored = new DataView(m.engine.read(dataAt, 32).buffer);
      expect([stored.getFloat64(16, true), stored.getFloat64(24, true)]).to.deep.equal([1.5, 4.5]);
      expect([m.get("AX"), m.get("BX")], "the second does not fit").to.deep.equal([2n, 1n << 63n]);
    });

    it(`raise #MF at the x87 instruction behind an error that is not masked (${pace})`, async () => {
      const m = await machine();
      const bytes = m.engine.floatingPoint();
      // Division by zero is not masked.
      new DataView(bytes.buffer).setUint16(0, 0x037b, true);
      m.engine.setFloatingPoint(bytes);
      // fld1; fldz; fdivrp %st,%st(1), 1 by 0; fwait
      const stop = m.run([0xd9, 0xe8, 0xd9, 0xee, 0xde, 0xf9, 0x9b], {}, 9, { pace });
      expect(stop).to.deep.equal({ kind: "exception", vector: 16 });
      expect(m.offset).to.equal(6);
    });
  }
});
