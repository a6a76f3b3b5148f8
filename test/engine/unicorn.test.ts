import { expect } from "chai";
import { availableEngines, createEngine, engineNames } from "../../verify/engine/available-engines.js";
import { EngineError } from "../../verify/engine/engine.js";
import { loadLibraryFrom } from "../../verify/engine/unicorn/library.js";
import { createUnicornEngine } from "../../verify/engine/unicorn/unicorn-engine.js";
import { skipForWant } from "../peers.js";
import { Machine } from "./machine.js";

/** What `promise` is rejected with. */
async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return expect.fail("it is not rejected");
}

describe("available engines", () => {
  it("are told by name, each with the reason if it is not there", async () => {
    const engines = await availableEngines();
    expect(engines.map(({ name }) => name)).to.deep.equal(engineNames);
    expect(engines.find(({ name }) => name === "builtin")).to.deep.equal({ name: "builtin", available: true });
    for (const engine of engines) {
      if (!engine.available) expect(engine.reason).to.contain(`"${engine.name}"`);
    }
  });

  it("are made by name, and no others", async () => {
    const engine = await createEngine("builtin");
    expect(engine.name).to.equal("builtin");
    engine.dispose();
    const error = await rejection(createEngine("bochs"));
    expect(error).to.be.instanceOf(EngineError);
    expect(String(error)).to.contain('no engine "bochs": expected builtin or unicorn');
  });
});

describe("unicorn", () => {
  before(async function () {
    const unicorn = (await availableEngines()).find(({ name }) => name === "unicorn");
    if (unicorn?.available === false) skipForWant(this, unicorn.reason);
  });

  it("without koffi names the npm package", async () => {
    const missing = loadLibraryFrom(() => Promise.reject(new Error("Cannot find package 'koffi'")), "libunicorn.so.2");
    const error = await rejection(missing);
    expect(error).to.be.instanceOf(EngineError);
    expect(String(error)).to.contain("npm install koffi");
  });

  it("without the library names Debian's package", async () => {
    const error = await rejection(loadLibraryFrom(() => import("koffi"), "libunicorn.so.999"));
    expect(error).to.be.instanceOf(EngineError);
    expect(String(error)).to.contain("needs libunicorn.so.999, which is not there: apt-get install libunicorn2");
  });

  it("gives its callbacks back: there are 8192 of them", async () => {
    const { stats } = await import("koffi");
    const before = stats().callbacks;
    const engine = await createUnicornEngine();
    expect(stats().callbacks).to.be.above(before);
    engine.dispose();
    engine.dispose();
    expect(stats().callbacks).to.equal(before);
  });

  it("does not copy a large piece of memory of which a page is protected or unmapped", async function () {
    this.timeout(20_000);
    const { engine } = new Machine(await createUnicornEngine());
    const readWrite = { read: true, write: true, execute: false };
    const before = process.memoryUsage().rss;
    engine.map(0x1000_0000_0000n, 16n << 30n, readWrite);
    for (let page = 0n; page < 64n; page += 2n) {
      engine.protect(0x1000_0000_0000n + page * 0x1000n, 0x1000n, { ...readWrite, write: false });
      engine.unmap(0x1000_1000_0000n + page * 0x1000n, 0x1000n);
    }
    expect(process.memoryUsage().rss - before).to.be.below(256 << 20);
    engine.dispose();
  });

  it("forgets the jumps of many runs to where nothing is", async function () {
    this.timeout(20_000);
    const machine = new Machine(await createUnicornEngine());
    machine.load([0xff, 0xe0]); // jmp *%rax
    const state = machine.engine.state();
    const begin = performance.now();
    for (let round = 1n; round <= 5000n; round += 1n) {
      const address = (round * 0x9e37_79b9_7f4a_7c15n) & 0xffff_ffff_ffff_ffffn;
      state.registers[0] = address;
      machine.engine.setState(state);
      const stop = machine.engine.run({ limit: 2 });
      expect(stop).to.deep.equal({ kind: "fault", access: "fetch", address });
    }
    expect((performance.now() - begin) / 5000, "milliseconds each").to.be.below(2);
    machine.engine.dispose();
  });
});
