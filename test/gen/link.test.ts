import { spawnSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { expect } from "chai";
import { needs, skipForWant } from "../peers.js";
import { workshop, type Workshop } from "../link/build.js";
import { portwright, program, succeed } from "./run-portwright.js";

/** A port that is a program: exit of Linux, so that the machine itself can judge it. */
const described = `import { AX, DI, CALL, MOVL, SYSCALL, RET, assemblyUnit, int32, none, port, processEntry, routine, systemCall,
  systemCalls, voidType, external, calls, onError, cannotFail } from "portwright/dsl";

const sys = systemCalls({ exit: systemCall(60, voidType, { status: int32 }, { errors: [], ends: true }) });
const helper = external("runtime·helper");
const entry = routine(
  "_rt0·linux",
  { frame: none, contract: () => processEntry(calls(sys.exit, { status: 7 }, onError(cannotFail("it ends the process")))) },
  () => [
    /* before */
    MOVL(sys.exit, AX),
    MOVL(7, DI),
    SYSCALL(),
    RET(),
  ],
);

export default port({
  name: "p",
  title: "Exits with 7",
  errata: [],
  outputs: [{ kind: "plan9-assembly", path: "p.s", unit: assemblyUnit({ includes: [], routines: [entry] }) }],
});
`;

describe("link", () => {
  let work: Workshop;
  beforeEach(() => {
    work = workshop();
    work.write("p.ts", described);
  });
  afterEach(() => {
    work.remove();
  });
  const link = (...words: readonly string[]) => portwright(["link", ...words], { cwd: work.folder });

  it("makes a program of a description alone, which begins at its process entry", () => {
    const said = succeed(["link", "p.ts", "-o", "prog"], { cwd: work.folder });
    expect(said).to.match(/^prog: \d+ bytes, begins at _rt0\.linux \(0x401000\)\n$/);
    expect(statSync(work.path("prog")).mode & 0o777).to.equal(0o755);
    if (process.platform === "linux" && process.arch === "x64") {
      expect(spawnSync(work.path("prog")).status).to.equal(7);
    }
  });

  it("is OpenBSD's by its header and its note, with segments that are apart and a stack without code", function () {
    needs(this, "readelf", "binutils");
    succeed(["link", "p.ts", "-o", "prog"], { cwd: work.folder });
    const listing = work.run("readelf", "-hlnW", "prog");
    expect(listing).to.match(/OS\/ABI: +UNIX - OpenBSD\n/);
    expect(listing).to.match(/Type: +EXEC /);
    expect(listing).to.match(/OpenBSD +0x00000004\tNT_VERSION \(version\)\t +description data: 00 00 00 00/);
    expect(listing).to.match(/GNU_STACK .* RW +0x10\n/);
    expect(
      listing.match(/^ +LOAD .*$/gm)?.map((line) => line.replace(/^.* 0x[0-9a-f]+ ([RWE ]{3}) 0x1000$/, "$1")),
    ).to.deep.equal(["R  ", "R E"]);
  });

  it("reports to programs, with the symbols on request", () => {
    const plain: unknown = JSON.parse(succeed(["link", "p.ts", "-o", "prog", "--json"], { cwd: work.folder }));
    expect(plain).to.deep.include({ file: "prog", entry: { symbol: "_rt0.linux", address: "0x401000" } });
    expect(plain).not.to.have.property("symbols");
    const mapped: unknown = JSON.parse(
      succeed(["link", "p.ts", "-o", "prog", "--json", "--map"], { cwd: work.folder }),
    );
    expect(mapped).to.have.property("symbols").that.deep.includes({
      name: "_rt0.linux",
      value: "0x401000",
      size: 13,
      type: "function",
      binding: "global",
      section: ".text",
      object: "p:p.s",
    });
  });

  it("lists sections and symbols for people", () => {
    const said = succeed(["link", "p.ts", "-o", "prog", "--map"], { cwd: work.folder });
    expect(said).to.match(/^\.text: 13 bytes at 0x401000, read, execute\n {2}0x401000 +13 {2}_rt0\.linux {2}p:p\.s$/m);
  });

  it("names the line of the description that wants what is missing", () => {
    work.write("p.ts", described.replace("/* before */", "CALL(helper),"));
    const run = link("p.ts", "-o", "prog");
    expect(run.status).to.equal(1);
    expect(run.stderr).to.equal(
      "p.ts:10:5: error: runtime.helper is not defined (undefined-symbol)\n" +
        "  at p:p.s: _rt0.linux+0x1 (.text+0x1)\n" +
        "1 error; prog was not written\n",
    );
    expect(readdirSync(work.folder)).to.deep.equal(["p.ts"]);
    const report: unknown = JSON.parse(link("p.ts", "-o", "prog", "--json").stdout);
    expect(report)
      .to.have.nested.property("diagnostics[0].places[0]")
      .that.includes({ file: "p.ts", line: 10, section: ".text" });
    expect(link("p.ts", "-o", "prog", "--format", "github").stdout).to.match(
      /^::error file=p\.ts,line=10,col=5,title=undefined-symbol::runtime\.helper is not defined%0Aat p:p\.s/,
    );
  });

  it("takes objects beside the port, or without one", function () {
    needs(this, "as", "binutils");
    work.write("p.ts", described.replace("/* before */", "CALL(helper),"));
    work.compile("helper", ".globl runtime.helper\nruntime.helper: ret\n", "as");
    expect(link("p.ts", "helper.o", "-o", "prog").status).to.equal(0);
    work.compile("alone", ".globl _start\n_start: ret\n", "as");
    expect(link("alone.o", "-o", "prog").stdout).to.match(/begins at _start/);
    expect(link("alone.o", "helper.o", "-o", "prog", "--entry", "runtime·helper").stdout).to.match(
      /begins at runtime\.helper/,
    );
    work.compile("inC", '.globl "runtime·helper"\n"runtime·helper": ret\n', "as");
    expect(link("alone.o", "helper.o", "inC.o", "-o", "prog", "--entry", "runtime·helper").stdout).to.match(
      /begins at runtime·helper/,
    );
  });

  it("takes a port's name for the port, though a program that was made of it is called the same", () => {
    work.write("targets/p/port.ts", described);
    for (const turn of ["first", "second"]) {
      expect(link("p", "-o", "p"), turn).to.deep.include({ status: 0, stderr: "" });
    }
  });

  it("asks about an object that is given twice", function () {
    needs(this, "as", "binutils");
    work.compile("alone", ".globl _start\n_start: ret\n", "as");
    const { status, stderr } = link("alone.o", "alone.o", "-o", "prog");
    expect(status).to.equal(1);
    expect(stderr).to.match(
      /^alone\.o: error: _start is defined twice; a program has each symbol once \(duplicate-symbol\)\n(?: {2}at .*\n){2} {2}hint: is the object given twice\?\n/,
    );
  });

  it("names the line of a bridge whose C function is missing", () => {
    const bridged = described
      .replace("import { AX,", "import { AX, prototype, startInC,")
      .replace("const entry", 'const start = startInC(helper, prototype("test·start", voidType));\nconst entry')
      .replace("/* before */", "CALL(helper),")
      .replace("routines: [entry]", "routines: [entry, start.routine]")
      .replace("plan9-assembly", "gnu-assembly");
    work.write("p.ts", bridged);
    expect(link("p.ts", "-o", "prog").stderr).to.match(/^p\.ts:6:15: error: test·start is not defined/);
  });

  it("wants to be told where to begin, where a port has several entries that do not lead to each other", () => {
    const second = described.slice(described.indexOf("const entry"), described.indexOf("export default"));
    const both = described
      .replace(
        "export default",
        `${second.replace("entry =", "other =").replace("_rt0·linux", "_rt1·linux")}export default`,
      )
      .replace("[entry]", "[entry, other]");
    work.write("p.ts", both);
    const run = link("p.ts", "-o", "prog");
    expect(run.status).to.equal(2);
    expect(run.stderr).to.match(
      /several routines that a process can begin at: _rt0\.linux, _rt1\.linux\n {2}hint: say which/,
    );
    expect(link("p.ts", "-o", "prog", "--entry", "_rt1·linux").stdout).to.match(/begins at _rt1\.linux/);
    // One that the other goes on to is no beginning.
    work.write("p.ts", both.replace(/\/\* before \*\/(?![^]*\/\* before)/, "CALL(entry),"));
    expect(link("p.ts", "-o", "prog").stdout).to.match(/begins at _rt1\.linux/);
  });

  it("says what is wrong with the description", () => {
    work.write("p.ts", described.replace("MOVL(7, DI)", "MOVL(7, 8 as never)"));
    const run = link("p.ts", "-o", "prog");
    expect(run.status).to.equal(1);
    expect(run.stderr).to.match(
      /^p\.ts:12:5: error: .* \(operand-form\)\n(?: .*\n)*\d errors?; nothing was linked\n$/m,
    );
  });

  describe("wrong use, exit status 2", () => {
    const cases: Readonly<Record<string, readonly [words: readonly string[], message: RegExp]>> = {
      "nothing to link": [["-o", "prog"], /missing required argument 'input'/],
      "no name for the program": [["p.ts"], /required option '-o, --output <file>' not specified/],
      "an object that is not there": [["gone.o", "-o", "prog"], /^portwright: cannot read gone\.o: no such file/],
      "a folder for an object": [["folder.o", "-o", "prog"], /^portwright: cannot read folder\.o: it is no file/],
      "no object": [
        ["text.o", "-o", "prog"],
        /^text\.o: error: it is no ELF file \(bad-object\)\n1 error; prog was not written/,
      ],
      "an empty object": [["empty.o", "-o", "prog"], /^empty\.o: error: it is no ELF file: it is empty/],
      "several files that are no objects": [["text.o", "empty.o", "-o", "prog"], /\n2 errors; prog was not written/],
      "an object for another machine": [
        ["arm.o", "-o", "prog"],
        /^arm\.o: error: it is a 64-bit ELF file for 64-bit ARM, not a 64-bit one for x86-64/,
      ],
      "two ports": [
        ["p.ts", "other.ts", "-o", "prog"],
        /^portwright: other\.ts is neither an object nor an archive, and the port is p\.ts/,
      ],
      "a file that is something else": [
        ["p.ts", "note.c", "-o", "prog"],
        /^portwright: note\.c is no object, no archive and no description of a port\n {2}hint: .*compiled first/,
      ],
      "an empty name for the program": [
        ["p.ts", "-o", ""],
        /^portwright: the program has no name\n {2}hint: -o names it/,
      ],
      "no port": [["p.tss", "-o", "prog"], /^portwright: (?:unknown port|there is no module)/],
      "the description for the program": [
        ["p.ts", "-o", "p.ts"],
        /^portwright: p\.ts is what the program is made from/,
      ],
      "an object for the program": [
        ["p.ts", "text.o", "-o", "./text.o"],
        /^portwright: \.\/text\.o is what the program is made from/,
      ],
      "a folder for the program": [["p.ts", "-o", "folder.o"], /^portwright: cannot write folder\.o: it is a folder/],
      "a file in the way of a folder": [["p.ts", "-o", "text.o/prog"], /^portwright: cannot .*text\.o.*\n/],
      "an unknown option": [["p.ts", "-o", "prog", "--entri", "x"], /unknown option '--entri'/],
    };
    for (const [title, [words, message]] of Object.entries(cases)) {
      it(title, () => {
        work.write("text.o", "no object");
        work.write("empty.o", "");
        work.write("note.c", "");
        work.write("folder.o/x", "");
        const arm = new Uint8Array(64);
        arm.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
        arm.set([1, 0, 183, 0, 1], 16);
        writeFileSync(work.path("arm.o"), arm);
        const before = readdirSync(work.folder);
        const run = link(...words);
        expect(run.stderr).to.match(message);
        expect({ status: run.status, stdout: run.stdout }).to.deep.equal({ status: 2, stdout: "" });
        expect(readdirSync(work.folder)).to.deep.equal(before);
        expect(readFileSync(work.path("p.ts"), "utf8")).to.equal(described);
      });
    }

    it("a disk that is full: nothing is left behind, and the old program stays", () => {
      work.write("prog", "old");
      const run = portwright(["link", "p.ts", "-o", "prog"], {
        cwd: work.folder,
        through: ["sh", "-c", `ulimit -f 1; exec "$@"`, "sh"],
      });
      expect(run.stderr).to.match(/^portwright: cannot write .*prog: file too large \(EFBIG\)\n/);
      expect(run.status).to.equal(2);
      expect(work.files()).to.deep.equal({ "p.ts": described, prog: "old" });
    });

    it("a folder that may not be written to", function () {
      const nobody = 65534;
      const isRoot = process.getuid?.() === 0;
      if (isRoot && spawnSync(process.execPath, [program, "--version"], { uid: nobody, gid: nobody }).status !== 0) {
        skipForWant(this, "needs a checkout that others can read");
      }
      chmodSync(work.folder, 0o555);
      const run = portwright(["link", "p.ts", "-o", "prog"], { cwd: work.folder, ...(isRoot ? { uid: nobody } : {}) });
      chmodSync(work.folder, 0o755);
      expect(run.stderr).to.match(/^portwright: cannot write .*prog: permission denied \(EACCES\)\n/);
      expect(run.status).to.equal(2);
    });
  });

  it("leaves the old program alone where the new one cannot be made", () => {
    work.write("prog", "old");
    work.write("p.ts", described.replace("/* before */", "CALL(helper),"));
    expect(link("p.ts", "-o", "prog").status).to.equal(1);
    expect(work.read("prog")).to.equal("old");
    work.write("p.ts", described);
    expect(link("p.ts", "-o", "prog").status).to.equal(0);
    expect(statSync(work.path("prog")).mode & 0o777).to.equal(0o755);
  });
});
