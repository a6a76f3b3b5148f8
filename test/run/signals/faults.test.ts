import { expect } from "chai";
import { registerNumber } from "../../../verify/engine/engine.js";
import { floatingPointOffset, initialFloatingPoint } from "../../../verify/engine/floating-point.js";
import type { FaultStop } from "../../../run/signals/fault-signal.js";
import { faultSignal } from "../../../run/signals/fault-signal.js";
import { assemble, codeAt, forbiddenAt, Guest, nowhere, readOnlyAt } from "../guest.js";

const handlerAt = codeAt + 0x1000n;

interface Expected {
  readonly signal: number;
  readonly code: number;
  readonly address: bigint;
  readonly trap: number;
  readonly error: bigint;
  /** sc_rip. */
  readonly rip: bigint;
}

/** Signals, codes and addresses: OpenBSD sys/arch/amd64/amd64/trap.c; error codes: Intel SDM vol. 3, 4.7 and 6.13. */
const cases: readonly (readonly [what: string, code: readonly string[], expected: Partial<Expected>])[] = [
  [
    "a read of nothing",
    ["movl $0x500010, %eax", "movl (%rax), %ecx"],
    { signal: 11, code: 1, address: nowhere + 16n, trap: 6, error: 4n, rip: codeAt + 5n },
  ],
  ["a read of nil", ["xorl %eax, %eax", "movl (%rax), %ecx"], { signal: 11, code: 1, address: 0n, trap: 6, error: 4n }],
  [
    "a write to nothing",
    ["movl $0x500010, %eax", "movl %eax, (%rax)"],
    { signal: 11, code: 1, address: nowhere + 16n, error: 6n },
  ],
  [
    "a write to what can be read only",
    ["movl $0x700010, %eax", "movl %eax, (%rax)"],
    { signal: 11, code: 2, address: readOnlyAt + 16n, error: 7n },
  ],
  [
    "a read of what nothing may be done with",
    ["movl $0x710010, %eax", "movl (%rax), %ecx"],
    { signal: 11, code: 2, address: forbiddenAt + 16n, error: 4n },
  ],
  [
    "a jump to data",
    ["movl $0x700010, %eax", "jmp *%rax"],
    { signal: 11, code: 2, address: readOnlyAt + 16n, error: 0x15n, rip: readOnlyAt + 16n },
  ],
  [
    "a jump to nothing",
    ["movl $0x500010, %eax", "jmp *%rax"],
    { signal: 11, code: 1, address: nowhere + 16n, rip: nowhere + 16n },
  ],
  [
    "an address that is not canonical",
    ["movabsq $0x800000000000, %rax", "movl (%rax), %ecx"],
    { signal: 10, code: 3, address: codeAt + 10n, trap: 4, error: 0n },
  ],
  [
    "an address of the kernel",
    ["movabsq $0xffff800000000000, %rax", "movl (%rax), %ecx"],
    { signal: 11, code: 1, address: 0xffff_8000_0000_0000n, trap: 6 },
  ],
  [
    "a division by zero",
    ["xorl %ecx, %ecx", "divl %ecx"],
    { signal: 8, code: 1, address: codeAt + 2n, trap: 8, rip: codeAt + 2n },
  ],
  ["UD2", ["ud2"], { signal: 4, code: 5, address: codeAt, trap: 0, rip: codeAt }],
  ["HLT", ["hlt"], { signal: 10, code: 3, address: codeAt, trap: 4, rip: codeAt }],
  ["INT3", ["int3"], { signal: 5, code: 1, address: 0n, trap: 1, rip: codeAt + 1n }],
  ["INT $0x80", ["int $0x80"], { signal: 10, code: 3, address: codeAt, trap: 4, error: 0x402n, rip: codeAt }],
  ["INT $4", ["int $0x4"], { signal: 8, code: 2, address: codeAt + 2n, trap: 10, rip: codeAt + 2n }],
];

describe("run: faults", () => {
  for (const [what, code, expected] of cases) {
    it(`makes of ${what} signal ${String(expected.signal)}, code ${String(expected.code)}`, async () => {
      const guest = new Guest(await assemble(codeAt, ...code));
      const { signal = 0 } = expected;
      guest.only.actions.set(signal, { handler: handlerAt, mask: 0, flags: 0x40 });
      guest.engine.write(handlerAt, await assemble(handlerAt, `jmp 0x${handlerAt.toString(16)}`));
      expect(guest.run(guest.main, 20)).to.deep.equal({ kind: "limit" });
      expect(guest.main.state.rip).to.equal(handlerAt);
      const [information, context] = [guest.register("SI"), guest.register("DX")];
      const found: Expected = {
        signal: guest.memory.readUint32(information),
        code: guest.memory.readUint32(information + 4n),
        address: guest.memory.readUint64(information + 16n),
        trap: Number(guest.memory.readUint64(context + 0x98n)),
        error: guest.memory.readUint64(context + 0xa0n),
        rip: guest.memory.readUint64(context + 0xa8n),
      };
      expect(found).to.deep.include(expected);
    });
  }

  it("ends the process where nothing catches the signal, and says why", async () => {
    const guest = new Guest(await assemble(codeAt, "xorl %eax, %eax", "movl %eax, 0x10(%rax)"));
    expect(guest.run()).to.equal("over");
    expect(guest.only.ending).to.deep.equal({
      kind: "signal",
      signal: 11,
      explanation: "SIGSEGV (segmentation fault): SEGV_MAPERR at address 0x10, rip 0x400002",
    });
  });

  for (const [how, mask, handler] of [
    ["blocked", 1 << 10, handlerAt],
    ["ignored", 0, 1n],
  ] as const) {
    it(`ends the process where the signal is ${how}: it cannot wait`, async () => {
      const guest = new Guest(await assemble(codeAt, "xorl %eax, %eax", "movl (%rax), %ecx"));
      guest.only.actions.set(11, { handler, mask: 0, flags: 0 });
      guest.main.signalMask = mask;
      expect(guest.run()).to.equal("over");
      expect(guest.only.ending).to.include({ kind: "signal", signal: 11 });
    });
  }

  it("tells by the status of FPU and SSE what has gone wrong with floating point", () => {
    const guest = new Guest();
    const image = initialFloatingPoint();
    const view = new DataView(image.buffer);
    const codeOf = (vector: number): number => {
      guest.main.floatingPoint = image;
      const stop: FaultStop = { kind: "exception", vector };
      const { info } = faultSignal(stop, guest.main);
      expect(info.signal).to.equal(8);
      return info.code;
    };
    // Of an inexact result and a division by zero, only the latter is unmasked.
    view.setUint16(floatingPointOffset.controlWord, 0x037f & ~0x4, true);
    view.setUint16(floatingPointOffset.statusWord, 0x24, true);
    expect(codeOf(16)).to.equal(3);
    view.setUint32(floatingPointOffset.mxcsr, (0x1f80 & ~(8 << 7)) | 8 | 0x20, true);
    expect(codeOf(19)).to.equal(4);
    view.setUint32(floatingPointOffset.mxcsr, (0x1f80 & ~(1 << 7)) | 1, true);
    expect(codeOf(19)).to.equal(7);
  });

  it("comes back from a handler to where the fault was, or to where the handler says", async () => {
    // The handler makes RAX point to where there is something: the instruction is done anew.
    const guest = new Guest(await assemble(codeAt, "xorl %eax, %eax", "movl (%rax), %ecx", "jmp 0x400004"));
    guest.only.actions.set(11, { handler: handlerAt, mask: 0, flags: 0x40 });
    guest.engine.write(handlerAt, await assemble(handlerAt, "movq $0x400000, 0x70(%rdx)", "ret"));
    guest.run(guest.main, 20);
    expect(guest.main.state.rip).to.equal(codeAt + 4n);
    expect(guest.main.state.registers[registerNumber.CX]).to.equal(BigInt(guest.memory.readUint32(codeAt)));
  });
});
