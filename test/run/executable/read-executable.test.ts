import { expect } from "chai";
import { mkdtempSync, openSync, closeSync, ftruncateSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sourceOf } from "../../../run/executable/byte-source.js";
import { ExecutableError } from "../../../run/executable/executable-error.js";
import { openExecutable, readExecutable } from "../../../run/executable/read-executable.js";
import { dataSegment, madeFile, textSegment, type MadeFile } from "./made-file.js";

/** The one line that a file is refused with. */
function refusal(bytes: Uint8Array): string {
  try {
    readExecutable(sourceOf(bytes));
  } catch (thrown) {
    if (thrown instanceof ExecutableError) {
      return thrown.message;
    }
    throw thrown;
  }
  return "accepted";
}

describe("reading executables", () => {
  it("reads what the program headers say", () => {
    const bytes = madeFile();
    const { entry, segments } = readExecutable(sourceOf(bytes));
    expect(entry).to.equal(0x400100n);
    expect(segments).to.deep.equal([
      { address: 0x400000n, size: 0x200n, bytes: bytes.subarray(0, 0x200), protection: 5 },
      { address: 0x601200n, size: 0x2000n, bytes: bytes.subarray(0x200, 0x300), protection: 3 },
    ]);
  });

  it("takes segments in any order, and those that are empty for nothing", () => {
    const empty = { ...dataSegment, fileSize: 0n, memorySize: 0n, offset: 1n << 60n, address: 1n << 60n };
    const { segments } = readExecutable(sourceOf(madeFile({ segments: [dataSegment, empty, textSegment] })));
    expect(segments.map(({ address }) => address)).to.deep.equal([0x400000n, 0x601200n]);
  });

  it("takes a segment of zeros alone, wherever it says that it lies in the file", () => {
    const zeros = { ...dataSegment, fileSize: 0n, offset: 1n << 40n };
    const { segments } = readExecutable(sourceOf(madeFile({ segments: [textSegment, zeros] })));
    expect(segments[1]).to.deep.equal({
      address: 0x601200n,
      size: 0x2000n,
      bytes: new Uint8Array(0),
      protection: 3,
    });
  });

  it("takes the system's own mark and none, and headers that do not concern it", () => {
    for (const abi of [0, 12]) {
      expect(refusal(madeFile({ abi })), String(abi)).to.equal("accepted");
    }
    for (const type of [0, 2, 4, 6, 7, 0x6474e551]) {
      const wild = { ...dataSegment, type, address: 3n << 62n, memorySize: 1n << 63n, fileSize: 1n << 63n };
      expect(refusal(madeFile({ segments: [textSegment, wild] })), String(type)).to.equal("accepted");
    }
  });

  const top = (1n << 64n) - 1n;
  const text = (change: object): MadeFile => ({ segments: [{ ...textSegment, ...change }, dataSegment] });
  const data = (change: object): MadeFile => ({ segments: [textSegment, { ...dataSegment, ...change }] });
  const refused: readonly (readonly [what: string, file: MadeFile, message: RegExp])[] = [
    ["32 bits", { class: 1 }, /32-bit ELF file for x86-64/],
    ["no class", { class: 0 }, /class-0 ELF file/],
    ["big-endian", { encoding: 2 }, /big-endian/],
    ["no byte order", { encoding: 0 }, /byte order 0/],
    ["another machine", { machine: 183 }, /64-bit ARM, not a 64-bit one for x86-64/],
    ["an unknown machine", { machine: 0xfffe }, /machine 65534/],
    ["another version", { version: 2 }, /version/],
    ["another version of the beginning", { identVersion: 0 }, /version/],
    ["a program for Linux", { abi: 3 }, /Linux/],
    ["a relocatable object", { type: 1 }, /not an executable/],
    ["a core file", { type: 4 }, /core file, not an executable/],
    ["a shared object", { type: 3 }, /^dynamically linked: /],
    ["no program headers", { count: 0 }, /no program headers/],
    ["65535 program headers", { count: 0xffff }, /65535 program headers/],
    ["33 program headers", { count: 33, size: 0x4000 }, /33 program headers/],
    ["short program headers", { entrySize: 55 }, /55 bytes each/],
    ["program headers behind the end", { tableOffset: 0x1000n }, /program headers end at byte 4208/],
    ["program headers far behind it", { tableOffset: top }, /but the file has 4096 bytes/],
    ["no segment to load", { segments: [{ ...textSegment, type: 4 }] }, /no PT_LOAD/],
    ["PT_SHLIB", { segments: [textSegment, { type: 5 }] }, /PT_SHLIB/],
    ["an entry in no segment", { entry: 0x500000n }, /entry point 0x500000 lies in no segment/],
    ["an entry just behind the text", { entry: 0x400200n }, /in no segment/],
    ["an entry in the data", { entry: 0x601300n }, /which may not be executed/],
    ["an entry of the kernel", { entry: top }, /in no segment/],
    ["more in the file than in memory", data({ memorySize: 0xffn }), /only 255 in memory/],
    [
      "contents behind the end of the file",
      data({ fileSize: 0xe01n }),
      /ends at byte 4097 of the file, which has 4096/,
    ],
    ["contents that wrap around", data({ offset: top - 0xffn, fileSize: 0x200n }), /of the file, which has 4096/],
    ["2^60 bytes of memory", data({ memorySize: 1n << 60n }), /takes 1152921504606846976 bytes/],
    ["more memory than data may have", data({ memorySize: (8n << 30n) + 1n }), /OpenBSD allows 8589934592/],
    ["memory that wraps around", data({ address: top - 0xdffn }), /outside of what programs have/],
    ["the kernel's half", data({ address: 0xffff800000001200n }), /outside of what programs have/],
    ["addresses that are not canonical", data({ address: 0x800000001200n }), /outside of what programs have/],
    ["the stack", data({ address: 0x7f7fffff0200n }), /outside of what programs have/],
    ["the signal trampoline", data({ address: 0x7f7ffdfea200n, memorySize: 0x2000n }), /outside of what programs/],
    ["page 0", text({ address: 0n }), /segment 0 lies at 0x0 to 0x200, outside/],
    ["another place in the page", data({ address: 0x601201n }), /same place in a page/],
    ["an alignment that is none", data({ alignment: 3n }), /aligned to 3/],
    ["two segments at one place", data({ address: 0x400000n, offset: 0n }), /segment 0 and segment 1 overlap/],
    ["segments that share a byte", data({ address: 0x4001ffn, offset: 0x1ffn }), /overlap at 0x4001ff/],
    [
      "segments that are too large together",
      {
        segments: [
          textSegment,
          { ...dataSegment, memorySize: 5n << 30n },
          { ...dataSegment, address: 0x4000001200n, memorySize: 5n << 30n },
        ],
      },
      /its segments take 10737418752 bytes/,
    ],
  ];
  for (const [what, file, message] of refused) {
    it(`refuses ${what}`, () => {
      expect(refusal(madeFile(file))).to.match(message);
    });
  }

  it("refuses what is no ELF file", () => {
    expect(refusal(new Uint8Array(0))).to.equal("it is empty");
    expect(refusal(Buffer.from("#!/bin/sh\nexit 0\n"))).to.match(/^it is a script/);
    expect(refusal(Buffer.from("!<arch>\n"))).to.match(/archive/);
    expect(refusal(Buffer.from("MZ"))).to.equal("it is no ELF file");
  });

  it("names the dynamic linker that a program asks for", () => {
    const bytes = madeFile({ segments: [textSegment, { type: 3, offset: 0x300n, fileSize: 22n }] });
    bytes.set(Buffer.from("/usr/libexec/ld.so\0"), 0x300);
    expect(refusal(bytes)).to.equal("dynamically linked: it asks for /usr/libexec/ld.so; link it with -static");
    bytes.set(Buffer.from("\n\x1b[31m"), 0x300);
    expect(refusal(bytes)).to.match(/asks for a dynamic linker;/);
    const outside = madeFile({ segments: [textSegment, { type: 3, offset: 1n << 63n, fileSize: 1n << 63n }] });
    expect(refusal(outside)).to.match(/asks for a dynamic linker;/);
  });
});

describe("executables of the host's files", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "portwright-executable-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  function openRefusal(path: string): string {
    try {
      openExecutable(path);
    } catch (thrown) {
      if (thrown instanceof ExecutableError) {
        return thrown.message;
      }
      throw thrown;
    }
    return "accepted";
  }

  it("reads a file", () => {
    const path = join(folder, "good");
    writeFileSync(path, madeFile());
    expect(openExecutable(path)).to.deep.equal(readExecutable(sourceOf(madeFile())));
  });

  it("says why there is none", () => {
    const path = join(folder, "file");
    writeFileSync(path, "");
    expect(openRefusal(path)).to.equal("it is empty");
    expect(openRefusal(folder)).to.equal("it is a directory");
    expect(openRefusal(join(folder, "none"))).to.equal("there is no such file");
    expect(openRefusal(join(path, "below"))).to.equal("a part of its path is not a directory");
    expect(openRefusal("a\0b")).to.equal("its path has a zero byte");
    expect(openRefusal("x".repeat(5000))).to.equal("its path is too long");
    expect(openRefusal("/dev/zero")).to.equal("it is not a regular file");
    const pipe = join(folder, "pipe");
    spawnSync("mkfifo", [pipe]);
    expect(openRefusal(pipe)).to.equal("it is not a regular file");
  });

  it("reads of a file of 100 GB only what it needs", () => {
    const path = join(folder, "sparse");
    const descriptor = openSync(path, "w");
    const far = 100_000_002_048n;
    const segments = [textSegment, { ...dataSegment, offset: far, address: 0x600000n + (far & 0xfffn) }];
    writeSync(descriptor, madeFile({ segments }));
    ftruncateSync(descriptor, Number(far) + 0x100);
    writeSync(descriptor, Buffer.from("far"), 0, 3, Number(far));
    closeSync(descriptor);
    const before = process.memoryUsage().arrayBuffers;
    const { segments: read } = openExecutable(path);
    expect(Buffer.from(read[1]?.bytes.subarray(0, 4) ?? []).toString("latin1")).to.equal("far\0");
    expect(process.memoryUsage().arrayBuffers - before).to.be.below(1 << 20);
  });

  it("refuses contents that are too large to hold", () => {
    const path = join(folder, "large");
    const descriptor = openSync(path, "w");
    const size = (1n << 30n) + 1n;
    writeSync(descriptor, madeFile({ segments: [textSegment, { ...dataSegment, fileSize: size, memorySize: size }] }));
    ftruncateSync(descriptor, Number(size) + 0x1000);
    closeSync(descriptor);
    expect(openRefusal(path)).to.match(/portwright loads at most 1073741824/);
  });
});
