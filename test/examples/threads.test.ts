import { spawnSync } from "node:child_process";
import { readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { packageFolder } from "../../gen/own-package.js";
import type { Outcome } from "../../run/kernel/scheduler.js";
import { campaignCount, campaignTag } from "../campaign.js";
import { compilers } from "../emit-c/compiler.js";
import { portwright, program, succeed } from "../gen/run-portwright.js";
import { workspace, type Workspace } from "../gen/workspace.js";
import { needs, needsEngine } from "../peers.js";
import { runGuest, type GuestOptions, type GuestRun } from "../run/run-guest.js";

const folder = join(packageFolder, "examples/threads");
const expectedOutput = readFileSync(join(folder, "expected-output.txt"), "utf8");
const readme = readFileSync(join(folder, "README.md"), "utf8");
const withoutFloats = expectedOutput.replaceAll(/^floats: .*\n/gm, "");

const seedsAtOnce = 10;
/** A campaign of the usual length tries 200. */
const seeds = Math.ceil(campaignCount(20) / seedsAtOnce) * seedsAtOnce;

/** How many parts there are: the program's status. */
const parts = 9;

describe("examples/threads", function () {
  this.timeout(300_000);
  let work: Workspace;
  /** Builds the example in a folder, and gives the program. */
  const make = (name: string, target: string, ...variables: readonly string[]): Uint8Array => {
    const built = work.path(`${name}/${target}`);
    const words = [
      "-C",
      folder,
      ...variables,
      `B=${work.path(name)}`,
      `PORTWRIGHT=${process.execPath} ${program}`,
      built,
    ];
    const { status, stdout, stderr } = spawnSync("make", words, { encoding: "utf8" });
    expect({ status, stderr }, stdout).to.deep.equal({ status: 0, stderr: "" });
    return readFileSync(built);
  };
  before(function () {
    needs(this, "gcc", "gcc");
    needs(this, "ld", "binutils");
    needs(this, "make", "make");
    work = workspace();
  });
  after(() => {
    // Not there where a command is missing.
    (work as Workspace | undefined)?.remove();
  });

  it("takes the port's objects as they are, whatever the times of files, and assembles nothing", () => {
    const port = work.path("later");
    succeed(["generate", "openbsd-amd64", "--out", port], { cwd: packageFolder });
    const objects = ["rt0.o", "start.o", "sys.o", "bridges.o"].map((name) => join(port, "gnu", name));
    const before = objects.map((path) => readFileSync(path));
    for (const path of objects) {
      utimesSync(path, 1, 1);
    }
    make("times", "threads", `PORT=${port}`);
    expect(objects.map((path) => readFileSync(path))).to.deep.equal(before);
  });

  it("expects of the floating-point threads what this machine computes", () => {
    const lines = expectedOutput.split("\n").filter((line) => line.startsWith("floats: "));
    expect(lines).to.deep.equal(
      [0, 1, 2, 3].map((number) => `floats: thread ${number} has ${bitsOf(logistic(number)).toString(16)}`),
    );
  });

  describe(`by gcc and ld, on unicorn ${campaignTag}`, () => {
    let built: Uint8Array;
    const traces = new Set<string>();
    before(async function () {
      await needsEngine(this, "unicorn");
      built = make("gcc", "threads");
    });

    for (let first = 1; first <= seeds; first += seedsAtOnce) {
      const last = first + seedsAtOnce - 1;
      it(`prints what is expected and exits with ${parts}, seeds ${first} to ${last}`, async () => {
        for (let seed = first; seed <= last; seed += 1) {
          const run = await runGuest(built, { seed, words: ["threads"] });
          expectRight(run, seed);
          traces.add(run.trace.join("\n"));
        }
      });
    }

    it("takes its turns in another way for each seed", () => {
      expect(traces.size).to.equal(seeds);
    });

    it("runs in the same way again for the same seed", async () => {
      const [one, other] = [await runGuest(built, { seed: 5 }), await runGuest(built, { seed: 5 })];
      expect(one).to.deep.equal(other);
      expect(one.trace).to.not.deep.equal((await runGuest(built, { seed: 6 })).trace);
    });

    it("gets the signals that it provokes, and no others", async () => {
      const { trace } = await runGuest(built);
      const signals = trace.flatMap((line) => / PSIG +(SIG\w+) /.exec(line)?.[1] ?? []);
      // Reading, writing, calling and reading inside; and half of what four threads do 15 times.
      expect(signals.filter((name) => name === "SIGSEGV").length).to.equal(4 + (4 * 15) / 2);
      expect(signals.filter((name) => name === "SIGFPE").length).to.equal(1 + (4 * 15) / 2);
      expect(new Set(signals)).to.deep.equal(new Set(["SIGSEGV", "SIGFPE", "SIGPROF"]));
    });

    it("starts 25 threads, and yields or sleeps where it waits", async () => {
      const { trace } = await runGuest(built);
      const calls = (name: string): number => trace.filter((line) => line.includes(` CALL  ${name}(`)).length;
      // Six parts with four threads each, and that of `ends`.
      expect(calls("rfork")).to.equal(6 * 4 + 1);
      expect(calls("threxit")).to.be.within(1, 6 * 4 + 1);
      expect(calls("sched_yield")).to.be.above(100);
      expect(calls("thrsleep")).to.equal(3);
    });

    it("is, run by portwright run, a program like others", () => {
      const run = portwright(["run", "--engine", "unicorn", "--seed", "3", "gcc/threads"], { cwd: work.folder });
      expect(run).to.deep.equal({ status: parts, stdout: expectedOutput, stderr: "" });
    });

    const ends: readonly (readonly [part: string, stderr: string, status: number])[] = [
      ["panics", "panic: invalid memory address or nil pointer dereference\n[signal 11 code=0x1 addr=0x0]\n", 2],
      [
        "conflict",
        "runtime: address space conflict: map(0xf800000000) = 0xf800040000\nthrow: runtime: address space conflict\n",
        2,
      ],
      ["exhaust", "throw: runtime: out of memory\n", 2],
      ["pipe", "portwright: threads: ended by SIGPIPE\n", 128 + 13],
      ["nothing", "threads: there is no part nothing\n", 64],
    ];
    for (const [part, stderr, status] of ends) {
      it(`ends with ${status} where ${part} is asked for`, () => {
        const run = portwright(["run", "--engine", "unicorn", "gcc/threads", part], { cwd: work.folder });
        expect(run).to.deep.equal({ status, stdout: "", stderr });
      });
    }
  });

  const builds: readonly (readonly [what: string, name: string, target: string, ...variables: readonly string[]])[] = [
    ["by clang and ld", "clang", "threads", "CC=clang"],
    ["by gcc and portwright link", "gcc", "linked-by-portwright"],
    ["by clang and portwright link", "clang", "linked-by-portwright", "CC=clang"],
  ];
  for (const [what, name, target, ...variables] of builds) {
    it(`${what}: prints what is expected (5 seeds)`, async function () {
      needs(this, name, name);
      await needsEngine(this, "unicorn");
      const built = make(name, target, ...variables);
      for (let seed = 1; seed <= 5; seed += 1) {
        expectRight(await runGuest(built, { seed }), seed);
      }
    });
  }

  it("without floating point, on builtin: prints what is expected, and the same again for the same seed", async () => {
    const built = make("integers", "threads", "FLOATS=no");
    const [one, again, other] = [
      await runGuest(built, { engine: "builtin", seed: 1 }),
      await runGuest(built, { engine: "builtin", seed: 1 }),
      await runGuest(built, { engine: "builtin", seed: 2 }),
    ];
    expect(shown(one)).to.deep.equal({ output: withoutFloats, ending: `exit ${parts - 1}`, warnings: [] });
    expect(shown(other)).to.deep.equal(shown(one));
    expect(again.trace).to.deep.equal(one.trace);
    expect(other.trace).to.not.deep.equal(one.trace);
  });

  for (const compiler of compilers) {
    describe(`on the port of 2011 (${compiler})`, () => {
      let built: Uint8Array;
      before(async function () {
        needs(this, compiler, compiler);
        await needsEngine(this, "unicorn");
        const port = work.path("port");
        succeed(["generate", "openbsd-amd64", "--errata", "original", "--out", port], { cwd: packageFolder });
        built = make(`2011-${compiler}`, "threads", `CC=${compiler}`, `PORT=${port}`);
      });
      const run = async (options: GuestOptions, ...words: readonly string[]): Promise<ReturnType<typeof shown>> =>
        shown(await runGuest(built, { words: ["threads", ...words], ...options }));

      it("takes out of memory for a valid pointer, and dies of it", async () => {
        const before = expectedOutput.slice(0, expectedOutput.indexOf("memory: 128 TiB"));
        const output = `${before}memory: 128 TiB at 0xfffffff4\nunexpected fault address 0xfffffff4\nthrow: fault\n`;
        for (let seed = 1; seed <= 5; seed += 1) {
          expect(await run({ seed })).to.deep.equal({ output, ending: "exit 2", warnings: [] });
        }
        expect(readme).to.include(`\n\`\`\`text\n${output}\`\`\`\n`);
      });

      it("has threxit clear what DI points to", async () => {
        for (let seed = 1; seed <= 10; seed += 1) {
          const { output, ending } = await run({ seed }, "ends");
          expect({ output, ending }, `seed ${seed}`).to.deep.equal({
            output: "ends: a thread has left 0 behind\n",
            ending: "exit 1",
          });
        }
      });

      it("reports an errno as a conflict of addresses", async () => {
        expect(await run({}, "exhaust")).to.deep.equal({
          output:
            "runtime: address space conflict: map(0xf800000000) = 0xfffffff4\nthrow: runtime: address space conflict\n",
          ending: "exit 2",
          warnings: [],
        });
      });

      it("gets no timer of once per second", async () => {
        expect((await run({}, "profile")).output).to.match(/^profile: 1 Hz is every 0 s\nprofile: ticks have come,/);
      });

      it("does the rest as the corrected one does", async () => {
        const rest = ["clock", "locks", "notes", "sleepers", "faults", "floats"];
        const expected = expectedOutput
          .split("\n")
          .filter((line) => rest.some((name) => line.startsWith(`${name}: `)))
          .map((line) => `${line}\n`);
        expect((await run({}, ...rest)).output).to.equal(expected.join(""));
      });
    });
  }
});

function expectRight(run: GuestRun, seed: number): void {
  expect(shown(run), `seed ${seed}`).to.deep.equal({ output: expectedOutput, ending: `exit ${parts}`, warnings: [] });
}

/** What a user of the program would see. */
function shown({ output, outcome, warnings }: GuestRun): {
  readonly output: string;
  readonly ending: string;
  readonly warnings: readonly string[];
} {
  return { output, ending: endingOf(outcome), warnings };
}

function endingOf(outcome: Outcome): string {
  if (outcome.kind !== "ended") {
    return outcome.kind;
  }
  const { ending } = outcome;
  return ending.kind === "exit" ? `exit ${ending.status}` : `signal ${ending.signal}`;
}

/** What floats.c computes; numbers of JavaScript are those of SSE2. */
function logistic(number: number): number {
  let x = (number + 1) / 10;
  let y = (number + 1) / 7;
  for (let round = 0; round < 400; round += 1) {
    x = 3.9 * x * (1 - x);
    y = 3.8 * y * (1 - y);
  }
  return x + y;
}

function bitsOf(number: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, number);
  return view.getBigUint64(0);
}
