import { expect } from "chai";
import { Guest, shown } from "./guest.js";

const bad = 0xdead_0000_0000n;

describe("system calls for information", () => {
  let guest: Guest;

  beforeEach(() => {
    guest = new Guest();
  });

  const name = (...numbers: readonly number[]): Uint8Array => new Uint8Array(Int32Array.from(numbers).buffer);

  /** What sysctl tells of a name, or its error. */
  const told = (numbers: readonly number[], room = 512): Uint8Array | string => {
    const size = guest.put(new Uint8Array(BigUint64Array.of(BigInt(room)).buffer));
    const old = guest.room(room);
    const answer = guest.call("__sysctl", name(...numbers), numbers.length, old, size, 0, 0);
    return answer === 0 ? guest.bytes(old, Number(guest.view(size, 8).getBigUint64(0, true))) : shown(answer);
  };

  const text = (...numbers: readonly number[]): string => {
    const answer = told(numbers);
    return typeof answer === "string" ? answer : Buffer.from(answer).toString("latin1");
  };

  const integer = (...numbers: readonly number[]): number => {
    const answer = told(numbers);
    if (typeof answer === "string" || answer.length !== 4) throw new Error(String(answer));
    return new DataView(answer.buffer).getInt32(0, true);
  };

  it("sysctl: what uname and a language runtime ask for", () => {
    expect(text(1, 1)).to.equal("OpenBSD\0");
    expect(text(1, 2)).to.equal("5.0\0");
    expect(text(6, 1)).to.equal("amd64\0");
    expect(text(1, 10)).to.match(/^[a-z.]+\0$/);
    expect(integer(1, 3)).to.equal(201111);
    expect(integer(1, 8)).to.equal(262144);
    expect(integer(1, 74)).to.equal(1);
    expect(integer(6, 3)).to.equal(1);
    expect(integer(6, 4)).to.equal(1234);
    expect(integer(6, 7)).to.equal(4096);
    expect(integer(6, 5)).to.equal(1 << 30);
    expect(told([6, 19])).to.deep.equal(new Uint8Array(BigInt64Array.of(1n << 30n).buffer));
    expect(told([1, 12])).to.have.length(20);
    expect(told([1, 21])).to.deep.equal(new Uint8Array(BigInt64Array.of(1_300_000_000n, 0n).buffer));
    expect(told([2, 3])).to.have.length(8);
    expect(told([2, 2])).to.have.length(24);
  });

  it("sysctl: random bytes, as many as are asked for", () => {
    expect(told([1, 37], 128)).to.have.length(128);
    expect(told([1, 37], 4)).to.have.length(4);
    expect(told([1, 37], 1000)).to.have.length(256);
    expect(told([1, 37], 16)).to.not.deep.equal(told([1, 37], 16));
    expect(new Set(Buffer.from(told([1, 37], 256))).size).to.be.greaterThan(100);
  });

  it("sysctl: sizes and errors", () => {
    const size = guest.put(new Uint8Array(BigUint64Array.of(0n).buffer));
    expect(guest.call("__sysctl", name(1, 1), 2, 0, size, 0, 0)).to.equal(0);
    expect(guest.view(size, 8).getBigUint64(0, true)).to.equal(8n);
    expect(told([1, 1], 7)).to.equal("ENOMEM");
    expect(told([1, 3], 3)).to.equal("ENOMEM");
    const host = told([1, 10], 5);
    expect(Buffer.from(host).toString("latin1")).to.equal("loca\0");
    expect(told([1, 999])).to.equal("EOPNOTSUPP");
    expect(told([99, 1])).to.equal("EOPNOTSUPP");
    expect(told([1, 1, 1])).to.equal("ENOTDIR");
    expect(told([4, 17, 0, 0, 3, 0])).to.equal("EPROTONOSUPPORT");
    expect(told([1])).to.equal("EINVAL");
    expect(told(Array.from({ length: 13 }, () => 1))).to.equal("EINVAL");
    expect(guest.call("__sysctl", name(1, 10), 2, 0, 0, name(1), 4)).to.equal("EPERM");
    expect(guest.call("__sysctl", bad, 2, 0, 0, 0, 0)).to.equal("EFAULT");
    expect(guest.call("__sysctl", name(1, 1), 2, 0, bad, 0, 0)).to.equal("EFAULT");
    expect(guest.call("__sysctl", name(1, 1), 2, bad, size, 0, 0)).to.equal("EFAULT");
    expect(guest.call("__sysctl", name(1, 1), 2, guest.room(8), 0, 0, 0)).to.equal("ENOMEM");
  });

  it("who the process is", () => {
    expect(guest.call("getpid")).to.equal(1000);
    expect(guest.call("getppid")).to.equal(1);
    expect(["getuid", "geteuid", "getgid", "getegid"].map((call) => guest.call(call))).to.deep.equal([
      1000, 1000, 1000, 1000,
    ]);
    expect(guest.call("issetugid")).to.equal(0);
    expect(guest.call("setuid", 1000)).to.equal(0);
    expect(guest.call("setuid", 0)).to.equal("EPERM");
    expect(guest.call("setreuid", -1, 1000)).to.equal(0);
    expect(guest.call("setresgid", -1, 0, -1)).to.equal("EPERM");
    expect(guest.call("getgroups", 0, 0)).to.equal(1);
    expect(guest.call("getgroups", 1, bad)).to.equal("EFAULT");
    expect(guest.call("getgroups", -1, 0)).to.equal("EINVAL");
    const room = guest.room(32);
    expect(guest.call("getgroups", 16, room)).to.equal(1);
    expect(guest.view(room, 4).getUint32(0, true)).to.equal(1000);
    expect(guest.call("getresuid", room, 0, room + 8n)).to.equal(0);
    expect(guest.call("getlogin", room, 17)).to.equal(0);
    expect(guest.text(room, 6)).to.equal("guest\0");
    expect(guest.call("getlogin", bad, 17)).to.equal("EFAULT");
  });

  it("groups and sessions", () => {
    expect(guest.call("getpgrp")).to.equal(1000);
    expect(guest.call("getpgid", 0)).to.equal(1000);
    expect(guest.call("getpgid", 77)).to.equal("ESRCH");
    expect(guest.call("getsid", 0)).to.equal(1);
    expect(guest.call("setsid")).to.equal("EPERM");
    expect(guest.call("setpgid", 0, 0)).to.equal(0);
    expect(guest.call("setpgid", 0, -1)).to.equal("EINVAL");
    expect(guest.call("setpgid", 0, 5)).to.equal("EPERM");
    expect(guest.call("setpgid", 77, 0)).to.equal("ESRCH");
  });

  it("limits and use of resources", () => {
    const room = guest.room(144);
    expect(guest.call("getrlimit", 8, room)).to.equal(0);
    expect(guest.view(room, 16).getBigUint64(0, true)).to.equal(512n);
    expect(guest.view(room, 16).getBigUint64(8, true)).to.equal(1024n);
    expect(guest.call("getrlimit", 9, room)).to.equal("EINVAL");
    expect(guest.call("getrlimit", -1, room)).to.equal("EINVAL");
    expect(guest.call("getrlimit", 8, bad)).to.equal("EFAULT");
    const limit = (current: bigint, most: bigint): Uint8Array =>
      new Uint8Array(BigUint64Array.of(current, most).buffer);
    expect(guest.call("setrlimit", 8, limit(1024n, 1024n))).to.equal(0);
    expect(guest.files.limit).to.equal(1024);
    expect(guest.call("setrlimit", 8, limit(10n, 5n))).to.equal("EINVAL");
    expect(guest.call("setrlimit", 8, limit(3n, 10n))).to.equal(0);
    expect(guest.call("setrlimit", 8, limit(3n, 11n))).to.equal("EPERM");
    expect(guest.files.limit).to.equal(3);
    expect(guest.call("setrlimit", 8, bad)).to.equal("EFAULT");
    guest.process.processorTime = 1_500_000_000n;
    expect(guest.call("getrusage", 0, room)).to.equal(0);
    expect(guest.view(room, 16).getBigInt64(0, true)).to.equal(1n);
    expect(guest.view(room, 16).getBigInt64(8, true)).to.equal(500_000n);
    expect(guest.call("getrusage", -1, room)).to.equal(0);
    expect(guest.view(room, 16).getBigInt64(0, true)).to.equal(0n);
    expect(guest.call("getrusage", 1, room)).to.equal("EINVAL");
    expect(guest.call("getpriority", 0, 0)).to.equal(0);
    expect(guest.call("getpriority", 3, 0)).to.equal("EINVAL");
    expect(guest.call("getpriority", 0, 77)).to.equal("ESRCH");
    expect(guest.call("setpriority", 0, 0, 5)).to.equal(0);
    expect(guest.call("getpriority", 0, 0)).to.equal(5);
    expect(guest.call("setpriority", 0, 0, 0)).to.equal("EACCES");
    expect(guest.call("profil", 0, 0, 0, 0)).to.equal(0);
  });

  it("sysarch: the base of thread-local storage", () => {
    const room = guest.put(new Uint8Array(BigUint64Array.of(0x7f7f_ffff_bfffn).buffer));
    expect(guest.call("sysarch", 12, room)).to.equal(0);
    const other = guest.room(8);
    expect(guest.call("sysarch", 11, other)).to.equal(0);
    expect(guest.view(other, 8).getBigUint64(0, true)).to.equal(0x7f7f_ffff_bfffn);
    for (const base of [0x7f7f_ffff_c000n, 0xffff_8000_0000_0000n, (1n << 64n) - 1n]) {
      expect(guest.call("sysarch", 12, new Uint8Array(BigUint64Array.of(base).buffer))).to.equal("EINVAL");
    }
    expect(guest.call("sysarch", 12, bad)).to.equal("EFAULT");
    expect(guest.call("sysarch", 2, room)).to.equal("EPERM");
    expect(guest.call("sysarch", 99, room)).to.equal("EINVAL");
  });

  it("what is for root", () => {
    for (const call of ["chroot", "mount", "reboot", "acct", "setgroups", "mknod", "mkfifo", "revoke", "setlogin"]) {
      expect(guest.call(call, "/", 0, 0, 0), call).to.equal("EPERM");
    }
  });
});
