import { expect } from "chai";
import { Guest, shown, temporaryFolder } from "./guest.js";

const bad = 0xdead_0000_0000n;
const millisecond = 1_000_000n;

/** `struct timeval` and `struct timespec` of 2011 look alike for small numbers. */
function time(seconds: bigint, fraction: bigint): Uint8Array {
  return new Uint8Array(BigInt64Array.of(seconds, fraction).buffer);
}

function bits(...descriptors: readonly number[]): Uint8Array {
  const set = new Uint8Array(128);
  for (const descriptor of descriptors) {
    set[descriptor >> 3] = (set[descriptor >> 3] ?? 0) | (1 << (descriptor & 7));
  }
  return set;
}

describe("pipes", () => {
  let guest: Guest;

  beforeEach(() => {
    guest = new Guest();
  });

  it("give what was written, in order, and then the end", () => {
    const [reading, writing] = guest.pipe();
    expect(guest.write(writing, "one ")).to.equal(4);
    expect(guest.write(writing, "two")).to.equal(3);
    expect(guest.read(reading, 5)).to.equal("one t");
    expect(guest.read(reading)).to.equal("wo");
    guest.call("close", writing);
    expect(guest.read(reading)).to.equal("");
  });

  it("are read and written at their own end only, and nowhere else", () => {
    const [reading, writing] = guest.pipe();
    expect(guest.write(reading, "x")).to.equal("EBADF");
    expect(guest.read(writing)).to.equal("EBADF");
    expect(guest.call("lseek", reading, 0, 0, 1)).to.equal("ESPIPE");
    expect(guest.call("pread", reading, guest.room(1), 1, 0, 0)).to.equal("ESPIPE");
    expect(guest.call("pwrite", writing, guest.room(1), 1, 0, 0)).to.equal("ESPIPE");
  });

  it("keep what goes to memory that is not there", () => {
    const [reading, writing] = guest.pipe();
    guest.write(writing, "kept");
    expect(guest.call("read", reading, bad, 4)).to.equal("EFAULT");
    expect(guest.read(reading)).to.equal("kept");
    expect(guest.call("write", writing, bad, 4)).to.equal("EFAULT");
  });

  it("let a reader sleep until there is something", () => {
    const [reading, writing] = guest.pipe();
    const address = guest.room(8);
    const waiting = guest.sleeps("read", reading, address, 8);
    guest.write(writing, "hello");
    expect(waiting.result).to.equal(5);
    expect(guest.text(address, 5)).to.equal("hello");
    const end = guest.sleeps("read", reading, address, 8);
    guest.call("close", writing);
    expect(end.result).to.equal(0);
  });

  it("let one reader of two have it, and the other sleep on", () => {
    const [reading, writing] = guest.pipe();
    const first = guest.sleeps("read", reading, guest.room(8), 8);
    const second = guest.sleeps("read", reading, guest.room(8), 8);
    guest.write(writing, "x");
    expect([first.result, second.result]).to.deep.equal([1, undefined]);
    guest.write(writing, "yz");
    expect(second.result).to.equal(2);
  });

  it("let a writer sleep until all is written", () => {
    const [reading, writing] = guest.pipe();
    const text = Buffer.from(Array.from({ length: 40_000 }, (_, index) => index % 251));
    const waiting = guest.sleeps("write", writing, guest.put(text), text.length);
    const parts: Buffer[] = [];
    for (let total = 0; total < text.length;) {
      const part = Buffer.from(guest.read(reading, 7000), "latin1");
      parts.push(part);
      total += part.length;
    }
    expect(waiting.result).to.equal(40_000);
    expect(Buffer.concat(parts).equals(text)).to.be.true;
  });

  it("do not split a short write", () => {
    const [reading, writing] = guest.pipe();
    guest.call("fcntl", writing, 4, 4);
    expect(guest.write(writing, "x".repeat(16_000))).to.equal(16_000);
    expect(guest.write(writing, "y".repeat(500))).to.equal("EAGAIN");
    expect(guest.write(writing, "y".repeat(1000))).to.equal(384);
    expect(guest.write(writing, "y".repeat(1000))).to.equal("EAGAIN");
    expect(guest.read(reading, 20_000)).to.have.length(16_384);
    expect(guest.write(writing, "y".repeat(500))).to.equal(500);
  });

  it("tell a writer by error and signal that nobody reads", () => {
    const [reading, writing] = guest.pipe();
    const waiting = guest.sleeps("write", writing, guest.put(Buffer.alloc(20_000)), 20_000);
    guest.call("close", reading);
    expect(waiting.result).to.equal("EPIPE");
    expect(guest.signals.map(({ signal }) => signal)).to.deep.equal([13]);
    expect(guest.write(writing, "x")).to.equal("EPIPE");
    expect(guest.signals).to.have.length(2);
  });

  it("stay open as long as a descriptor is left", () => {
    const [reading, writing] = guest.pipe();
    const copy = guest.value("dup", writing);
    guest.call("close", writing);
    const waiting = guest.sleeps("read", reading, guest.room(8), 8);
    expect(guest.write(copy, "x")).to.equal(1);
    expect(waiting.result).to.equal(1);
  });

  it("end a sleep by a signal: with what was done, or to be begun again", () => {
    const [reading, writing] = guest.pipe();
    const waiting = guest.sleeps("read", reading, guest.room(8), 8);
    expect(waiting.sleep.restartable).to.be.true;
    guest.interrupt(waiting);
    expect(waiting.result).to.equal("EINTR");
    const partly = guest.sleeps("write", writing, guest.put(Buffer.alloc(20_000)), 20_000);
    guest.interrupt(partly);
    expect(partly.result).to.equal(16_384);
  });

  it("with O_NONBLOCK never sleep", () => {
    const [reading] = guest.pipe();
    guest.call("fcntl", reading, 4, 4);
    expect(guest.read(reading)).to.equal("EAGAIN");
    expect(guest.call("ioctl", reading, 0x4004667f, guest.room(4))).to.equal(0);
  });

  it("as a pair of sockets go both ways", () => {
    const address = guest.room(8);
    expect(guest.call("socketpair", 1, 1, 0, address)).to.equal(0);
    const [one, other] = [guest.view(address, 8).getInt32(0, true), guest.view(address, 8).getInt32(4, true)];
    guest.write(one, "there");
    guest.write(other, "back");
    expect(guest.read(other)).to.equal("there");
    const room = guest.room(16);
    expect(guest.call("recvfrom", one, room, 16, 2, 0, 0)).to.equal(4);
    expect(guest.call("recvfrom", one, room, 16, 0, 0, 0)).to.equal(4);
    expect(guest.text(room, 4)).to.equal("back");
    expect(guest.call("recvfrom", one, room, 16, 0x80, 0, 0)).to.equal("EAGAIN");
    expect(guest.call("sendto", one, room, 4, 0, 0, 0)).to.equal(4);
    expect(guest.call("sendto", one, room, 4, 0, room, 16)).to.equal("EISCONN");
    expect(guest.read(other)).to.equal("back");
    expect(guest.call("shutdown", one, 1)).to.equal(0);
    expect(guest.read(other)).to.equal("");
    expect(guest.write(one, "x")).to.equal("EPIPE");
    expect(guest.write(other, "x")).to.equal(1);
    expect(guest.call("shutdown", one, 3)).to.equal("EINVAL");
    expect(guest.call("connect", one, room, 16)).to.equal("EISCONN");
    expect(guest.call("bind", guest.pipe()[0], room, 16)).to.equal("ENOTSOCK");
    expect(guest.call("bind", 99, room, 16)).to.equal("EBADF");
    expect(guest.call("socketpair", 1, 1, 0, bad)).to.equal("EFAULT");
    expect(guest.call("socketpair", 2, 1, 0, address)).to.equal("EPROTONOSUPPORT");
  });

  it("carry messages", () => {
    const address = guest.room(8);
    guest.call("socketpair", 1, 1, 0, address);
    const [one, other] = [guest.view(address, 8).getInt32(0, true), guest.view(address, 8).getInt32(4, true)];
    const text = guest.put(Buffer.from("message"));
    const vector = guest.put(new Uint8Array(BigUint64Array.of(text, 3n, text + 3n, 4n).buffer));
    const header = guest.put(new Uint8Array(BigUint64Array.of(0n, 0n, vector, 2n, 0n, 0n).buffer));
    expect(guest.call("sendmsg", one, header, 0)).to.equal(7);
    guest.memory.write(text, new Uint8Array(7));
    expect(guest.call("recvmsg", other, header, 0)).to.equal(7);
    expect(guest.text(text, 7)).to.equal("message");
  });

  it("are all the network there is", () => {
    expect(guest.call("socket", 2, 1, 0)).to.equal("EPROTONOSUPPORT");
    expect(guest.call("socket", 24, 2, 0)).to.equal("EPROTONOSUPPORT");
    expect(guest.warnings).to.have.length(2);
  });
});

describe("select", () => {
  let guest: Guest;

  beforeEach(() => {
    guest = new Guest();
  });

  it("tells what is ready", () => {
    const [reading, writing] = guest.pipe();
    const [reads, writes] = [guest.put(bits(reading)), guest.put(bits(writing))];
    expect(guest.call("select", 10, reads, writes, 0, 0)).to.equal(1);
    expect(guest.bytes(reads, 4)).to.deep.equal(new Uint8Array(4));
    expect(guest.bytes(writes, 4)).to.deep.equal(bits(writing).slice(0, 4));
    guest.write(writing, "x");
    expect(guest.call("select", 10, guest.put(bits(reading)), writes, 0, 0)).to.equal(2);
  });

  it("waits, for a file or for the time", () => {
    const [reading, writing] = guest.pipe();
    const reads = guest.put(bits(reading));
    const waiting = guest.sleeps("select", 10, reads, 0, 0, 0);
    guest.write(writing, "x");
    expect(waiting.result).to.equal(1);
    guest.read(reading);
    const limited = guest.sleeps("select", 10, reads, 0, 0, guest.put(time(0n, 50_000n)));
    expect(guest.read(reading)).to.equal("sleeps");
    guest.passTime();
    expect(limited.result).to.equal(0);
    expect(guest.bytes(reads, 4)).to.deep.equal(new Uint8Array(4));
    expect(Number(guest.clock.now / millisecond)).to.be.within(50, 70);
    expect(guest.call("select", 10, guest.put(bits(reading)), 0, 0, guest.put(time(0n, 0n)))).to.equal(0);
    const sleep = guest.sleeps("select", 0, 0, 0, 0, guest.put(time(1n, 0n)));
    guest.interrupt(sleep);
    expect(sleep.result).to.equal("EINTR");
  });

  it("has its errors", () => {
    const [reading] = guest.pipe();
    expect(guest.call("select", -1, 0, 0, 0, 0)).to.equal("EINVAL");
    expect(guest.call("select", 32, guest.put(bits(31)), 0, 0, 0)).to.equal("EBADF");
    expect(guest.call("select", 32, bad, 0, 0, 0)).to.equal("EFAULT");
    expect(guest.call("select", 32, guest.put(bits(reading)), 0, 0, bad)).to.equal("EFAULT");
    expect(guest.call("select", 1, 0, 0, 0, guest.put(time(0n, 1_000_000n)))).to.equal("EINVAL");
    expect(guest.call("select", 1, 0, 0, 0, guest.put(time(-1n, 0n)))).to.equal("EINVAL");
  });
});

describe("poll", () => {
  let guest: Guest;

  beforeEach(() => {
    guest = new Guest();
  });

  const entries = (...list: readonly (readonly [number, number])[]): bigint => {
    const bytes = new Uint8Array(list.length * 8);
    list.forEach(([descriptor, events], index) => {
      new DataView(bytes.buffer).setInt32(index * 8, descriptor, true);
      new DataView(bytes.buffer).setInt16(index * 8 + 4, events, true);
    });
    return guest.put(bytes);
  };

  const happened = (address: bigint, index: number): number => guest.view(address, 64).getInt16(index * 8 + 6, true);

  it("tells what has happened", () => {
    const [reading, writing] = guest.pipe();
    const list = entries([reading, 1], [writing, 4], [-5, 1], [77, 1]);
    expect(guest.call("poll", list, 4, -1)).to.equal(2);
    expect([0, 1, 2, 3].map((index) => happened(list, index))).to.deep.equal([0, 4, 0, 0x20]);
    guest.write(writing, "x");
    guest.call("close", writing);
    expect(guest.call("poll", list, 1, 0)).to.equal(1);
    expect(happened(list, 0)).to.equal(0x11);
    guest.read(reading);
    expect(guest.call("poll", list, 1, 0)).to.equal(1);
    expect(happened(list, 0)).to.equal(0x11);
  });

  it("waits, for a file or for the time", () => {
    const [reading, writing] = guest.pipe();
    const list = entries([reading, 1]);
    expect(guest.call("poll", list, 1, 0)).to.equal(0);
    const waiting = guest.sleeps("poll", list, 1, -1);
    guest.write(writing, "x");
    expect(waiting.result).to.equal(1);
    guest.read(reading);
    const limited = guest.sleeps("poll", list, 1, 100);
    guest.passTime();
    expect(limited.result).to.equal(0);
    expect(happened(list, 0)).to.equal(0);
    const closing = guest.sleeps("poll", entries([writing, 0]), 1, -1);
    guest.call("close", reading);
    expect(closing.result).to.equal(1);
  });

  it("has its errors", () => {
    expect(guest.call("poll", 0, 0, -2)).to.equal("EINVAL");
    expect(guest.call("poll", 0, 100_000, 0)).to.equal("EINVAL");
    expect(guest.call("poll", bad, 1, 0)).to.equal("EFAULT");
    expect(guest.call("poll", 0, 0, 0)).to.equal(0);
  });
});

describe("kqueue", () => {
  let guest: Guest;
  let queue: number;
  const EV = { add: 1, delete: 2, enable: 4, disable: 8, oneShot: 0x10, clear: 0x20, error: 0x4000, eof: 0x8000 };

  beforeEach(() => {
    guest = new Guest();
    queue = guest.value("kqueue");
  });

  const change = (identifier: number, filter: number, flags: number, data = 0): Uint8Array => {
    const bytes = new Uint8Array(24);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, identifier, true);
    view.setInt16(4, filter, true);
    view.setUint16(6, flags, true);
    view.setInt32(12, data, true);
    view.setBigUint64(16, 0xabcdefn, true);
    return bytes;
  };

  const apply = (bytes: Uint8Array): ReturnType<Guest["call"]> =>
    guest.call("kevent", queue, bytes, bytes.length / 24, 0, 0, 0);

  /** What there is now: identifier, filter, flags, data. */
  const now = (): readonly (readonly number[])[] | string => {
    const room = guest.room(240);
    const count = guest.call("kevent", queue, 0, 0, room, 10, guest.put(time(0n, 0n)));
    if (typeof count !== "number") return shown(count);
    return Array.from({ length: count }, (_, index) => {
      const view = guest.view(room + BigInt(index * 24), 24);
      expect(view.getBigUint64(16, true)).to.equal(0xabcdefn);
      return [view.getUint32(0, true), view.getInt16(4, true), view.getUint16(6, true), view.getInt32(12, true)];
    });
  };

  it("tells what can be read and written", () => {
    const [reading, writing] = guest.pipe();
    expect(apply(Buffer.concat([change(reading, -1, EV.add), change(writing, -2, EV.add)]))).to.equal(0);
    expect(now()).to.deep.equal([[writing, -2, 1, 16384]]);
    guest.write(writing, "abc");
    expect(now()).to.deep.equal([
      [reading, -1, 1, 3],
      [writing, -2, 1, 16381],
    ]);
    expect(apply(change(writing, -2, EV.delete))).to.equal(0);
    guest.call("close", writing);
    expect(now()).to.deep.equal([[reading, -1, EV.add | EV.eof, 3]]);
    guest.call("close", reading);
    expect(now()).to.deep.equal([]);
  });

  it("waits, and tells once or until it is told to stop", () => {
    const [reading, writing] = guest.pipe();
    const room = guest.room(24);
    const waiting = guest.sleeps("kevent", queue, change(reading, -1, EV.add | EV.oneShot), 1, room, 1, 0);
    guest.write(writing, "x");
    expect(waiting.result).to.equal(1);
    expect(now()).to.deep.equal([]);
    apply(change(reading, -1, EV.add | EV.clear));
    expect(now()).to.have.length(1);
    expect(now()).to.deep.equal([]);
    guest.write(writing, "y");
    expect(now()).to.have.length(1);
    apply(change(reading, -1, EV.add | EV.disable));
    expect(now()).to.deep.equal([]);
    apply(change(reading, -1, EV.enable));
    expect(now()).to.have.length(1);
    const timed = guest.sleeps("kevent", queue, change(reading, -1, EV.delete), 1, room, 1, guest.put(time(0n, 5n)));
    guest.passTime();
    expect(timed.result).to.equal(0);
  });

  it("has timers", () => {
    apply(Buffer.concat([change(5, -7, EV.add, 100), change(6, -7, EV.add | EV.oneShot, 250)]));
    expect(now()).to.deep.equal([]);
    const room = guest.room(48);
    const waiting = guest.sleeps("kevent", queue, 0, 0, room, 2, 0);
    guest.passTime();
    expect(waiting.result).to.equal(1);
    expect(guest.view(room, 4).getUint32(0, true)).to.equal(5);
    guest.clock.advance(210n * millisecond);
    expect(now()).to.deep.equal([
      [5, -7, 1, 2],
      [6, -7, EV.add | EV.oneShot, 1],
    ]);
    guest.clock.advance(1000n * millisecond);
    expect(now()).to.deep.equal([[5, -7, 1, 10]]);
  });

  it("follows a regular file to its end", () => {
    const folder = temporaryFolder();
    try {
      const inside = new Guest(folder.path);
      const other = inside.value("kqueue");
      const file = inside.value("open", "file", 0x202, 0o644);
      expect(inside.call("kevent", other, change(file, -1, EV.add), 1, 0, 0, 0)).to.equal(0);
      const look = (): unknown => inside.call("kevent", other, 0, 0, inside.room(24), 1, inside.put(time(0n, 0n)));
      expect(look()).to.equal(0);
      inside.write(file, "text");
      inside.call("lseek", file, 0, 0, 0);
      expect(look()).to.equal(1);
      inside.files.closeAll();
    } finally {
      folder.remove();
    }
  });

  it("has its errors: of a change by event, where there is room", () => {
    const [reading] = guest.pipe();
    expect(apply(change(99, -1, EV.add))).to.equal("EBADF");
    expect(apply(change(reading, -3, EV.add))).to.equal("EINVAL");
    expect(apply(change(reading, -1, EV.delete))).to.equal("ENOENT");
    const room = guest.room(24);
    expect(guest.call("kevent", queue, change(99, -1, EV.add), 1, room, 1, 0)).to.equal(1);
    expect(guest.view(room, 24).getUint16(6, true)).to.equal(EV.error);
    expect(guest.view(room, 24).getInt32(12, true)).to.equal(9);
    expect(guest.call("kevent", reading, 0, 0, 0, 0, 0)).to.equal("EBADF");
    expect(guest.call("kevent", 99, 0, 0, 0, 0, 0)).to.equal("EBADF");
    expect(guest.call("kevent", queue, bad, 1, 0, 0, 0)).to.equal("EFAULT");
    expect(guest.call("kevent", queue, 0, 0, room, 1, bad)).to.equal("EFAULT");
    expect(guest.call("kevent", queue, 0, 0, room, 1, guest.put(time(0n, 1_000_000_000n)))).to.equal("EINVAL");
    expect(guest.call("kevent", queue, 0, -1, room, 1, 0)).to.equal("EINVAL");
    expect(guest.read(queue)).to.equal("ENXIO");
    expect(guest.write(queue, "x")).to.equal("ENXIO");
  });
});
