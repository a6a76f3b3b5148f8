import { expect } from "chai";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MemoryGuest, stackAt, usual } from "./memory-guest.js";

const [shared, priv] = [1, 2];

describe("files in memory", () => {
  let root: string;
  let guest: MemoryGuest;
  const contents = Buffer.alloc(10_000, "portwright");

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "portwright-mmap-"));
    writeFileSync(join(root, "file"), contents);
    guest = new MemoryGuest(root);
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  function open(path: string, flags: number): number {
    guest.memory.write(stackAt, Buffer.from(`${path}\0`));
    const descriptor = guest.ask("open", stackAt, flags, 0);
    expect(typeof descriptor, String(descriptor)).to.equal("bigint");
    return Number(descriptor);
  }

  function map(size: number, protection: number, flags: number, descriptor: number, offset = 0): bigint | string {
    return guest.ask("mmap", 0, size, protection, flags, descriptor, 0, offset);
  }

  it("show what the file holds, and zeros up to the end of its last page", () => {
    expect(map(0x3000, 1, priv, open("/file", 0))).to.equal(usual);
    expect(Buffer.compare(guest.memory.read(usual, 10_000), contents)).to.equal(0);
    expect(guest.memory.read(usual + 10_000n, 0x3000 - 10_000)).to.deep.equal(new Uint8Array(0x3000 - 10_000));
    expect(guest.letters(usual)).to.equal("r--");
  });

  it("begin where they are asked to", () => {
    const descriptor = open("/file", 0);
    expect(map(0x1000, 1, priv, descriptor, 0x1000)).to.equal(usual);
    expect(Buffer.compare(guest.memory.read(usual, 0x1000), contents.subarray(0x1000, 0x2000))).to.equal(0);
    expect(map(10, 1, priv, descriptor, 0x1ffb)).to.equal(usual + 0x1ffbn);
    expect(Buffer.compare(guest.memory.read(usual + 0x1ffbn, 10), contents.subarray(0x1ffb, 0x2005))).to.equal(0);
  });

  it("cannot be used behind the last page of the file", () => {
    expect(map(0x5000, 3, priv, open("/file", 0))).to.equal(usual);
    expect([2n, 3n, 4n, 5n].map((page) => guest.letters(usual + 0x1000n * page))).to.deep.equal([
      "rw-",
      "---",
      "---",
      "",
    ]);
    expect(guest.ask("mprotect", usual, 0x5000, 1)).to.equal(0n);
    expect(guest.letters(usual + 0x3000n)).to.equal("---");
    expect(guest.ask("munmap", usual, 0x5000)).to.equal(0n);
  });

  it("keep to themselves what is written into a copy of one's own", () => {
    map(0x3000, 3, priv, open("/file", 0));
    guest.memory.write(usual, Buffer.from("CHANGED"));
    guest.ask("munmap", usual, 0x3000);
    expect(readFileSync(join(root, "file")).equals(contents)).to.equal(true);
  });

  for (const [what, end] of [
    ["msync", () => guest.ask("msync", usual, 0x3000, 2)],
    ["munmap", () => guest.ask("munmap", usual, 0x3000)],
    ["another mapping", () => guest.ask("mmap", usual, 0x3000, 3, 0x1012, -1, 0, 0)],
    [
      "the end of the process",
      () => {
        guest.memory.synchronize();
        return 0n;
      },
    ],
  ] as const) {
    it(`write back what is shared with ${what}, whatever becomes of the descriptor`, () => {
      const descriptor = open("/file", 2);
      map(0x3000, 3, shared, descriptor);
      expect(guest.ask("close", descriptor)).to.equal(0n);
      guest.memory.write(usual + 0x1000n, Buffer.from("CHANGED"));
      guest.memory.write(usual + 0x2ff0n, Buffer.from("behind the end"));
      expect(end()).to.be.a("bigint");
      const expected = Buffer.from(contents);
      expected.write("CHANGED", 0x1000);
      expect(readFileSync(join(root, "file")).equals(expected)).to.equal(true);
    });
  }

  it("do not write back what was not changed", () => {
    map(0x3000, 3, shared, open("/file", 2));
    guest.memory.write(usual, Buffer.from("CHANGED"));
    writeFileSync(join(root, "file"), Buffer.alloc(10_000, "x"), { flag: "r+" });
    expect(guest.ask("msync", usual, 0x3000, 2)).to.equal(0n);
    const expected = Buffer.alloc(10_000, "x");
    contents.copy(expected, 0, 0, 4096);
    expected.write("CHANGED");
    expect(readFileSync(join(root, "file")).equals(expected)).to.equal(true);
  });

  it("do not make a file longer again", () => {
    map(0x3000, 3, shared, open("/file", 2));
    guest.memory.write(usual, Buffer.from("CHANGED"));
    guest.memory.write(usual + 0x2000n, Buffer.from("CHANGED"));
    truncateSync(join(root, "file"), 5);
    guest.ask("munmap", usual, 0x3000);
    expect(readFileSync(join(root, "file")).toString()).to.equal("CHANG");
  });

  it("may be used as the descriptor allows", () => {
    const [reading, writing, both] = [open("/file", 0), open("/file", 1), open("/file", 2)];
    const answers = [
      map(1, 3, shared, reading),
      map(1, 1, priv, writing),
      map(1, 2, shared, writing),
      map(1, 3, shared, both),
      map(1, 3, priv, reading),
    ];
    expect(answers.map((answer) => (typeof answer === "bigint" ? "mapped" : answer))).to.deep.equal([
      "EACCES",
      "EACCES",
      "EACCES",
      "mapped",
      "mapped",
    ]);
    const readOnly = map(1, 1, shared, reading);
    expect(guest.ask("mprotect", BigInt(readOnly), 1, 3)).to.equal("EACCES");
    expect(guest.ask("mprotect", BigInt(readOnly), 1, 0)).to.equal(0n);
  });

  it("are only regular ones, and /dev/zero", () => {
    expect(map(0x1000, 1, priv, open("/", 0))).to.equal("ENODEV");
    expect(map(0x1000, 1, priv, open("/dev/null", 0))).to.equal("EINVAL");
    const zero = map(0x1000, 3, priv, open("/dev/zero", 2));
    expect(guest.memory.readUint64(BigInt(zero))).to.equal(0n);
    expect(guest.ask("pipe", stackAt)).to.equal(0n);
    expect(map(0x1000, 1, priv, guest.memory.readUint32(stackAt))).to.equal("ENODEV");
  });

  it("cost little where they have holes, and are refused where they are too large", () => {
    truncateSync(join(root, "file"), 300 << 20);
    expect(map(300 << 20, 1, priv, open("/file", 0))).to.equal(usual);
    expect(guest.process.engine.residentBytes()).to.be.below(1 << 20);
    truncateSync(join(root, "file"), 100e9);
    expect(map(100e9, 1, priv, open("/file", 0))).to.equal("ENOMEM");
    expect(map(0x1000, 1, priv, open("/file", 0), 100e9 - 4096)).to.be.a("bigint");
    expect(guest.ask("mmap", 0, 0x1000, 1, priv, open("/file", 0), 0, 1n << 62n)).to.equal("EINVAL");
  });
});
