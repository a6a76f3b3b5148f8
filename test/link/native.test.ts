import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { expect } from "chai";
import { needs, skipForWant } from "../peers.js";
import { workshop, type Workshop } from "./build.js";
import { inlines, inlinesMain, main, more, start, twoWords, weak } from "./sources.js";

const compilers: readonly (readonly string[])[] = [
  ["gcc", "-O2", "-fno-pic"],
  ["gcc", "-O2", "-fPIC"],
  ["gcc", "-O0", "-fPIC", "-g", "-ffunction-sections", "-fdata-sections"],
  ["gcc", "-O2", "-fPIC", "-fno-plt"],
  ["gcc", "-O2", "-fpie", "-g", "-ftls-model=initial-exec"],
  ["gcc", "-O1", "-fPIC", "-mtls-dialect=gnu2"],
  ["gcc", "-O2", "-fPIC", "-Wa,-mrelax-relocations=no"],
  ["gcc", "-O2", "-fPIC", "-Wa,-mrelax-relocations=no", "-ftls-model=initial-exec"],
  ["gcc", "-O2", "-fPIC", "-ftls-model=local-dynamic"],
  ["clang", "-O2", "-fPIC", "-g"],
  ["clang", "-O0", "-fno-pic"],
  ["clang", "-O2", "-fPIC", "-fno-plt", "-g"],
  ["gcc", "-O2", "-fPIC", "-gdwarf-4"],
];

describe("linked programs on the machine itself", function () {
  let work: Workshop;
  before(function () {
    work = workshop();
    needs(this, "gcc", "gcc");
    needs(this, "clang", "clang");
    needs(this, "as", "binutils");
    if (process.platform !== "linux" || process.arch !== "x64") {
      skipForWant(this, "programs for Linux on x86-64 run there only");
    }
    work.compile("start", start, "as");
  });
  after(() => {
    work.remove();
  });

  for (const compiler of compilers) {
    it(`${compiler.join(" ")}: runs, and no tool complains`, () => {
      for (const [name, source] of Object.entries({ main, more, weak })) {
        work.compile(name, source, ...compiler);
      }
      work.link("program", ["start.o", "weak.o", "main.o", "more.o"]);
      expect(execute()).to.deep.equal({ status: 42, stdout: "linked\n" });
      expectNoComplaints();
    });
  }

  it("takes from archives what is needed, and what that needs", () => {
    work.compile("main", main, "gcc", "-O1");
    work.compile("more", more, "gcc", "-O1");
    work.compile("unwanted", "int other(int x) { return undefined_function(x); } int unwanted;", "gcc");
    work.compile("a_member_with_a_name_that_is_long", "int helper(void) { return 3; }", "gcc");
    work.run("ar", "rcs", "later.a", "more.o", "a_member_with_a_name_that_is_long.o", "unwanted.o");
    work.run("ar", "rcS", "unindexed.a", "main.o");
    work.link("program", ["later.a", "unindexed.a", "start.o"]);
    expect(execute()).to.deep.equal({ status: 42, stdout: "linked\n" });
  });

  it("takes what ld -r has joined", () => {
    for (const [name, source] of Object.entries({ main, more, weak })) {
      work.compile(name, source, "gcc", "-O2", "-g", "-fPIC");
    }
    work.run("ld", "-r", "weak.o", "main.o", "more.o", "start.o", "-o", "joined.o");
    work.link("program", ["joined.o"]);
    expect(execute()).to.deep.equal({ status: 42, stdout: "linked\n" });
    expectNoComplaints();
  });

  it("puts two thread-local words at FS-16 and FS-8", () => {
    work.compile("words", twoWords, "gcc", "-O1", "-fno-pic", "-fno-toplevel-reorder");
    const { layout } = work.link("program", ["start.o", "words.o"]);
    expect(layout.threadLocal?.pointer).to.equal((layout.threadLocal?.start ?? 0) + 16);
    expect(execute().status).to.equal(42);
  });

  for (const options of [["-O0"], ["-O2", "-g"], ["-O0", "-fno-pic", "-ffunction-sections"]]) {
    it(`g++ ${options.join(" ")}: has inline functions and variables of C++ once`, function () {
      needs(this, "g++", "g++");
      const flags = ["-fno-rtti", "-fno-threadsafe-statics", "-nostdlib", ...options];
      work.compile("first", inlines("first", inlinesMain), "g++", ...flags);
      work.compile("second", inlines("second", 'extern "C" void __cxa_pure_virtual() {}'), "g++", ...flags);
      // What vtables refer to in libstdc++.
      work.link("program", ["start.o", "first.o", "second.o"]);
      expect(execute().status).to.equal(42);
      expectNoComplaints();
    });
  }

  it("runs constructors of .ctors from the last to the first, by priority", () => {
    work.compile(
      "ctors",
      `
 .text
 .globl cmain
cmain: leaq __init_array_start(%rip), %rbx
 leaq __init_array_end(%rip), %r12
1: cmpq %r12, %rbx
 jae 2f
 call *(%rbx)
 addq $8, %rbx
 jmp 1b
2: movl order(%rip), %edi
 subl $1234-42, %edi
 movl $60, %eax
 syscall
.irp n, 1, 2, 3, 4
c\\n: imull $10, order(%rip), %eax
 addl $\\n, %eax
 movl %eax, order(%rip)
 ret
.endr
 .section .ctors, "aw"
 .quad c4
 .quad c3
 .section .ctors.65000, "aw"
 .quad c1
 .section .init_array.00700, "aw", @init_array
 .quad c2
 .bss
order: .long 0
`,
      "as",
    );
    work.link("program", ["start.o", "ctors.o"]);
    expect(execute().status).to.equal(42);
  });

  it("has unwind information for the functions that are in it, and a sorted table of them", function () {
    needs(this, "g++", "g++");
    const flags = ["-fno-rtti", "-fno-threadsafe-statics", "-nostdlib", "-O0", "-fasynchronous-unwind-tables"];
    work.compile("first", inlines("first", inlinesMain), "g++", ...flags);
    work.compile("second", inlines("second", 'extern "C" void __cxa_pure_virtual() {}'), "g++", ...flags);
    const { bytes, layout } = work.link("program", ["start.o", "first.o", "second.o"]);
    const functions = work
      .run("nm", "-C", "program")
      .split("\n")
      .flatMap((line) => /^([0-9a-f]+) [TtWu] (?!_start)/.exec(line)?.[1] ?? [])
      .map((digits) => parseInt(digits, 16))
      .toSorted((one, other) => one - other);
    const described = work
      .run("readelf", "--debug-dump=frames", "program")
      .matchAll(/^([0-9a-f]{8}) .* FDE .* pc=([0-9a-f]+)\.\./gm);
    const records = new Map([...described].map(([, record = "", pc = ""]) => [parseInt(pc, 16), parseInt(record, 16)]));
    expect([...records.keys()].toSorted((one, other) => one - other)).to.deep.equal(functions);
    const table = layout.sections.find(({ name }) => name === ".eh_frame_hdr");
    const frames = layout.sections.find(({ name }) => name === ".eh_frame");
    if (table === undefined || frames === undefined) {
      throw new Error("the program has no unwind information");
    }
    const view = Buffer.from(bytes).subarray(table.fileOffset, table.fileOffset + table.size);
    expect(view.subarray(0, 4).toString("hex")).to.equal("011b033b");
    expect(table.address + 4 + view.readInt32LE(4)).to.equal(frames.address);
    expect(view.readInt32LE(8)).to.equal(functions.length);
    expect(
      functions.map((_, index) => [
        table.address + view.readInt32LE(12 + 8 * index),
        table.address + view.readInt32LE(16 + 8 * index),
      ]),
    ).to.deep.equal(functions.map((start) => [start, frames.address + (records.get(start) ?? 0)]));
  });

  it("is the same, byte for byte, each time", () => {
    work.compile("main", main, "gcc", "-O2", "-g");
    work.compile("more", more, "gcc", "-O2", "-g");
    const [one, other] = [1, 2].map(() => work.link("program", ["start.o", "main.o", "more.o"]));
    expect(Buffer.compare(one?.bytes ?? Buffer.from("1"), other?.bytes ?? Buffer.from("2"))).to.equal(0);
  });

  it("has functions and lines that gdb finds", function () {
    needs(this, "gdb", "gdb");
    work.compile("main", main, "gcc", "-O0", "-g");
    work.compile("more", more, "gcc", "-O0", "-g");
    work.link("program", ["start.o", "main.o", "more.o"]);
    const shown = work.run("gdb", "-nx", "-batch", "-ex", "info line choose", "-ex", "info scope other", "program");
    expect(shown).to.match(/Line \d+ of "main\.c" starts at address 0x[0-9a-f]+ <choose>/);
    expect(shown).to.match(/Symbol x is /);
  });

  function execute() {
    const { status, stdout } = spawnSync(work.path("program"), { encoding: "utf8", timeout: 20_000 });
    return { status, stdout };
  }

  /** Warnings of readelf and objdump go to standard error, and leave the status 0. */
  function expectNoComplaints(): void {
    for (const words of [
      ["readelf", "-aW"],
      ["readelf", "--debug-dump=info,line,frames,ranges,loc,str"],
      ["objdump", "-dx"],
      ["nm", "-n"],
      ["size"],
    ]) {
      const [command = "", ...options] = words;
      const { status, stderr } = spawnSync(command, [...options, work.path("program")], {
        encoding: "utf8",
        maxBuffer: 1 << 28,
      });
      expect({ command: words.join(" "), status, stderr }).to.deep.equal({
        command: words.join(" "),
        status: 0,
        stderr: "",
      });
    }
    expect(existsSync(work.path("program"))).to.equal(true);
  }
});
