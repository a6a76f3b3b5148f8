import { expect } from "chai";
import { sourceOf } from "../../../run/executable/byte-source.js";
import { ExecutableError } from "../../../run/executable/executable-error.js";
import { loadExecutable } from "../../../run/executable/load-executable.js";
import { processStack } from "../../../run/executable/process-stack.js";
import { readExecutable } from "../../../run/executable/read-executable.js";
import { AddressSpace } from "../../../run/memory/address-space.js";
import { trampolineAddress } from "../../../run/memory/layout.js";
import { trampolineBytes } from "../../../run/signals/trampoline.js";
import { createBuiltinEngine } from "../../../verify/engine/builtin/builtin-engine.js";
import type { CpuState } from "../../../verify/engine/engine.js";
import { dataSegment, madeFile, textSegment, type MadeFile } from "./made-file.js";

function load(file: MadeFile, words = ["a"], environment: readonly string[] = []) {
  const engine = createBuiltinEngine();
  const memory = new AddressSpace(engine);
  const state: CpuState = loadExecutable(readExecutable(sourceOf(madeFile(file))), memory, words, environment);
  return { engine, memory, state };
}

/** Letters of what may be done with a byte: "rw-", or "" where nothing is mapped. */
function letters(memory: AddressSpace, address: bigint): string {
  const permissions = memory.permissionsAt(address);
  return permissions === undefined
    ? ""
    : [permissions.read ? "r" : "-", permissions.write ? "w" : "-", permissions.execute ? "x" : "-"].join("");
}

describe("loading executables", () => {
  it("puts the stack where the kernel has it", () => {
    const { memory, state } = load({}, ["ab", "c"], ["D=1"]);
    // 8 argc, 3 + 2 addresses with their zeros, 16 words, 9 bytes of strings, 32 of ps_strings, up to 8.
    const size = Math.ceil((8 * (1 + 3 + 2 + 16) + 9 + 32) / 8) * 8;
    const sp = 0x7f7fffffc000n - BigInt(size);
    expect(state.registers[4]).to.equal(sp);
    expect(memory.readUint64(sp)).to.equal(2n);
    const texts = [1, 2, 4].map((word) => memory.readString(memory.readUint64(sp + BigInt(8 * word)), 100));
    expect(texts.map((text) => Buffer.from(text).toString())).to.deep.equal(["ab", "c", "D=1"]);
    expect([3, 5].map((word) => memory.readUint64(sp + BigInt(8 * word)))).to.deep.equal([0n, 0n]);
  });

  it("clears all registers but RIP and RSP", () => {
    const { state } = load({});
    expect(state.rip).to.equal(0x400100n);
    expect(state.flags).to.equal(0x202n);
    expect([state.fsBase, state.gsBase]).to.deep.equal([0n, 0n]);
    expect([...state.registers].filter((value) => value !== 0n)).to.have.length(1);
  });

  it("maps what may be used, and nothing else", () => {
    const { memory } = load({});
    expect(letters(memory, 0x0n)).to.equal("");
    expect(letters(memory, 0x400fffn)).to.equal("r-x");
    expect(letters(memory, 0x401000n)).to.equal("");
    expect(letters(memory, 0x601000n)).to.equal("rw-");
    expect(letters(memory, 0x603fffn)).to.equal("rw-");
    expect(letters(memory, 0x604000n)).to.equal("");
    expect(letters(memory, 0x7f7fffffbfffn)).to.equal("rw-");
    expect(letters(memory, 0x7f7fffffc000n)).to.equal("");
    expect(letters(memory, 0x7f7fffffc000n - (4n << 20n))).to.equal("rw-");
    expect(letters(memory, 0x7f7fffffc000n - (4n << 20n) - 1n)).to.equal("---");
    expect(letters(memory, trampolineAddress)).to.equal("r-x");
    expect(memory.read(trampolineAddress, trampolineBytes.length)).to.deep.equal(trampolineBytes);
    expect(memory.data).to.deep.equal({ start: 0x601000n, end: 0x604000n });
  });

  it("has zeros around what the file holds", () => {
    const { memory } = load({});
    expect(memory.read(0x601000n, 0x200)).to.deep.equal(new Uint8Array(0x200));
    expect(memory.read(0x601200n, 0x100)).to.deep.equal(madeFile().slice(0x200, 0x300));
    expect(memory.read(0x601300n, 0x2d00)).to.deep.equal(new Uint8Array(0x2d00));
  });

  it("lets segments share a page, which is then good for all of them", () => {
    const read = { ...dataSegment, flags: 4, offset: 0x200n, address: 0x400200n, fileSize: 0x80n, memorySize: 0x80n };
    const write = { ...dataSegment, offset: 0x300n, address: 0x400300n, fileSize: 0x20n, memorySize: 0x1000n };
    const { memory } = load({ segments: [textSegment, read, write] });
    expect(letters(memory, 0x400000n)).to.equal("rwx");
    expect(letters(memory, 0x401000n)).to.equal("rw-");
    const file = madeFile({ segments: [textSegment, read, write] });
    expect(memory.read(0x400000n, 0x280)).to.deep.equal(file.slice(0, 0x280));
    expect(memory.read(0x400300n, 0x20)).to.deep.equal(file.slice(0x300, 0x320));
  });

  it("keeps what is in a segment that may not be used until it may", () => {
    const hidden = { ...dataSegment, flags: 0 };
    const { memory } = load({ segments: [textSegment, hidden] });
    expect(letters(memory, 0x601200n)).to.equal("---");
    memory.protect(0x601000n, 0x1000n, 1);
    expect(memory.read(0x601200n, 0x100)).to.deep.equal(
      madeFile({ segments: [textSegment, hidden] }).slice(0x200, 0x300),
    );
  });

  it("costs nothing for zeros", () => {
    const { engine } = load({ segments: [textSegment, { ...dataSegment, memorySize: 4n << 30n }] });
    expect(engine.residentBytes()).to.be.below(1 << 20);
  });

  it("refuses arguments that are too long", () => {
    const longest = "x".repeat(256 * 1024 - 3);
    expect(processStack([longest, "a"], []).bytes.length).to.be.above(256 * 1024);
    expect(() => processStack([longest, "a"], ["b"])).to.throw(
      ExecutableError,
      /take 262146 bytes; OpenBSD allows 262144/,
    );
    expect(() => processStack(["é".repeat(128 * 1024)], [])).to.throw(ExecutableError);
  });
});
