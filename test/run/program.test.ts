import { expect } from "chai";
import type { Outcome } from "../../run/kernel/scheduler.js";
import type { EngineName } from "../../verify/engine/engine.js";
import { needs, needsEngine } from "../peers.js";
import { compileGuest, runGuest } from "./run-guest.js";

/** What an outcome comes to in a line. */
function short(outcome: Outcome): string {
  if (outcome.kind !== "ended") return outcome.kind;
  const { ending } = outcome;
  return ending.kind === "exit" ? `exit ${String(ending.status)}` : `signal ${String(ending.signal)}`;
}

/** Signals by their numbers on OpenBSD. */
const SIGILL = 4;
const SIGTRAP = 5;
const SIGFPE = 8;
const SIGKILL = 9;
const SIGBUS = 10;
const SIGSEGV = 11;
const SIGTERM = 15;

describe("programs that end badly", function () {
  this.timeout(60_000);
  let ends: Uint8Array;

  before(async function () {
    needs(this, "gcc", "gcc");
    await needsEngine(this, "unicorn");
    ends = compileGuest("ends");
  });

  const cases: readonly (readonly [what: string, letter: string, outcome: string])[] = [
    ["reads through nil", "n", `signal ${SIGSEGV}`],
    ["writes what is read-only", "w", `signal ${SIGSEGV}`],
    ["divides by zero", "d", `signal ${SIGFPE}`],
    ["runs an invalid instruction", "i", `signal ${SIGILL}`],
    ["runs a breakpoint", "b", `signal ${SIGTRAP}`],
    ["halts the processor", "h", `signal ${SIGBUS}`],
    ["jumps to nowhere", "j", `signal ${SIGSEGV}`],
    ["jumps to where no address is", "c", `signal ${SIGBUS}`],
    ["reads where no address is", "C", `signal ${SIGBUS}`],
    ["runs data", "e", `signal ${SIGSEGV}`],
    ["recurses for ever", "s", `signal ${SIGSEGV}`],
    ["kills itself", "k", `signal ${SIGKILL}`],
    ["terminates itself", "t", `signal ${SIGTERM}`],
    ["sleeps, and nobody wakes it", "p", "deadlock"],
    ["loops for ever", "l", "instructions"],
    ["takes all memory there is", "m", `signal ${SIGKILL}`],
  ];

  for (const engine of ["unicorn", "builtin"] as const satisfies readonly EngineName[]) {
    for (const [what, letter, expected] of cases) {
      it(`${what}: ${expected} on ${engine}`, async () => {
        const { outcome } = await runGuest(ends, {
          engine,
          words: ["ends", letter],
          memory: 64,
          maxInstructions: 3_000_000,
        });
        expect(short(outcome)).to.equal(expected);
      });
    }

    it(`is stopped in the midst of calls that take the host long, on ${engine}`, async () => {
      const begun = performance.now();
      const { outcome } = await runGuest(ends, { engine, words: ["ends", "z"], memory: 1024, timeout: 300 });
      expect(outcome.kind).to.equal("timeout");
      expect(performance.now() - begun).to.be.below(5000);
    });
  }
});

describe("system calls with wild arguments", function () {
  this.timeout(120_000);
  let wild: Uint8Array;

  before(async function () {
    needs(this, "gcc", "gcc");
    await needsEngine(this, "unicorn");
    wild = compileGuest("wild");
  });

  for (const seed of ["1", "22", "333", "4444"]) {
    it(`fail, and nothing else happens (seed ${seed})`, async () => {
      const { outcome, output } = await runGuest(wild, { words: ["wild", seed] });
      expect(short(outcome)).to.equal("exit 0");
      expect(output).to.match(/^calls 1\d{4}\nmost failed\n$/);
    });
  }
});

describe("a program with thousands of regions", function () {
  this.timeout(60_000);

  for (const engine of ["unicorn", "builtin"] as const) {
    it(`runs on ${engine}`, async function () {
      needs(this, "gcc", "gcc");
      await needsEngine(this, engine);
      const { outcome, output } = await runGuest(compileGuest("regions"), { engine });
      expect(output).to.equal("sum 17997000\n");
      expect(short(outcome)).to.equal("exit 0");
    });
  }
});
