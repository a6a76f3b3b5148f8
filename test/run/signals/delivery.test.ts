import { expect } from "chai";
import { registerNumber } from "../../../verify/engine/engine.js";
import { floatingPointOffset, initialFloatingPoint } from "../../../verify/engine/floating-point.js";
import { trampolineAddress } from "../../../run/memory/layout.js";
import { handlerReturn } from "../../../run/signals/trampoline.js";
import { assemble, codeAt, dataAt, Guest, readOnlyAt, stackTop } from "../guest.js";

const handlerAt = codeAt + 0x1000n;
const userSignal = 30;
const flags = { onStack: 1, resetHandler: 4, noDefer: 0x10, information: 0x40 };

/** A guest that does nothing for ever, and has a handler that returns at once. */
async function spinning(): Promise<Guest> {
  const guest = new Guest(await assemble(codeAt, "nop", `jmp 0x${codeAt.toString(16)}`));
  guest.engine.write(handlerAt, await assemble(handlerAt, "ret"));
  return guest;
}

function handle(guest: Guest, signal: number, flag: number, mask = 0, handler = handlerAt): void {
  guest.only.actions.set(signal, { handler, mask, flags: flag });
}

function send(guest: Guest, signal: number): void {
  guest.sendSignal(guest.main, { signal, code: 0 });
}

/** Bytes of a frame without FPU state: siginfo in 144, sigcontext 224. */
const small = 144n + 224n;

describe("run: delivery of signals", () => {
  let guest: Guest;
  let stack: bigint;

  beforeEach(async () => {
    guest = await spinning();
    guest.main.state.registers.forEach((_, index) => {
      if (index !== registerNumber.SP) guest.main.state.registers[index] = 0x1111n * BigInt(index + 1);
    });
    stack = guest.register("SP");
  });

  it("calls the handler with the documented registers, through the trampoline", () => {
    handle(guest, userSignal, flags.information);
    guest.main.state.flags |= 0x400n;
    send(guest, userSignal);
    const context = ((stack - 128n) & ~15n) - small;
    // The call in the trampoline is the first instruction.
    expect(guest.run(guest.main, 1)).to.deep.equal({ kind: "limit" });
    expect(guest.main.state.rip).to.equal(handlerAt);
    expect(guest.register("DI")).to.equal(BigInt(userSignal));
    expect(guest.register("SI")).to.equal(context + 224n);
    expect(guest.register("DX")).to.equal(context);
    expect(guest.register("AX")).to.equal(handlerAt);
    expect(guest.register("SP")).to.equal(context - 8n);
    expect(guest.register("SP") % 16n).to.equal(8n);
    expect(guest.memory.readUint64(context - 8n)).to.equal(trampolineAddress + handlerReturn);
    expect(guest.main.state.flags & 0x400n, "DF").to.equal(0n);
    expect(guest.memory.readUint64(context + 0xb8n) & 0x600n, "DF and IF of sc_rflags").to.equal(0x600n);
    expect(guest.memory.readUint32(context + 224n)).to.equal(userSignal);
    expect(guest.main.signalMask).to.equal(1 << (userSignal - 1));
  });

  it("brings every register, the mask and the flags back", () => {
    handle(guest, userSignal, flags.information, 0xffff_ffff);
    guest.main.signalMask = 0x10;
    const before = { ...guest.main.state, registers: guest.main.state.registers.slice() };
    send(guest, userSignal);
    // callq, ret, movq, pushq, movq, syscall.
    guest.run(guest.main, 1);
    expect(guest.main.signalMask).to.equal(0xfffe_feff);
    guest.run(guest.main, 5);
    expect(guest.main.state.rip).to.equal(before.rip);
    expect([...guest.main.state.registers]).to.deep.equal([...before.registers]);
    expect(guest.main.state.flags).to.equal(before.flags | 0x202n);
    expect(guest.main.signalMask).to.equal(0x10);
  });

  it("takes what the handler has changed in the context: registers, rip, mask", async () => {
    const elsewhere = codeAt + 0x800n;
    guest.engine.write(elsewhere, await assemble(elsewhere, `jmp 0x${elsewhere.toString(16)}`));
    guest.engine.write(
      handlerAt,
      await assemble(
        handlerAt,
        `movq $0x${elsewhere.toString(16)}, 0xa8(%rdx)`,
        "movq $0x77, 0x68(%rdx)",
        "movl $0x100, 0xdc(%rdx)",
        "ret",
      ),
    );
    handle(guest, userSignal, 0);
    send(guest, userSignal);
    guest.run(guest.main, 20);
    expect(guest.main.state.rip).to.equal(elsewhere);
    expect(guest.register("BX")).to.equal(0x77n);
    // SIGKILL cannot be blocked.
    expect(guest.main.signalMask).to.equal(0);
  });

  it("gives no siginfo without SA_SIGINFO, and no room to it", () => {
    handle(guest, userSignal, 0);
    send(guest, userSignal);
    guest.run(guest.main, 1);
    expect(guest.register("SI")).to.equal(0n);
    expect(guest.register("DX")).to.equal(((stack - 128n) & ~15n) - 224n);
  });

  it("saves the FPU's state above, gives the handler a clean one, and brings back what the handler leaves", async () => {
    const image = initialFloatingPoint();
    image.fill(0xa5, floatingPointOffset.vectors, floatingPointOffset.vectors + 16);
    guest.main.floatingPoint = image;
    // The handler changes XMM0 in the frame, and sets bits of MXCSR that there are not.
    guest.engine.write(
      handlerAt,
      await assemble(
        handlerAt,
        "movq 0xd0(%rdx), %rax",
        "movq $0x42, 0xa0(%rax)",
        "movl $0xffff1f80, 0x18(%rax)",
        "ret",
      ),
    );
    handle(guest, userSignal, flags.information);
    send(guest, userSignal);
    guest.run(guest.main, 1);
    const saved = ((stack - 128n) & ~15n) - 512n;
    expect(guest.register("DX")).to.equal(saved - small);
    expect(guest.memory.readUint64(saved - small + 208n)).to.equal(saved);
    expect([...guest.memory.read(saved, 512)]).to.deep.equal([...image]);
    expect([...guest.main.floatingPoint]).to.deep.equal([...initialFloatingPoint()]);
    guest.run(guest.main, 20);
    const after = guest.main.floatingPoint;
    const view = new DataView(after.buffer, after.byteOffset);
    expect(view.getBigUint64(floatingPointOffset.vectors, true)).to.equal(0x42n);
    expect(view.getBigUint64(floatingPointOffset.vectors + 8, true)).to.equal(0xa5a5_a5a5_a5a5_a5a5n);
    expect(view.getUint32(floatingPointOffset.mxcsr, true)).to.equal(0x1f80);
  });

  for (const [part, at, used] of [
    ["the control word", 0, true],
    ["the last register of the stack", floatingPointOffset.stack + 7 * 16 + 9, true],
    ["MXCSR", floatingPointOffset.mxcsr, true],
    ["XMM15", floatingPointOffset.vectors + 255, true],
    ["the mask of MXCSR", floatingPointOffset.mxcsrMask + 2, false],
    ["what is reserved", 511, false],
  ] as const) {
    it(`${used ? "saves" : "does not save"} an FPU state that differs in ${part}`, () => {
      const image = initialFloatingPoint();
      image[at] = (image[at] ?? 0) ^ 1;
      guest.main.floatingPoint = image;
      handle(guest, userSignal, 0);
      send(guest, userSignal);
      guest.run(guest.main, 1);
      const context = ((stack - 128n) & ~15n) - (used ? 512n : 0n) - 224n;
      expect(guest.register("DX")).to.equal(context);
      expect(guest.memory.readUint64(context + 208n) !== 0n).to.equal(used);
    });
  }

  it("delivers all that waits before the program goes on: the last one's handler runs first", () => {
    handle(guest, 30, flags.information);
    handle(guest, 31, flags.information);
    send(guest, 31);
    send(guest, 30);
    guest.run(guest.main, 1);
    expect(guest.register("DI")).to.equal(31n);
    const inner = guest.register("DX");
    expect(guest.memory.readUint64(inner + 0xa8n), "the context is the start of the other").to.equal(trampolineAddress);
    expect(guest.memory.readUint64(inner), "whose RDI is").to.equal(30n);
    guest.run(guest.main, 6);
    expect(guest.register("DI"), "the other's handler").to.equal(30n);
    expect(guest.main.state.rip).to.equal(handlerAt);
  });

  it("interrupts a handler by another signal, not by its own", () => {
    handle(guest, 30, 0);
    handle(guest, 31, 0);
    send(guest, 30);
    guest.run(guest.main, 1);
    send(guest, 30);
    guest.run(guest.main, 1);
    expect(guest.main.pending.set).to.equal(1 << 29);
    send(guest, 31);
    guest.run(guest.main, 1);
    expect(guest.register("DI")).to.equal(31n);
  });

  it("lets a handler with SA_NODEFER be interrupted by its own signal", () => {
    handle(guest, userSignal, flags.noDefer);
    send(guest, userSignal);
    guest.run(guest.main, 1);
    expect(guest.main.signalMask).to.equal(0);
    send(guest, userSignal);
    guest.run(guest.main, 1);
    expect(guest.main.pending.any).to.be.false;
  });

  it("forgets a handler with SA_RESETHAND: the second signal is the end", () => {
    handle(guest, userSignal, flags.resetHandler);
    send(guest, userSignal);
    guest.run(guest.main, 20);
    send(guest, userSignal);
    expect(guest.run()).to.equal("over");
    expect(guest.only.ending).to.include({ kind: "signal", signal: userSignal });
  });

  it("uses the alternate stack from its top, once, and tells so in sc_onstack", () => {
    handle(guest, 30, flags.onStack);
    handle(guest, 31, flags.onStack);
    guest.main.alternateStack = { base: dataAt, size: 0x3008n, enabled: true };
    send(guest, 30);
    guest.run(guest.main, 1);
    const outer = dataAt + 0x3000n - 224n;
    expect(guest.register("DX")).to.equal(outer);
    expect(guest.memory.readUint32(outer + 216n)).to.equal(0);
    const inside = guest.register("SP");
    send(guest, 31);
    guest.run(guest.main, 1);
    const inner = ((inside - 128n) & ~15n) - 224n;
    expect(guest.register("DX"), "below the first").to.equal(inner);
    expect(guest.memory.readUint32(inner + 216n)).to.equal(1);
    guest.run(guest.main, 5);
    expect(guest.main.onAlternateStack).to.be.true;
    guest.run(guest.main, 6);
    expect(guest.main.onAlternateStack).to.be.false;
    expect(guest.register("SP")).to.equal(stack);
  });

  it("leaves the alternate stack to handlers with SA_ONSTACK", () => {
    handle(guest, 30, 0);
    guest.main.alternateStack = { base: dataAt, size: 0x3000n, enabled: true };
    send(guest, 30);
    guest.run(guest.main, 1);
    expect(guest.register("DX")).to.equal(((stack - 128n) & ~15n) - 224n);
  });

  for (const [where, pointer] of [
    ["nowhere", 0x1000n],
    ["in memory that cannot be written", readOnlyAt + 0x800n],
    ["at the end of the address space", 0n],
    ["across the end of the stack", stackTop - 0x1_0000n + 200n],
  ] as const) {
    it(`ends the process with SIGILL where the stack is ${where}`, () => {
      handle(guest, userSignal, flags.information);
      handle(guest, 4, 0);
      guest.main.state.registers[registerNumber.SP] = pointer;
      send(guest, userSignal);
      expect(guest.run()).to.equal("over");
      expect(guest.only.ending).to.include({ kind: "signal", signal: 4 });
    });
  }

  it("does what a signal does by itself where nothing is set", () => {
    for (const ignored of [16, 18, 19, 20, 21, 22, 23, 28, 29, 32]) {
      send(guest, ignored);
    }
    expect(guest.run(guest.main, 10)).to.deep.equal({ kind: "limit" });
    send(guest, 15);
    expect(guest.run()).to.equal("over");
    expect(guest.only.ending).to.deep.equal({ kind: "signal", signal: 15, explanation: undefined });
  });

  it("ends a process that stops itself: nothing can continue it", () => {
    send(guest, 17);
    expect(guest.run()).to.equal("over");
    expect(guest.only.ending).to.include({ signal: 17 });
  });

  it("holds what is blocked, in the thread or in the process, and delivers it when it is unblocked", () => {
    handle(guest, userSignal, 0);
    guest.main.signalMask = 1 << 29;
    guest.sendSignal(guest.only, { signal: userSignal, code: 0 });
    guest.run(guest.main, 3);
    expect(guest.only.pending.set).to.equal(1 << 29);
    guest.main.signalMask = 0;
    guest.run(guest.main, 1);
    expect(guest.main.state.rip).to.equal(handlerAt);
  });

  it("cancels SIGCONT by a stop signal and the other way round", () => {
    guest.main.signalMask = 0xffff_ffff;
    handle(guest, 18, 0);
    handle(guest, 19, 0);
    send(guest, 18);
    send(guest, 19);
    expect(guest.main.pending.set).to.equal(1 << 18);
    send(guest, 18);
    expect(guest.main.pending.set).to.equal(1 << 17);
  });
});
