import { expect } from "chai";
import { assemble, codeAt, dataAt, Guest, nowhere, readOnlyAt } from "../guest.js";

const handlerAt = codeAt + 0x1000n;

describe("run: system calls about time", () => {
  let guest: Guest;

  beforeEach(() => {
    guest = new Guest();
    guest.memory.write(dataAt, new Uint8Array(256).fill(0xff));
  });

  it("gettimeofday", () => {
    expect(guest.ask("gettimeofday", dataAt, dataAt + 16n)).to.equal(0n);
    expect(guest.memory.readUint64(dataAt)).to.equal(1_314_000_000n);
    expect(guest.memory.readUint64(dataAt + 8n)).to.equal(123_456n);
    expect(guest.memory.readUint64(dataAt + 16n)).to.equal(0n);
    expect(guest.memory.readUint64(dataAt + 24n)).to.equal(0xffff_ffff_ffff_ffffn);
    expect(guest.ask("gettimeofday", 0, 0)).to.equal(0n);
    expect(guest.ask("gettimeofday", nowhere, 0)).to.equal("EFAULT");
    expect(guest.ask("gettimeofday", 0, readOnlyAt)).to.equal("EFAULT");
  });

  it("clock_gettime writes 32 bits of seconds, and nanoseconds behind a hole", () => {
    guest.clock.advance(2_000_000_321n);
    expect(guest.ask("clock_gettime", 0, dataAt)).to.equal(0n);
    expect(guest.memory.readUint64(dataAt)).to.equal(1_314_000_002n);
    expect(guest.memory.readUint64(dataAt + 8n)).to.equal(123_457_110n);
    expect(guest.ask("clock_gettime", 3, dataAt)).to.equal(0n);
    expect(guest.memory.readUint64(dataAt)).to.equal(2n);
    expect(guest.memory.readUint64(dataAt + 8n)).to.equal(321n);
    for (const clock of [1, 2, 4, -1]) expect(guest.ask("clock_gettime", clock, dataAt)).to.equal("EINVAL");
    expect(guest.ask("clock_gettime", 0, 0)).to.equal("EFAULT");
  });

  it("clock_getres tells the kernel's tick", () => {
    expect(guest.ask("clock_getres", 3, dataAt)).to.equal(0n);
    expect(guest.memory.readUint64(dataAt)).to.equal(0n);
    expect(guest.memory.readUint64(dataAt + 8n)).to.equal(10_000_000n);
    expect(guest.ask("clock_getres", 0, 0)).to.equal(0n);
    expect(guest.ask("clock_getres", 7, 0)).to.equal("EINVAL");
  });

  it("lets nobody set a clock", () => {
    for (const name of ["settimeofday", "clock_settime", "adjtime"]) {
      expect(guest.ask(name, dataAt, 0), name).to.equal("EPERM");
    }
    expect(guest.ask("adjtime", 0, dataAt)).to.equal(0n);
    expect(guest.memory.readUint64(dataAt)).to.equal(0n);
  });

  describe("nanosleep", () => {
    function writeTime(seconds: number, nanoseconds: bigint): void {
      guest.memory.writeUint32(dataAt, seconds);
      guest.memory.writeUint64(dataAt + 8n, nanoseconds);
    }

    it("sleeps until a tick, never too short", () => {
      guest.clock.advance(3_000_000n);
      for (const [seconds, nanoseconds, deadline] of [
        [0, 0n, 10_000_000n],
        [0, 1_000n, 20_000_000n],
        [0, 10_000_000n, 20_000_000n],
        [0, 10_001_000n, 30_000_000n],
        [1, 0n, 1_010_000_000n],
      ] as const) {
        writeTime(seconds, nanoseconds);
        guest.call("nanosleep", [dataAt, 0]);
        expect(guest.main.sleep?.deadline, `${String(seconds)} s ${String(nanoseconds)} ns`).to.equal(deadline);
        guest.main.sleep = undefined;
      }
    });

    it("ends with 0 and nothing left", () => {
      writeTime(0, 5_000_000n);
      guest.call("nanosleep", [dataAt, dataAt + 64n]);
      guest.sleepOut();
      expect(guest.result()).to.equal(0n);
      expect(guest.memory.readUint64(dataAt + 64n)).to.equal(0n);
      expect(guest.memory.readUint64(dataAt + 72n)).to.equal(0n);
    });

    it("tells what is left when a signal interrupts it, and does not begin again", () => {
      guest.only.actions.set(30, { handler: handlerAt, mask: 0, flags: 2 });
      writeTime(2, 500n);
      guest.call("nanosleep", [dataAt, dataAt + 64n]);
      guest.clock.advance(700n);
      guest.sendSignal(guest.main, { signal: 30, code: 0 });
      expect(guest.result()).to.equal("EINTR");
      expect(guest.memory.readUint64(dataAt + 64n)).to.equal(1n);
      expect(guest.memory.readUint64(dataAt + 72n)).to.equal(999_999_800n);
    });

    it("refuses times that are none", () => {
      for (const [seconds, nanoseconds] of [
        [-1, 0n],
        [100_000_001, 0n],
        [0, 1_000_000_000n],
        [0, -1n],
      ] as const) {
        writeTime(seconds >>> 0, BigInt.asUintN(64, nanoseconds));
        expect(guest.ask("nanosleep", dataAt, 0)).to.equal("EINVAL");
      }
      expect(guest.ask("nanosleep", nowhere, 0)).to.equal("EFAULT");
    });
  });

  describe("setitimer", () => {
    function writeTimer(interval: readonly [bigint, bigint], value: readonly [bigint, bigint]): void {
      [...interval, ...value].forEach((word, index) => {
        guest.memory.writeUint64(dataAt + BigInt(8 * index), BigInt.asUintN(64, word));
      });
    }

    it("sets a timer and gives the old one", () => {
      writeTimer([0n, 20_000n], [1n, 500_000n]);
      expect(guest.ask("setitimer", 0, dataAt, 0)).to.equal(0n);
      guest.clock.advance(500_000_000n);
      expect(guest.ask("setitimer", 0, 0, dataAt + 64n)).to.equal(0n);
      const words = [0, 1, 2, 3].map((index) => guest.memory.readUint64(dataAt + 64n + BigInt(8 * index)));
      expect(words).to.deep.equal([0n, 20_000n, 1n, 0n]);
      expect(guest.ask("getitimer", 0, dataAt + 96n)).to.equal(0n);
      expect(guest.memory.readUint64(dataAt + 112n)).to.equal(1n);
    });

    it("makes a tick of what is less", () => {
      writeTimer([0n, 1n], [0n, 1n]);
      guest.ask("setitimer", 1, dataAt, 0);
      expect(guest.only.timers.get(1, 0n, 0n)).to.deep.equal({ value: 10_000n, interval: 10_000n });
    });

    it("refuses timers that are none", () => {
      for (const which of [-1, 3]) {
        expect(guest.ask("setitimer", which, dataAt, 0)).to.equal("EINVAL");
        expect(guest.ask("getitimer", which, dataAt)).to.equal("EINVAL");
      }
      for (const wrong of [
        [-1n, 0n],
        [100_000_001n, 0n],
        [0n, 1_000_000n],
        [0n, -1n],
      ] as const) {
        writeTimer(wrong, [1n, 0n]);
        expect(guest.ask("setitimer", 0, dataAt, 0)).to.equal("EINVAL");
        writeTimer([0n, 0n], wrong);
        expect(guest.ask("setitimer", 2, dataAt, 0)).to.equal("EINVAL");
      }
      expect(guest.ask("setitimer", 0, nowhere, 0)).to.equal("EFAULT");
      expect(guest.ask("setitimer", 0, 0, readOnlyAt)).to.equal("EFAULT");
      expect(guest.only.timers.nextReal).to.be.undefined;
    });

    it("ticks in a program that runs: SIGPROF's handler counts", async () => {
      guest.engine.write(codeAt, await assemble(codeAt, "incq %rbx", `jmp 0x${codeAt.toString(16)}`));
      guest.engine.write(handlerAt, await assemble(handlerAt, "movl $0x600100, %eax", "incq (%rax)", "ret"));
      guest.memory.writeUint64(dataAt + 0x100n, 0n);
      guest.only.actions.set(27, { handler: handlerAt, mask: 0, flags: 2 });
      writeTimer([0n, 10_000n], [0n, 10_000n]);
      guest.ask("setitimer", 2, dataAt, 0);
      guest.main.state.rip = codeAt;
      // As if the program ran much faster than this engine.
      for (let tick = 0; tick < 5; tick += 1) {
        guest.only.processorTime += 9_999_000n;
        const left = guest.only.timers.untilProcessorTimer(guest.only.processorTime) ?? 0n;
        guest.run(guest.main, Number(left));
        for (const info of guest.only.timers.expire(guest.clock.now, guest.only.processorTime)) {
          guest.sendSignal(guest.main, info);
        }
      }
      guest.run(guest.main, 10);
      expect(guest.memory.readUint64(dataAt + 0x100n)).to.equal(5n);
    });
  });
});
