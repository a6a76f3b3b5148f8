import { expect } from "chai";
import type { EngineName } from "../../../verify/engine/engine.js";
import { needs, needsEngine } from "../../peers.js";
import { compileGuest, runGuest } from "../run-guest.js";
import { shortOutcome } from "./outcome.js";

/** Errors as the programs of these tests show them. */
const [ESRCH, ECHILD, EBADF, EFAULT, EINVAL, EAGAIN, EINTR] = [-3, -10, -9, -14, -22, -35, -4];

/** What each way of test/run/programs/processes.c has to show: by wait(2), rfork(2), kill(2) and sigaction(2) of OpenBSD 5.0. */
const cases: readonly (readonly [letter: string, what: string, lines: readonly string[], engines?: "unicorn only"])[] =
  [
    [
      "a",
      "memory of its own, and an end that the parent is told",
      [
        ...[
          "child sees 6",
          "its parent 1",
          "waited 1",
          "status 768",
          "parent sees 5",
          "handler of the child 0",
          "time used 1",
          "memory used 1",
        ],
        `again ${ECHILD}`,
      ],
    ],
    ["f", "SSE registers", ["half of 84 42", "half of 84 42", "child 1", "status 256"], "unicorn only"],
    ["p", "pipes, more than fits into them", ["read 8", "right 1", "end 0", "child 1", "status 0"]],
    [
      "s",
      "statuses",
      [
        ...["child 1", "status 0", "child 2", "status 65280", "child 3", "status 1792"],
        ...["child 4", "status 15", "child 5", "status 11", `none left ${ECHILD}`, `wild options ${EINVAL}`],
      ],
    ],
    [
      "g",
      "process groups",
      [
        ...["setpgid 0", "group of one 1", "group of two 1", `no such group ${ECHILD}`, "nobody yet 0", "by group 1"],
        ...[`gone ${ESRCH}`, `group gone ${ESRCH}`, "not in mine 0", "by own group 1", `all gone ${ESRCH}`],
        ...["signals 1", "child 3", "status 9"],
      ],
    ],
    [
      "z",
      "zombies, and answers that cannot be written",
      [
        ...[`cannot be killed ${ESRCH}`, "no hang 1", "status 2304", `no child ${ECHILD}`, "lives 0"],
        ...[`wild status ${EFAULT}`, `wild usage ${EFAULT}`, "still there 1", "status 9"],
      ],
    ],
    [
      "h",
      "SIGCHLD and its handler",
      [
        ...["statuses 210", "some signals 1", `interrupted ${EINTR}`, "child 21", "status 256"],
        ...["restarted 1", "status 512", "signals 2"],
      ],
    ],
    [
      "u",
      "children whose end nobody is told",
      [
        ...[`no zombie ${ECHILD}`, `ignored ${ECHILD}`, "signals 0", "its parent 1", "signals 0"],
        ...[`not even asked for ${ECHILD}`, `not to be waited for ${ECHILD}`],
      ],
    ],
    ["o", "orphans", ["child 1", "status 0", `not mine ${ECHILD}`, "orphan of 1"]],
    [
      "m",
      "many children, and a limit",
      ["sum 180", "two 1", `too many ${EAGAIN}`, "child 41", "status 9", "child 42", "status 9"],
    ],
    [
      "S",
      "stopping and continuing",
      [
        ...["stopped 1", "status 4479", "told once 0", "signals 1", "continued 1", "status 65535", "child 1"],
        ...["status 1536", "signals 0", "still stopped 0", "child 2", "status 9"],
      ],
    ],
    ["v", "vfork: the child first", ["child first", "then the parent", "child 1", "status 512"]],
    [
      "d",
      "rfork: files that are copied, shared, or none",
      ["a copy 1", `shared ${EBADF}`, "child 3", "status 256", `both ${EINVAL}`, `none ${EINVAL}`],
    ],
    [
      "t",
      "fork in a thread among several",
      ["alone 1", "thread id 1", "child 4", "status 1280", "the others go on"],
      "unicorn only",
    ],
    ["M", "memory, counted together", ["child 1", "status 9", "child 2", "status 256"]],
  ];

describe("processes of a program", function () {
  this.timeout(120_000);
  let program: Uint8Array;

  before(async function () {
    needs(this, "gcc", "gcc");
    await needsEngine(this, "unicorn");
    program = compileGuest("processes");
  });

  for (const engine of ["unicorn", "builtin"] as const satisfies readonly EngineName[]) {
    for (const [letter, what, lines, engines] of cases) {
      if (engines === "unicorn only" && engine !== "unicorn") continue;
      it(`${what} (${engine})`, async () => {
        const { outcome, output, warnings } = await runGuest(program, {
          engine,
          words: ["processes", letter],
          memory: 64,
          maxInstructions: engine === "builtin" ? 20_000_000 : 400_000_000,
        });
        expect(warnings).to.be.empty;
        expect([...output.trimEnd().split("\n"), shortOutcome(outcome)].sort()).to.deep.equal(
          [...lines, "exit 0"].sort(),
        );
      });
    }
  }

  it("come to the same whatever the order in which they run, and the same seed gives the same run", async () => {
    for (let seed = 0; seed < 15; seed += 1) {
      for (const letter of ["p", "s", "h", "o"]) {
        const lines = cases.find(([name]) => name === letter)?.[2] ?? [];
        const once = await runGuest(program, { engine: "builtin", words: ["processes", letter], seed });
        expect(once.output.trimEnd().split("\n").sort(), `seed ${seed}`).to.deep.equal([...lines].sort());
        if (seed < 3) {
          const twice = await runGuest(program, { engine: "builtin", words: ["processes", letter], seed });
          expect(twice.trace.join("\n"), `seed ${seed}`).to.equal(once.trace.join("\n"));
        }
      }
    }
  });

  it("vfork has its order in every run", async () => {
    const lines = cases.find(([name]) => name === "v")?.[2] ?? [];
    for (let seed = 0; seed < 25; seed += 1) {
      const { output } = await runGuest(program, { engine: "builtin", words: ["processes", "v"], seed });
      expect(output.trimEnd().split("\n"), `seed ${seed}`).to.deep.equal(lines);
    }
  });

  describe("the first one's end", () => {
    for (const [how, what] of [
      ["l", "is not that of the others"],
      ["lp", "counts though another one sleeps for ever"],
      ["ll", "counts though another one runs into a limit"],
    ] as const) {
      it(what, async () => {
        const { outcome, output } = await runGuest(program, { words: ["processes", how], maxInstructions: 5_000_000 });
        expect(shortOutcome(outcome)).to.equal("exit 11");
        expect(output).to.equal("left behind\n");
      });
    }
  });

  it("with the same memory are not to be had, and the user is told", async () => {
    const { output, warnings } = await runGuest(program, { words: ["processes", "T"] });
    expect(output).to.equal(`one memory ${EAGAIN}\nchild 1\nstatus 0\nshared 0\n`);
    expect(warnings).to.have.length(2);
    expect(warnings[0]).to.match(/^rfork with RFMEM and without RFTHREAD: .*EAGAIN$/);
    expect(warnings[1]).to.match(/^fork: what the program shares of its memory .* is a copy in the child$/);
  });

  it("are told apart in a trace", async () => {
    const { trace } = await runGuest(program, { words: ["processes", "o"] });
    expect(trace).to.include("  1000 processe RET   fork 1001/0x3e9");
    expect(trace).to.include("  1001 processe RET   fork 0");
    expect(trace).to.include("  1002 processe CALL  exit(8)");
  });
});
