import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { needs } from "../peers.js";
import { portwright, succeed, type Run } from "./run-portwright.js";
import { workspace, type Workspace } from "./workspace.js";

const folder = "targets/tiny/generated";

function described(paths: readonly string[], number = 7): string {
  const outputs = paths.map((path) => `{ kind: "elf-object", path: ${JSON.stringify(path)}, unit }`);
  return `import { AX, CALL, MOVL, RET, assemblyUnit, external, none, port, routine } from "portwright/dsl";

const put = routine("runtime·put", { frame: none }, () => [
  MOVL(${String(number)}, AX),
  CALL(external("runtime·other")),
  RET(),
]);
const unit = assemblyUnit({ includes: [], routines: [put] });
export default port({
  name: "tiny",
  title: "A port of objects",
  errata: [],
  outputs: [${outputs.join(", ")}],
});
`;
}

describe("objects among the files of a port", () => {
  let work: Workspace;
  beforeEach(() => {
    work = workspace({ "targets/tiny/port.ts": described(["a.o", "deep/b.o"]) });
    succeed(["generate", "tiny"], { cwd: work.folder });
  });
  afterEach(() => {
    work.remove();
  });

  function bytes(name: string): Buffer {
    return readFileSync(work.path(name));
  }

  function put(name: string, content: Uint8Array): void {
    writeFileSync(work.path(name), content);
  }

  function drift(...words: readonly string[]): Run {
    const run = portwright(["check", "tiny", ...words], { cwd: work.folder });
    expect(run.stderr).to.equal("");
    expect(run.status, run.stdout).to.equal(1);
    return run;
  }

  function repair(...words: readonly string[]): string {
    const printed = succeed(["generate", "tiny", ...words], { cwd: work.folder });
    succeed(["check", "tiny", ...(words.length === 0 ? [] : ["--against", ...words.slice(1)])], { cwd: work.folder });
    return printed;
  }

  it("are written and found to be up to date, and nothing is rewritten", () => {
    expect(bytes(`${folder}/a.o`).subarray(0, 4).toString("latin1")).to.equal("\x7fELF");
    expect(bytes(`${folder}/a.o`).equals(bytes(`${folder}/deep/b.o`))).to.equal(true);
    expect(succeed(["check"], { cwd: work.folder })).to.equal("tiny: 2 files up to date\n");
    expect(repair()).to.contain("tiny: 2 unchanged\n");
  });

  it("are what they were meant to be", function () {
    needs(this, "objdump", "binutils");
    const { stdout } = spawnSync("objdump", ["-dr", work.path(`${folder}/a.o`)], { encoding: "utf8" });
    expect(stdout)
      .to.match(/<runtime\.put>:\n +0:\s+b8 07 00 00 00\s+mov +\$0x7,%eax\n +5:\s+e8 00 00 00 00/)
      .and.to.match(/6: R_X86_64_PLT32\s+runtime\.other-0x4\n +a:\s+c3\s+ret/);
  });

  it("are not as they should be when one byte is another, wherever it is", () => {
    const right = bytes(`${folder}/a.o`);
    for (const offset of [0, 200, right.length - 1]) {
      const wrong = Buffer.from(right);
      wrong[offset] = (wrong[offset] ?? 0) ^ 0x80;
      put(`${folder}/a.o`, wrong);
      expect(drift().stdout).to.equal(
        `stale: ${folder}/a.o\n` +
          `(no text: 1 of ${String(right.length)} bytes differs, the first at offset 0x${offset.toString(16)})\n` +
          `tiny: 1 stale; to repair:\n  npx portwright generate tiny\n`,
      );
      expect(repair()).to.contain(`  written    ${folder}/a.o\n`).and.to.contain("tiny: 1 written, 1 unchanged\n");
      expect(bytes(`${folder}/a.o`).equals(right)).to.equal(true);
    }
  });

  it("are not as they should be when they are shorter or longer, or no files", () => {
    const right = bytes(`${folder}/a.o`);
    const size = String(right.length);
    put(`${folder}/a.o`, right.subarray(0, 100));
    expect(drift().stdout).to.contain(`\n(no text: 100 bytes where ${size} belong; the first 100 are the same)\n`);
    put(`${folder}/a.o`, Buffer.concat([Buffer.from("##"), right.subarray(2), Buffer.from("\n")]));
    expect(drift().stdout).to.contain(
      `\n(no text: ${String(right.length + 1)} bytes where ${size} belong; of the first ${size}, 2 differ, the first at offset 0x0)\n`,
    );
    put(`${folder}/a.o`, new Uint8Array());
    expect(drift().stdout).to.contain(`\n(no text: 0 bytes where ${size} belong; the first 0 are the same)\n`);
    rmSync(work.path(`${folder}/a.o`));
    symlinkSync("deep/b.o", work.path(`${folder}/a.o`));
    expect(drift().stdout).to.contain(`stale: ${folder}/a.o\n(it is not a regular file)\n`);
    repair();
    expect(bytes(`${folder}/a.o`).equals(right)).to.equal(true);
  });

  it("are missed when they are gone, and left-overs of them are removed", () => {
    rmSync(work.path(`${folder}/a.o`));
    put(`${folder}/old.o`, bytes(`${folder}/deep/b.o`));
    expect(drift().stdout).to.contain(
      `missing: ${folder}/a.o\norphaned: ${folder}/old.o\ntiny: 1 missing, 1 orphaned; to repair:\n`,
    );
    repair();
    expect(Object.keys(work.files(folder))).to.deep.equal(["a.o", "deep/b.o"]);
  });

  it("change with the description and with nothing else", () => {
    work.write("targets/tiny/port.ts", described(["a.o", "deep/b.o"], 8));
    expect(drift().stdout).to.match(/^\(no text: 1 of \d+ bytes differs, the first at offset 0x[0-9a-f]+\)$/m);
    repair();
    expect(bytes(`${folder}/a.o`).includes(Buffer.from("b808000000", "hex"))).to.equal(true);
    const other = workspace({ "some/where/targets/tiny/port.ts": described(["a.o", "deep/b.o"], 8) });
    succeed(["generate"], { cwd: other.path("some/where") });
    const elsewhere = readFileSync(other.path(`some/where/${folder}/a.o`));
    expect(elsewhere.equals(bytes(`${folder}/a.o`))).to.equal(true);
    other.remove();
  });

  it("are reported to programs in numbers, and to GitHub like any file", () => {
    const right = bytes(`${folder}/a.o`);
    const wrong = Buffer.from(right.subarray(0, right.length - 8));
    wrong.writeUInt16LE(0xffff, 0x40);
    put(`${folder}/a.o`, wrong);
    const report: unknown = JSON.parse(drift("--json").stdout);
    expect(report).to.have.deep.nested.property("sets[0].files[0]", {
      path: "a.o",
      state: "stale",
      bytes: { found: right.length - 8, wanted: right.length, differing: 2, first: 0x40 },
    });
    expect(drift("--format", "github").stdout)
      .to.match(/^::stop-commands::(\w+)\n\(no text: .*\)\n::\1::$/m)
      .and.to.contain(`::error file=${folder}/a.o,title=stale::Not what the description of tiny gives.`);
  });

  it("are known by their mark in a folder that is not portwright's own, and only they", () => {
    repair("--out", "out");
    const object = bytes("out/a.o");
    put("out/old.o", object);
    const theirs: Readonly<Record<string, Buffer>> = {
      "of-another-port.o": Buffer.from(
        object.toString("latin1").replace("description of tiny", "description of tidy"),
        "latin1",
      ),
      program: asExecutable(object),
      "mark-elsewhere.o": Buffer.concat([object.subarray(0, 64), Buffer.alloc(16), object.subarray(64)]),
      "short.o": object.subarray(0, 80),
    };
    for (const [name, content] of Object.entries(theirs)) {
      put(`out/${name}`, content);
    }
    expect(drift("--against", "out").stdout).to.match(/^orphaned: out\/old\.o\ntiny: 1 orphaned; to repair:$/m);
    expect(repair("--out", "out")).to.contain("  removed    out/old.o\n");
    expect(Object.keys(work.files("out"))).to.have.members(["a.o", "deep/b.o", ...Object.keys(theirs)]);
  });

  it("do not make somebody's program an orphan that is linked of them", function () {
    needs(this, "ld", "binutils");
    repair("--out", "out");
    for (const [name, words] of [
      ["program", ["--defsym=runtime.other=0", "-e", "runtime.put"]],
      ["joined.o", ["-r"]],
    ] as const) {
      const linked = spawnSync("ld", [...words, "-o", work.path(`out/${name}`), work.path("out/a.o")]);
      expect(linked.status, String(linked.stderr)).to.equal(0);
    }
    repair("--out", "out");
    expect(Object.keys(work.files("out"))).to.include.members(["program", "joined.o"]);
  });

  it("are shown by list, with the routines in them", () => {
    const listed = succeed(["list", "tiny"], { cwd: work.folder });
    expect(listed)
      .to.match(/^ {4}a\.o +elf-object$/m)
      .and.to.match(/^ {4}runtime\.put +targets\/tiny\/port\.ts:3$/m);
    expect(JSON.parse(succeed(["assemble", "tiny", "--json"], { cwd: work.folder }))).to.have.property("runtime.put");
  });

  it("are not made of a description with mistakes, which are told with their places", () => {
    const before = work.files();
    const mistaken = described(["a.o"]).replace("RET(),\n", "RET(),\n  MOVL(5, AX),\n");
    work.write("targets/tiny/port.ts", mistaken);
    const run = portwright(["generate", "tiny"], { cwd: work.folder });
    expect(run.status).to.equal(1);
    expect(run.stderr)
      .to.match(/^targets\/tiny\/port\.ts:\d+:\d+: error: /)
      .and.to.contain("nothing was written");
    expect({ ...work.files(), "targets/tiny/port.ts": "" }).to.deep.equal({ ...before, "targets/tiny/port.ts": "" });
  });
});

/** The same with e_type of a program. */
function asExecutable(object: Buffer): Buffer {
  const program = Buffer.from(object);
  program.writeUInt16LE(2, 16);
  return program;
}
