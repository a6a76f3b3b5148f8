import { expect } from "chai";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineName } from "../../../verify/engine/engine.js";
import { needs, needsEngine } from "../../peers.js";
import { temporaryFolder } from "../files/guest.js";
import type { GuestRun } from "../run-guest.js";
import { compileGuest, runGuest } from "../run-guest.js";
import { shortOutcome } from "./outcome.js";

/** What test/run/programs/tells.c finds besides its words, whatever executes.c has set before: timers go on, but not in a child. */
const found = (timer: number): readonly string[] => [
  ...[
    "handler 0",
    "ignored 1",
    "stack 4",
    "mask 16384",
    "thread 1",
    "open 3",
    "open 5",
    `timer ${timer}`,
    "old memory -14",
    "data 7",
  ],
];

/** The environment that executes.c gives. */
const environment = ["HOME=/", "WORD=ä"];

/** Errors as the programs show them. */
const errno = { ENOENT: -2, E2BIG: -7, ENOEXEC: -8, EACCES: -13, EFAULT: -14, ENOTDIR: -20, EISDIR: -21, EINVAL: -22 };

describe("execve", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let executes: Uint8Array;

  function put(path: string, content: Uint8Array | string, mode = 0o755): void {
    writeFileSync(join(folder.path, path), content);
    chmodSync(join(folder.path, path), mode);
  }

  before(async function () {
    needs(this, "gcc", "gcc");
    await needsEngine(this, "unicorn");
    // The engine builtin knows no SSE.
    executes = compileGuest("executes", "-mgeneral-regs-only");
    const tells = compileGuest("tells", "-mgeneral-regs-only");
    mkdirSync(join(folder.path, "bin"));
    put("bin/tells", tells);
    put("script", "#!/bin/tells\nrest of the script\n");
    put("argument", "#! \t/bin/tells  -x  two words \nrest\n");
    put("twice", "#!/script\n");
    put("endless", "#!/bin/tells");
    put("long", `#!/bin/tells ${"x".repeat(63 - 13)}\n`);
    put("longer", `#!/bin/tells ${"x".repeat(64 - 13)}\n`);
    put("empty", "");
    put("nothing", "#!\n");
    put("text", "echo hello\n");
    put("no-interpreter", "#!/bin/nobody\n");
    put("not-executable", tells, 0o644);
    put("cut", tells.subarray(0, 100));
    put("a-very-long-name-for-a-program", tells);
    symlinkSync("/bin/tells", join(folder.path, "link"));
    symlinkSync("loop", join(folder.path, "loop"));
  });

  after(() => {
    folder.remove();
  });

  const run = (engine: EngineName, ...words: readonly string[]): Promise<GuestRun> =>
    runGuest(executes, { engine, words: ["executes", ...words], root: folder.path, maxInstructions: 20_000_000 });

  for (const engine of ["unicorn", "builtin"] as const satisfies readonly EngineName[]) {
    describe(engine, () => {
      it("puts another program in the place of this one", async () => {
        const { outcome, output, warnings, trace } = await run(engine, "e", "/bin/tells", "x", "");
        expect(output.split("\n")).to.deep.equal([
          "arguments 3",
          "/bin/tells",
          "x",
          "",
          ...environment,
          ...found(1000),
          "",
        ]);
        expect(shortOutcome(outcome)).to.equal("exit 3");
        expect(warnings).to.be.empty;
        expect(trace).to.include('  1000 executes NAMI  "/bin/tells"');
        expect(trace).to.include("  1000 tells    RET   execve 0");
      });

      it("in a child, by fork and by vfork", async () => {
        const told = ["arguments 1", "bin/tells", ...environment, ...found(0)];
        const forked = await run(engine, "c", "bin/tells");
        expect(forked.output.trimEnd().split("\n")).to.deep.equal([...told, "child 1", "status 256"]);
        const { output } = await run(engine, "v", "bin/tells");
        expect(output.trimEnd().split("\n").slice(0, 1)).to.deep.equal(["child"]);
        expect(output.trimEnd().split("\n").sort()).to.deep.equal(
          [...told, "child", "parent", "child 1", "status 256"].sort(),
        );
      });

      it("in the child of a vfork, whose parent goes on then", async () => {
        const { output } = await run(engine, "w", "bin/tells", "-r");
        expect(output.trimEnd().split("\n")).to.include.members(["read 1", "child 1", "status 512"]);
      });

      it("from any thread, and the others are gone", async () => {
        const { outcome, output } = await run(engine, "t", "link");
        expect(output.trimEnd().split("\n")).to.deep.equal([
          "arguments 2",
          "one",
          "two",
          ...environment,
          ...found(1000),
        ]);
        expect(shortOutcome(outcome)).to.equal("exit 2");
      });

      it("without an environment, of a name that is cut off in a trace", async () => {
        const { output, trace } = await run(engine, "n", "/a-very-long-name-for-a-program");
        expect(output.split("\n").slice(0, 3)).to.deep.equal([
          "arguments 1",
          "/a-very-long-name-for-a-program",
          "handler 0",
        ]);
        expect(trace.at(-1)).to.equal("  1000 a-very-l CALL  exit(1)");
      });
    });
  }

  /** A script, the words it is run with, and those that its interpreter gets. */
  const scripts: readonly (readonly [words: readonly string[], told: readonly string[]])[] = [
    [["/script"], ["/bin/tells", "/script"]],
    [
      ["script", "x", "y"],
      ["/bin/tells", "script", "x", "y"],
    ],
    [
      ["/argument", "x"],
      ["/bin/tells", "-x  two words ", "/argument", "x"],
    ],
    [["/long"], ["/bin/tells", "x".repeat(50), "/long"]],
  ];

  for (const [words, told] of scripts) {
    it(`runs the interpreter of a script: ${words.join(" ")}`, async () => {
      const { output, trace } = await run("unicorn", "e", ...words);
      expect(output.split("\n").slice(0, told.length + 1)).to.deep.equal([`arguments ${told.length}`, ...told]);
      expect(trace).to.include('  1000 executes NAMI  "/bin/tells"');
      expect(trace.at(-1)).to.equal(`  1000 tells    CALL  exit(${told.length})`);
    });
  }

  it("fails, and the program goes on", async () => {
    const expected: readonly (readonly [path: string, error: number])[] = [
      ["/nobody", errno.ENOENT],
      ["", errno.ENOENT],
      ["/bin", errno.EISDIR],
      ["/bin/tells/x", errno.ENOTDIR],
      ["/loop", -62],
      ["x".repeat(1100), -63],
      ["/not-executable", errno.EACCES],
      ["/dev/null", errno.EACCES],
      ["/empty", errno.ENOEXEC],
      ["/text", errno.ENOEXEC],
      ["/cut", errno.ENOEXEC],
      ["/endless", errno.ENOEXEC],
      ["/longer", errno.ENOEXEC],
      ["/twice", errno.ENOEXEC],
      ["/nothing", errno.ENOENT],
      ["/no-interpreter", errno.ENOENT],
      ["/../../../../../../../bin/sh", errno.ENOENT],
    ];
    const { outcome, output, warnings } = await run("unicorn", "x", ...expected.map(([path]) => path));
    expect(output.trimEnd().split("\n")).to.deep.equal([
      ...expected.map(([path, error]) => `${path} ${error}`),
      `no path ${errno.EFAULT}`,
      `no arguments ${errno.EINVAL}`,
      `wild arguments ${errno.EFAULT}`,
      `wild environment ${errno.EFAULT}`,
      `wild argument ${errno.EFAULT}`,
      `one too long ${errno.E2BIG}`,
      `all too long ${errno.E2BIG}`,
      `with environment ${errno.E2BIG}`,
      "being written -26",
      "goes on",
    ]);
    expect(shortOutcome(outcome)).to.equal("exit 0");
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.match(/^execve: \/cut cannot be run: .*; the program gets ENOEXEC$/);
  });

  it("sees no program of the host without a root", async () => {
    const { output } = await runGuest(executes, { words: ["executes", "e", "/bin/sh"] });
    expect(output).to.equal(`failed ${errno.ENOENT}\n`);
  });
});
