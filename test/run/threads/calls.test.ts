import { expect } from "chai";
import { registerNumber } from "../../../verify/engine/engine.js";
import { codeAt, dataAt, Guest, nowhere, readOnlyAt } from "../guest.js";

/** RFPROC, RFMEM, RFNOWAIT, RFTHREAD: what the port's newosproc asks for. */
const threadFlags = 0x10 | 0x20 | 0x40 | 0x2000;

describe("run: system calls about threads", () => {
  let guest: Guest;

  beforeEach(() => {
    guest = new Guest();
  });

  describe("rfork", () => {
    it("starts a thread with the registers of its parent, RAX 0, RDX 1 and no carry", () => {
      guest.main.state.registers.fill(0x77n);
      guest.main.state.flags |= 1n;
      guest.main.state.fsBase = 0x1234_5000n;
      guest.main.signalMask = 0x55;
      guest.main.alternateStack = { base: dataAt, size: 0x2000n, enabled: true };
      const image = guest.main.floatingPoint.slice();
      image.fill(0x5a, 160, 176);
      guest.main.floatingPoint = image;
      guest.call("rfork", [threadFlags]);
      expect(guest.result()).to.equal(4001n);
      expect(guest.register("DX")).to.equal(0n);
      const child = guest.thread(4001);
      expect(child).to.not.be.undefined;
      if (child === undefined) return;
      const { registers, flags, fsBase, rip } = child.state;
      expect([registers[registerNumber.AX], registers[registerNumber.DX], flags & 1n]).to.deep.equal([0n, 1n, 0n]);
      expect(registers[registerNumber.SP]).to.equal(0x77n);
      expect(registers[registerNumber.DI]).to.equal(BigInt(threadFlags));
      expect(fsBase).to.equal(0x1234_5000n);
      expect(rip).to.equal(guest.main.state.rip);
      expect(child.signalMask).to.equal(0x55);
      expect(child.alternateStack.enabled).to.be.false;
      expect([...child.floatingPoint]).to.deep.equal([...image]);
      child.state.registers[0] = 99n;
      expect(guest.result(), "registers of its own").to.equal(4001n);
    });

    it("refuses flags that make no sense", () => {
      expect(guest.ask("rfork", 0)).to.equal("EINVAL");
      expect(guest.ask("rfork", 0x2020), "no RFPROC").to.equal("EINVAL");
      expect(guest.ask("rfork", 0x2010), "RFTHREAD without RFMEM").to.equal("EINVAL");
      expect(guest.ask("rfork", 0x3034), "RFFDG and RFCFDG").to.equal("EINVAL");
      expect(guest.only.threads).to.have.length(1);
    });

    it("has a limit", () => {
      for (let count = 1; count < 8; count += 1) expect(guest.ask("rfork", threadFlags)).to.be.a("bigint");
      expect(guest.ask("rfork", threadFlags)).to.equal("EAGAIN");
    });
  });

  it("getthrid and sched_yield", () => {
    expect(guest.ask("getthrid")).to.equal(4000n);
    expect(guest.ask("sched_yield")).to.equal(0n);
    expect(guest.yielded).to.deep.equal([4000]);
  });

  describe("thrsleep and thrwakeup", () => {
    /** struct timespec of 2011: a program may leave anything between the two. */
    function writeTime(seconds: number, nanoseconds: bigint): void {
      guest.memory.writeUint32(dataAt, seconds);
      guest.memory.writeUint32(dataAt + 4n, 0xdead_beef);
      guest.memory.writeUint64(dataAt + 8n, nanoseconds);
    }

    it("unlocks 32 bits and sleeps until woken", () => {
      guest.memory.writeUint64(dataAt + 64n, 0x1111_1111_0000_0001n);
      guest.call("thrsleep", [dataAt + 128n, 0, 0, dataAt + 64n]);
      expect(guest.memory.readUint64(dataAt + 64n)).to.equal(0x1111_1111_0000_0000n);
      expect(guest.main.sleep?.reason).to.equal("thrsleep 0x600080");
      const other = guest.startThread(guest.only, guest.main.state, guest.main.floatingPoint);
      other.state = { ...other.state, registers: other.state.registers.slice() };
      guest.call("thrwakeup", [dataAt, 1], other);
      expect(guest.result(other)).to.equal("ESRCH");
      guest.call("thrwakeup", [dataAt + 128n, 1], other);
      expect(guest.result(other)).to.equal(0n);
      expect(guest.main.sleep).to.be.undefined;
      expect(guest.result()).to.equal(0n);
    });

    it("wakes as many as asked for, all for 0", () => {
      const sleepers = [1, 2, 3, 4].map(() => {
        const state = { ...guest.main.state, registers: guest.main.state.registers.slice() };
        const thread = guest.startThread(guest.only, state, guest.main.floatingPoint);
        guest.call("thrsleep", [dataAt, 0, 0, 0], thread);
        return thread;
      });
      const asleep = (): readonly boolean[] => sleepers.map(({ sleep }) => sleep !== undefined);
      guest.ask("thrwakeup", dataAt, 1);
      expect(asleep()).to.deep.equal([false, true, true, true]);
      guest.ask("thrwakeup", dataAt, 2);
      expect(asleep()).to.deep.equal([false, false, false, true]);
      guest.call("thrsleep", [dataAt, 0, 0, 0], sleepers[0]);
      guest.ask("thrwakeup", dataAt, 0);
      expect(asleep()).to.deep.equal([false, false, false, false]);
    });

    it("wakes at a point of time, at the second tick or later, with EWOULDBLOCK", () => {
      guest.clock.advance(5_000_000n);
      const now = guest.clock.timeOfDay;
      writeTime(Number(now / 1_000_000_000n), (now % 1_000_000_000n) + 15_000_000n);
      guest.call("thrsleep", [dataAt + 128n, 0, dataAt, 0]);
      // 15 ms are two ticks of 10 ms, and the one under way does not count.
      expect(guest.main.sleep?.deadline).to.equal(30_000_000n);
      guest.sleepOut();
      expect(guest.result()).to.equal("EAGAIN");
    });

    it("takes the monotonic clock too, and no other", () => {
      writeTime(1, 0n);
      guest.call("thrsleep", [dataAt + 128n, 3, dataAt, 0]);
      expect(guest.main.sleep?.deadline).to.equal(1_010_000_000n);
      guest.sleepOut();
      expect(guest.ask("thrsleep", dataAt + 128n, 1, dataAt, 0)).to.equal("EINVAL");
      expect(guest.ask("thrsleep", dataAt + 128n, 9, dataAt, 0)).to.equal("EINVAL");
    });

    it("does not sleep until what has passed, but unlocks", () => {
      guest.memory.writeUint32(dataAt + 64n, 1);
      writeTime(5, 0n);
      expect(guest.ask("thrsleep", dataAt + 128n, 0, dataAt, dataAt + 64n)).to.equal("EAGAIN");
      expect(guest.memory.readUint32(dataAt + 64n)).to.equal(0);
    });

    it("answers EFAULT, and does not unlock where the time is not there", () => {
      guest.memory.writeUint32(dataAt + 64n, 1);
      expect(guest.ask("thrsleep", dataAt + 128n, 0, nowhere, dataAt + 64n)).to.equal("EFAULT");
      expect(guest.memory.readUint32(dataAt + 64n)).to.equal(1);
      expect(guest.ask("thrsleep", dataAt + 128n, 0, 0, readOnlyAt)).to.equal("EFAULT");
      expect(guest.main.sleep).to.be.undefined;
    });

    it("is interrupted by a signal, and does not begin again", () => {
      guest.only.actions.set(30, { handler: codeAt, mask: 0, flags: 2 });
      guest.call("thrsleep", [dataAt + 128n, 0, 0, 0]);
      guest.sendSignal(guest.main, { signal: 30, code: 0 });
      expect(guest.main.sleep).to.be.undefined;
      expect(guest.result()).to.equal("EINTR");
    });
  });

  describe("threxit and exit", () => {
    it("ends a thread and says so where it is asked to", () => {
      guest.ask("rfork", threadFlags);
      const child = guest.thread(4001);
      guest.memory.writeUint64(dataAt, 0xffff_ffff_ffff_ffffn);
      guest.call("threxit", [dataAt], child);
      expect(guest.memory.readUint64(dataAt)).to.equal(0xffff_ffff_0000_0000n);
      expect(guest.only.threads).to.deep.equal([guest.main]);
      guest.call("threxit", [0]);
      expect(guest.only.ending).to.deep.equal({ kind: "exit", status: 0 });
    });

    it("makes SIGSEGV of an address that cannot be written", () => {
      guest.ask("rfork", threadFlags);
      guest.call("threxit", [readOnlyAt], guest.thread(4001));
      expect(guest.only.ending).to.include({ kind: "signal", signal: 11 });
    });

    it("leaves that SIGSEGV to a handler, in another thread", () => {
      guest.only.actions.set(11, { handler: codeAt, mask: 0, flags: 0 });
      guest.ask("rfork", threadFlags);
      guest.call("threxit", [nowhere], guest.thread(4001));
      expect(guest.only.threads).to.deep.equal([guest.main]);
      expect(guest.main.pending.set).to.equal(1 << 10);
    });

    it("ends the process with eight bits of a status", () => {
      guest.call("exit", [0x1ff]);
      expect(guest.only.ending).to.deep.equal({ kind: "exit", status: 0xff });
      expect(guest.main.over).to.be.true;
    });
  });
});
