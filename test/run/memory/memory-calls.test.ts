import { expect } from "chai";
import { dataAt, MemoryGuest, stackAt, usual } from "./memory-guest.js";

const top = (1n << 64n) - 1n;
const fixed = 0x1012;

describe("system calls about memory", () => {
  let guest: MemoryGuest;
  beforeEach(() => {
    guest = new MemoryGuest();
  });

  it("mmap gives what is asked for where it is free, and else what is free behind it", () => {
    expect(guest.map(0xf8_0000_0000n, 16n << 30n)).to.equal(0xf8_0000_0000n);
    expect(guest.map(0xf8_0000_0000n, 4096)).to.equal(0xfc_0000_0000n);
    expect(guest.map(0xf8_0000_0000n + 1n, 1)).to.equal(0xfc_0000_1000n);
    expect(guest.map(0n, 10_000)).to.equal(usual);
    expect(guest.map(0n, 1)).to.equal(usual + 0x3000n);
    expect(guest.map(0x1000n, 1)).to.equal(usual + 0x4000n);
    expect(guest.map(0x5000n, 1, 3, 0x1402)).to.equal(0x5000n);
    expect(guest.map(0x61_0000n, 1)).to.equal(0x61_0000n);
  });

  it("mmap finds holes of the right size", () => {
    expect(guest.map(0n, 0x8000)).to.equal(usual);
    expect(guest.ask("munmap", usual + 0x1000n, 0x1000)).to.equal(0n);
    expect(guest.ask("munmap", usual + 0x4000n, 0x2000)).to.equal(0n);
    expect(guest.map(0n, 0x2000)).to.equal(usual + 0x4000n);
    expect(guest.map(0n, 0x1000)).to.equal(usual + 0x1000n);
    expect(guest.map(0n, 0x1000)).to.equal(usual + 0x8000n);
  });

  it("mmap with MAP_FIXED replaces what is there", () => {
    guest.map(0n, 0x3000);
    guest.memory.write(usual, new Uint8Array(0x3000).fill(7));
    expect(guest.map(usual + 0x1000n, 0x1000, 1, fixed)).to.equal(usual + 0x1000n);
    expect([0n, 1n, 2n].map((page) => guest.letters(usual + 0x1000n * page))).to.deep.equal(["rw-", "r--", "rw-"]);
    expect([0n, 1n, 2n].map((page) => guest.memory.readUint32(usual + 0x1000n * page) & 7)).to.deep.equal([7, 0, 7]);
  });

  it("mmap with MAP_FIXED takes only whole pages of what programs have", () => {
    expect(guest.map(dataAt, 0x1000, 1, fixed)).to.equal(dataAt);
    expect(guest.letters(dataAt)).to.equal("r--");
    expect(guest.map(0x10_0001n, 0x1000, 3, fixed)).to.equal("EINVAL");
    expect(guest.map(0n, 0x1000, 3, fixed)).to.equal("EINVAL");
    expect(guest.map(0x1000n, 0x1000, 3, fixed)).to.equal(0x1000n);
    expect(guest.map(0x7f7f_ffff_c000n, 0x1000, 3, fixed)).to.equal("EINVAL");
    expect(guest.map(0x7f7f_ffff_b000n, 0x1001, 3, fixed)).to.equal("EINVAL");
    expect(guest.map(top - 0xfffn, 0x1000, 3, fixed)).to.equal("EINVAL");
    expect(guest.map(0xffff_8000_0000_0000n, 0x1000, 3, fixed)).to.equal("EINVAL");
    expect(guest.map(0x1000n, 1n << 63n, 3, fixed)).to.equal("EINVAL");
  });

  it("mmap refuses what makes no sense", () => {
    expect(guest.map(0n, 4096, 8)).to.equal("EINVAL");
    expect(guest.map(0n, 4096, 3, 0x1003)).to.equal("EINVAL");
    expect(guest.map(0n, 4096, 3, 0x21002)).to.equal("EINVAL");
    expect(guest.ask("mmap", 0, 4096, 3, 0x1002, 0, 0, 0)).to.equal("EINVAL");
    expect(guest.ask("mmap", 0, 4096, 3, 2, -1, 0, 0)).to.equal("EBADF");
    expect(guest.ask("mmap", 0, 4096, 3, 2, 77, 0, 0)).to.equal("EBADF");
    expect(guest.map(0n, top)).to.equal("EINVAL");
    expect(guest.map(0n, 1n << 62n)).to.equal("ENOMEM");
    expect(guest.map(0n, 0x7f7f_ffff_c000n)).to.equal("ENOMEM");
    expect(guest.map(top, 4096)).to.equal("ENOMEM");
    expect(guest.map(0xffff_8000_0000_0000n, 4096)).to.equal("ENOMEM");
  });

  it("mmap of nothing does nothing, as the kernel of 2011 had it", () => {
    expect(guest.map(0n, 0)).to.equal(usual);
    expect(guest.letters(usual)).to.equal("");
  });

  it("mmap's offset comes from the stack, and its place in a page into the answer", () => {
    expect(guest.ask("mmap", 0, 0x1000, 3, 0x1002, -1, 0, 0x123)).to.equal(usual + 0x123n);
    expect(guest.letters(usual + 0x1000n)).to.equal("rw-");
    expect(guest.ask("mmap", 0x10_0123n, 0x1000, 3, fixed, -1, 0, 0x123)).to.equal(0x10_0123n);
  });

  it("mmap's memory may be used as it was asked for", () => {
    const letters = [0, 1, 2, 3, 4, 5, 6, 7].map((protection) => {
      const address = guest.map(0n, 4096, protection);
      return typeof address === "bigint" ? guest.letters(address) : address;
    });
    expect(letters).to.deep.equal(["---", "r--", "rw-", "rw-", "r-x", "r-x", "rwx", "rwx"]);
  });

  it("munmap takes away what is mapped, all or none", () => {
    expect(guest.map(0n, 0x4000)).to.equal(usual);
    expect(guest.ask("munmap", usual + 0x1000n, 1)).to.equal(0n);
    expect([0n, 1n, 2n].map((page) => guest.letters(usual + 0x1000n * page))).to.deep.equal(["rw-", "", "rw-"]);
    expect(guest.ask("munmap", usual, 0x4000)).to.equal("EINVAL");
    expect(guest.letters(usual)).to.equal("rw-");
    expect(guest.ask("munmap", usual, 0)).to.equal(0n);
    expect(guest.ask("munmap", 0, 4096)).to.equal("EINVAL");
    expect(guest.ask("munmap", usual, top)).to.equal("EINVAL");
    expect(guest.ask("munmap", top, 1)).to.equal("EINVAL");
    expect(guest.ask("munmap", 0x7f7f_ffff_b000n, 0x2000)).to.equal("EINVAL");
  });

  it("munmap forgets", () => {
    guest.map(0n, 0x1000);
    guest.memory.writeUint32(usual, 5);
    guest.ask("munmap", usual, 0x1000);
    guest.map(0n, 0x1000);
    expect(guest.memory.readUint32(usual)).to.equal(0);
  });

  it("mprotect changes what is mapped, and passes over what is not", () => {
    guest.map(0n, 0x4000);
    guest.ask("munmap", usual + 0x1000n, 0x1000);
    expect(guest.ask("mprotect", usual + 1n, 0x2000, 5)).to.equal(0n);
    expect([0n, 1n, 2n, 3n].map((page) => guest.letters(usual + 0x1000n * page))).to.deep.equal([
      "r-x",
      "",
      "r-x",
      "rw-",
    ]);
    expect(guest.ask("mprotect", usual, 0x4000, 8)).to.equal("EINVAL");
    expect(guest.ask("mprotect", usual, top, 1)).to.equal("EINVAL");
    expect(guest.ask("mprotect", 1n << 63n, 0x1000, 1)).to.equal(0n);
    expect(guest.ask("mprotect", usual, 0, 0)).to.equal(0n);
    expect(guest.letters(usual)).to.equal("r-x");
  });

  it("mprotect keeps what memory holds", () => {
    guest.map(0n, 0x1000);
    guest.memory.writeUint32(usual, 5);
    guest.ask("mprotect", usual, 0x1000, 0);
    guest.ask("mprotect", usual, 0x1000, 1);
    expect(guest.memory.readUint32(usual)).to.equal(5);
  });

  it("break moves the end of the data", () => {
    const end = dataAt + 0x1000n;
    expect(guest.ask("break", end + 0x1001n)).to.equal(0n);
    expect(guest.letters(end + 0x1fffn)).to.equal("rw-");
    expect(guest.letters(end + 0x2000n)).to.equal("");
    guest.memory.writeUint32(end, 5);
    expect(guest.ask("break", end)).to.equal(0n);
    expect(guest.letters(end)).to.equal("");
    expect(guest.ask("break", end + 1n)).to.equal(0n);
    expect(guest.memory.readUint32(end)).to.equal(0);
    expect(guest.ask("break", dataAt - 1n)).to.equal(0n);
    expect(guest.ask("break", dataAt - 0x1000n)).to.equal("ENOMEM");
    expect(guest.ask("break", 0)).to.equal("ENOMEM");
    expect(guest.ask("break", top)).to.equal("ENOMEM");
    expect(guest.ask("break", dataAt + (8n << 30n))).to.equal(0n);
    expect(guest.ask("break", dataAt + (8n << 30n) + 1n)).to.equal("ENOMEM");
  });

  it("break does not run into what is mapped", () => {
    guest.map(dataAt + 0x3000n, 0x1000);
    expect(guest.ask("break", dataAt + 0x3000n)).to.equal(0n);
    expect(guest.ask("break", dataAt + 0x3001n)).to.equal("ENOMEM");
  });

  it("madvise forgets what is free, and nothing else", () => {
    guest.map(0n, 0x2000);
    guest.memory.writeUint32(usual, 5);
    for (const behaviour of [0, 1, 2, 3, 4]) {
      expect(guest.ask("madvise", usual, 0x2000, behaviour)).to.equal(0n);
    }
    expect(guest.memory.readUint32(usual)).to.equal(5);
    expect(guest.ask("madvise", usual, 0x3000, 6)).to.equal("EFAULT");
    expect(guest.memory.readUint32(usual)).to.equal(5);
    expect(guest.ask("madvise", usual, 0x2000, 6)).to.equal(0n);
    expect(guest.memory.readUint32(usual)).to.equal(0);
    expect(guest.letters(usual)).to.equal("rw-");
    expect(guest.ask("madvise", usual, 0x2000, 5)).to.equal("EINVAL");
    expect(guest.ask("madvise", usual, 0x2000, 99)).to.equal("EINVAL");
    expect(guest.ask("madvise", usual, top, 0)).to.equal("EINVAL");
  });

  it("mincore tells that all is in memory", () => {
    guest.map(0n, 0x3000);
    expect(guest.ask("mincore", usual, 0x2001, stackAt)).to.equal(0n);
    expect(guest.memory.read(stackAt, 4)).to.deep.equal(Uint8Array.of(1, 1, 1, 0));
    expect(guest.ask("mincore", usual, 0x3001, stackAt)).to.equal("ENOMEM");
    expect(guest.ask("mincore", usual + 1n, 1, stackAt)).to.equal("EINVAL");
    expect(guest.ask("mincore", usual, 0, stackAt)).to.equal("EINVAL");
    expect(guest.ask("mincore", usual, 1, 16)).to.equal("EFAULT");
    expect(guest.ask("mincore", usual, 0x4000, 16)).to.equal("EFAULT");
    expect(guest.ask("mincore", 0x1000, 1n << 40n, stackAt)).to.equal("E2BIG");
  });

  it("minherit, mlock and msync look at what they are given", () => {
    guest.map(0n, 0x2000);
    expect(guest.ask("minherit", usual, 0x1000, 2)).to.equal(0n);
    expect(guest.ask("minherit", usual, 0x1000, 3)).to.equal("EINVAL");
    expect(guest.ask("minherit", usual, 0x1000, -1)).to.equal("EINVAL");
    for (const name of ["mlock", "munlock"]) {
      expect(guest.ask(name, usual, 0x2000)).to.equal(0n);
      expect(guest.ask(name, usual, 0x3000)).to.equal("ENOMEM");
      expect(guest.ask(name, 1n << 63n, 0x3000)).to.equal("ENOMEM");
      expect(guest.ask(name, usual, top)).to.equal("EINVAL");
    }
    expect([1, 3, 4, 0].map((flags) => guest.ask("mlockall", flags))).to.deep.equal([0n, 0n, "EINVAL", "EINVAL"]);
    expect(guest.ask("munlockall")).to.equal(0n);
    const synced = [1, 2, 4, 5, 0, 3, 8].map((flags) => guest.ask("msync", usual, 0x2000, flags));
    expect(synced).to.deep.equal([0n, 0n, 0n, 0n, "EINVAL", "EINVAL", "EINVAL"]);
    expect(guest.ask("msync", usual, 0x3000, 2)).to.equal("EFAULT");
  });

  it("mquery says where there is place", () => {
    guest.map(0n, 0x1000);
    expect(guest.ask("mquery", 0, 0x1000, 3, 0, -1, 0, 0)).to.equal(usual + 0x1000n);
    expect(guest.ask("mquery", usual, 0x1000, 3, 0x10, -1, 0, 0)).to.equal("EINVAL");
    expect(guest.ask("mquery", usual + 0x1000n, 0x1000, 3, 0x10, -1, 0, 0)).to.equal(usual + 0x1000n);
    expect(guest.ask("mquery", 0, 1n << 62n, 3, 0, -1, 0, 0)).to.equal("ENOMEM");
    expect(guest.letters(usual + 0x1000n)).to.equal("");
  });

  it("none of them is upset by wild arguments", () => {
    const wild = [0n, 1n, 4095n, 4096n, usual, 0x7f7f_ffff_bfffn, 1n << 47n, 1n << 63n, top - 4095n, top];
    for (const name of ["mmap", "munmap", "mprotect", "madvise", "mincore", "minherit", "mlock", "msync", "mquery"]) {
      for (const address of wild) {
        for (const size of wild) {
          for (const last of [0, 1, 2, 6, -1]) {
            // The stack is not to go.
            if (address <= 0x7f7f_ffff_bfffn && name !== "mmap" && address + size > stackAt) continue;
            const result = guest.ask(name, address, size, last, 0x1002, -1, 0, 0);
            expect(typeof result === "bigint" || /^E[A-Z0-9]+$/.test(result)).to.equal(true);
          }
        }
      }
    }
  });
});
