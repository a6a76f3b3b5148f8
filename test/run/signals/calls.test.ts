import { expect } from "chai";
import { codeAt, dataAt, forbiddenAt, Guest, nowhere, readOnlyAt, stackTop, assemble } from "../guest.js";

const handlerAt = codeAt + 0x1000n;

/** sigcontext's words that a test changes. */
const word = { rip: 0xa8n, cs: 0xb0n, flags: 0xb8n, ss: 0xc8n, floatingPoint: 0xd0n, onStack: 0xd8n };

describe("run: system calls about signals", () => {
  let guest: Guest;

  beforeEach(() => {
    guest = new Guest();
  });

  function writeAction(handler: bigint, mask: number, flags: number): void {
    guest.memory.writeUint64(dataAt, handler);
    guest.memory.writeUint32(dataAt + 8n, mask);
    guest.memory.writeUint32(dataAt + 12n, flags);
  }

  describe("sigaction", () => {
    it("sets an action and gives the old one, as the kernel keeps it", () => {
      writeAction(handlerAt, 0xffff_ffff, 0x43);
      expect(guest.ask("sigaction", 11, dataAt, 0)).to.equal(0n);
      expect(guest.ask("sigaction", 11, 0, dataAt + 64n)).to.equal(0n);
      expect(guest.memory.readUint64(dataAt + 64n)).to.equal(handlerAt);
      // Without SIGKILL, SIGSTOP and itself.
      expect(guest.memory.readUint32(dataAt + 72n)).to.equal(0xfffe_faff);
      expect(guest.memory.readUint32(dataAt + 76n)).to.equal(0x43);
    });

    it("may be given one place for both", () => {
      writeAction(handlerAt, 0, 0);
      expect(guest.ask("sigaction", 30, dataAt, dataAt)).to.equal(0n);
      expect(guest.memory.readUint64(dataAt), "the old one is written first").to.equal(0n);
      expect(guest.only.actions.get(30).handler).to.equal(0n);
    });

    it("refuses signals that there are not, and SIGKILL and SIGSTOP", () => {
      for (const signal of [0, -1, 33, 9, 17]) {
        expect(guest.ask("sigaction", signal, dataAt, 0), String(signal)).to.equal("EINVAL");
      }
      expect(guest.ask("sigaction", 9, 0, dataAt)).to.equal(0n);
      expect(guest.ask("sigaction", 32, dataAt, 0)).to.equal(0n);
    });

    it("answers EFAULT for wild pointers", () => {
      expect(guest.ask("sigaction", 11, nowhere, 0)).to.equal("EFAULT");
      expect(guest.ask("sigaction", 11, forbiddenAt, 0)).to.equal("EFAULT");
      expect(guest.ask("sigaction", 11, 0, readOnlyAt)).to.equal("EFAULT");
      expect(guest.ask("sigaction", 11, 0xffff_ffff_ffff_fff8n, 0)).to.equal("EFAULT");
    });

    it("forgets what waits and is now ignored", () => {
      guest.main.signalMask = 0xffff_ffff;
      guest.sendSignal(guest.main, { signal: 30, code: 0 });
      guest.sendSignal(guest.only, { signal: 31, code: 0 });
      writeAction(1n, 0, 0);
      guest.ask("sigaction", 30, dataAt, 0);
      guest.ask("sigaction", 31, dataAt, 0);
      expect(guest.ask("sigpending")).to.equal(0n);
    });
  });

  it("sigprocmask gives the old mask and takes the new one by value", () => {
    expect(guest.ask("sigprocmask", 1, 0xffff_ffff)).to.equal(0n);
    expect(guest.ask("sigprocmask", 2, 0xff)).to.equal(0xfffe_feffn);
    expect(guest.ask("sigprocmask", 3, 0x8000_0100)).to.equal(0xfffe_fe00n);
    expect(guest.main.signalMask).to.equal(0x8000_0000);
    for (const how of [0, 4, -1]) expect(guest.ask("sigprocmask", how, 0)).to.equal("EINVAL");
    expect(guest.main.signalMask).to.equal(0x8000_0000);
  });

  it("sigpending tells what waits, for the thread and for the process", () => {
    guest.main.signalMask = 0xffff_ffff;
    guest.sendSignal(guest.main, { signal: 32, code: 0 });
    expect(guest.ask("sigpending"), "SIGTHR is ignored").to.equal(0n);
    guest.sendSignal(guest.main, { signal: 31, code: 0 });
    guest.sendSignal(guest.only, { signal: 1, code: 0 });
    expect(guest.ask("sigpending")).to.equal(0x4000_0001n);
  });

  describe("sigsuspend", () => {
    beforeEach(async () => {
      guest.engine.write(codeAt, await assemble(codeAt, "nop", `jmp 0x${codeAt.toString(16)}`));
      guest.engine.write(handlerAt, await assemble(handlerAt, "ret"));
      guest.only.actions.set(30, { handler: handlerAt, mask: 0, flags: 0 });
      guest.main.signalMask = 0xfeff;
    });

    it("waits with another mask, ends with EINTR, and the handler brings the old mask back", () => {
      guest.call("sigsuspend", [0xdead_0000]);
      expect(guest.main.sleep?.reason).to.equal("sigsuspend");
      expect(guest.main.signalMask, "without SIGSTOP").to.equal(0xdeac_0000);
      guest.sendSignal(guest.only, { signal: 26, code: 0 });
      expect(guest.main.sleep, "SIGVTALRM is blocked").to.not.be.undefined;
      guest.main.signalMask = 0;
      guest.sendSignal(guest.only, { signal: 30, code: 0 });
      expect(guest.main.sleep).to.be.undefined;
      guest.only.pending.remove(26);
      guest.run(guest.main, 1);
      expect(guest.main.signalMask).to.equal(1 << 29);
      guest.run(guest.main, 5);
      expect(guest.result()).to.equal("EINTR");
      expect(guest.main.signalMask).to.equal(0xfeff);
    });

    it("does not wait for what waits already", () => {
      guest.main.signalMask = 0xffff_ffff;
      guest.sendSignal(guest.only, { signal: 30, code: 0 });
      guest.call("sigsuspend", [0]);
      expect(guest.main.sleep).to.be.undefined;
      guest.run(guest.main, 6);
      expect(guest.main.signalMask).to.equal(0xfffe_feff);
    });
  });

  describe("sigaltstack", () => {
    function writeStack(base: bigint, size: bigint, flags: number): void {
      guest.memory.writeUint64(dataAt, base);
      guest.memory.writeUint64(dataAt + 8n, size);
      guest.memory.writeUint32(dataAt + 16n, flags);
    }

    function readStack(): readonly [bigint, bigint, number] {
      expect(guest.ask("sigaltstack", 0, dataAt + 64n)).to.equal(0n);
      return [
        guest.memory.readUint64(dataAt + 64n),
        guest.memory.readUint64(dataAt + 72n),
        guest.memory.readUint32(dataAt + 80n),
      ];
    }

    it("is off at first, and holds what it is set to", () => {
      expect(readStack()).to.deep.equal([0n, 0n, 4]);
      writeStack(dataAt + 0x1000n, 0x2000n, 0);
      expect(guest.ask("sigaltstack", dataAt, 0)).to.equal(0n);
      expect(readStack()).to.deep.equal([dataAt + 0x1000n, 0x2000n, 0]);
      writeStack(0n, 0n, 4);
      expect(guest.ask("sigaltstack", dataAt, 0)).to.equal(0n);
      expect(readStack()).to.deep.equal([dataAt + 0x1000n, 0x2000n, 4]);
    });

    it("is not changed while it is in use", () => {
      writeStack(dataAt + 0x1000n, 0x2000n, 0);
      guest.ask("sigaltstack", dataAt, 0);
      guest.main.onAlternateStack = true;
      expect(guest.ask("sigaltstack", dataAt, 0)).to.equal("EPERM");
      expect(readStack()[2]).to.equal(1);
    });

    it("refuses small stacks and unknown flags", () => {
      writeStack(dataAt, 8191n, 0);
      expect(guest.ask("sigaltstack", dataAt, 0)).to.equal("ENOMEM");
      writeStack(dataAt, 8192n, 1);
      expect(guest.ask("sigaltstack", dataAt, 0)).to.equal("EINVAL");
      expect(guest.ask("sigaltstack", nowhere, 0)).to.equal("EFAULT");
      expect(guest.ask("sigaltstack", 0, readOnlyAt)).to.equal("EFAULT");
    });
  });

  describe("sigreturn", () => {
    const contextAt = dataAt + 0x400n;

    /** A context that would be taken. */
    beforeEach(() => {
      guest.memory.writeUint64(contextAt + word.rip, codeAt + 0x10n);
      guest.memory.writeUint64(contextAt + word.cs, 0x2bn);
      guest.memory.writeUint64(contextAt + word.ss, 0x23n);
      guest.memory.writeUint64(contextAt + word.flags, 0x202n);
      guest.memory.writeUint64(contextAt + 0xc0n, stackTop - 8n);
    });

    it("takes a context that no signal has made", () => {
      guest.call("sigreturn", [contextAt]);
      expect(guest.main.state.rip).to.equal(codeAt + 0x10n);
      expect(guest.register("SP")).to.equal(stackTop - 8n);
    });

    for (const [what, at, value] of [
      ["a kernel's code segment", word.cs, 0x08n],
      ["no code segment", word.cs, 0n],
      ["input and output privileges", word.flags, 0x3202n],
      ["interrupts off", word.flags, 0x2n],
      ["the virtual 8086 mode", word.flags, 0x2_0202n],
      ["a nested task", word.flags, 0x4202n],
      ["bit 1 off", word.flags, 0x200n],
    ] as const) {
      it(`refuses ${what}`, () => {
        guest.memory.writeUint64(contextAt + at, value);
        guest.main.signalMask = 0x40;
        expect(guest.ask("sigreturn", contextAt)).to.equal("EINVAL");
        expect(guest.main.state.rip).to.equal(codeAt);
        expect(guest.main.signalMask).to.equal(0x40);
      });
    }

    it("answers EFAULT for a context or an FPU state that is not there", () => {
      expect(guest.ask("sigreturn", nowhere)).to.equal("EFAULT");
      expect(guest.ask("sigreturn", stackTop - 223n)).to.equal("EFAULT");
      guest.memory.writeUint64(contextAt + word.floatingPoint, stackTop - 511n);
      expect(guest.ask("sigreturn", contextAt)).to.equal("EFAULT");
    });

    it("makes SIGBUS of selectors that the processor refuses, and of a rip that is not canonical", () => {
      guest.memory.writeUint64(contextAt + word.cs, 0x33n);
      guest.call("sigreturn", [contextAt]);
      expect(guest.only.ending).to.include({ kind: "signal", signal: 10 });
      const other = new Guest();
      other.memory.write(contextAt, guest.memory.read(contextAt, 224));
      other.memory.writeUint64(contextAt + word.cs, 0x2bn);
      other.memory.writeUint64(contextAt + word.rip, 0x1234_0000_0000_0000n);
      other.call("sigreturn", [contextAt]);
      expect(other.run()).to.equal("over");
      expect(other.only.ending).to.include({ kind: "signal", signal: 10 });
    });

    it("leaves the trap flag out, and says so", () => {
      guest.memory.writeUint64(contextAt + word.flags, 0x302n);
      guest.call("sigreturn", [contextAt]);
      expect(guest.main.state.flags & 0x100n).to.equal(0n);
      expect(guest.warnings).to.have.length(1);
    });

    it("ends a process whose context is spoilt by exit in the trampoline", async () => {
      guest.engine.write(codeAt, await assemble(codeAt, "nop", `jmp 0x${codeAt.toString(16)}`));
      guest.engine.write(handlerAt, await assemble(handlerAt, "movq $0x8, 0xb0(%rdx)", "ret"));
      guest.only.actions.set(30, { handler: handlerAt, mask: 0, flags: 0 });
      guest.sendSignal(guest.main, { signal: 30, code: 0 });
      expect(guest.run()).to.equal("over");
      expect(guest.only.ending?.kind).to.equal("exit");
    });
  });

  describe("kill", () => {
    it("looks at the signal, then at whom", () => {
      expect(guest.ask("kill", 4000, 33)).to.equal("EINVAL");
      expect(guest.ask("kill", 4000, -1)).to.equal("EINVAL");
      expect(guest.ask("kill", 12345, 0)).to.equal("ESRCH");
      expect(guest.ask("kill", 1, 15)).to.equal("EPERM");
      expect(guest.ask("kill", 4000, 0)).to.equal(0n);
      expect(guest.ask("kill", -4000, 0)).to.equal(0n);
      expect(guest.ask("kill", -1, 0)).to.equal("ESRCH");
      expect(guest.ask("kill", -77, 0)).to.equal("ESRCH");
      expect(guest.ask("kill", 0, 0)).to.equal(0n);
    });

    it("sends to one thread, or to any that does not block the signal", () => {
      guest.only.actions.set(30, { handler: handlerAt, mask: 0, flags: 0 });
      const other = guest.startThread(guest.only, guest.main.state, guest.main.floatingPoint);
      guest.ask("kill", other.id, 30);
      expect([guest.main.pending.set, other.pending.set]).to.deep.equal([0, 1 << 29]);
      guest.only.actions.set(31, { handler: handlerAt, mask: 0, flags: 0 });
      guest.ask("kill", 4000, 31);
      expect([guest.main.pending.set, other.pending.set], "oneself first").to.deep.equal([1 << 30, 1 << 29]);
      guest.only.actions.set(1, { handler: handlerAt, mask: 0, flags: 0 });
      guest.main.signalMask = 1;
      guest.ask("kill", 4000, 1);
      expect([guest.main.pending.set, other.pending.set]).to.deep.equal([1 << 30, (1 << 29) | 1]);
    });
  });

  describe("thrsigdivert", () => {
    it("takes what waits, the lowest first", () => {
      guest.main.signalMask = 0xffff_ffff;
      guest.sendSignal(guest.main, { signal: 30, code: 0 });
      guest.sendSignal(guest.only, { signal: 15, code: 0 });
      expect(guest.ask("thrsigdivert", 0x2000_0000)).to.equal(30n);
      expect(guest.ask("thrsigdivert", 0xffff_ffff)).to.equal(15n);
      expect(guest.ask("sigpending")).to.equal(0n);
    });

    it("waits for one, which then goes to no handler and kills nobody", () => {
      guest.call("thrsigdivert", [0x4000]);
      expect(guest.main.sleep).to.not.be.undefined;
      guest.sendSignal(guest.only, { signal: 15, code: 0 });
      expect(guest.main.sleep).to.be.undefined;
      expect(guest.result()).to.equal(15n);
      expect(guest.main.pending.any).to.be.false;
      guest.sendSignal(guest.only, { signal: 15, code: 0 });
      expect(guest.main.pending.any, "only once").to.be.true;
    });

    it("is interrupted by another", () => {
      guest.only.actions.set(30, { handler: handlerAt, mask: 0, flags: 0 });
      guest.call("thrsigdivert", [0x4000]);
      guest.sendSignal(guest.only, { signal: 30, code: 0 });
      expect(guest.result()).to.equal("EINTR");
      expect(guest.main.divertedSignals).to.equal(0);
    });
  });
});
