import { expect } from "chai";
import type { ElfObject } from "../../elf/object.js";
import { placeText, type LinkFinding } from "../../link/finding.js";
import { linkProgram } from "../../link/link-program.js";
import { needs } from "../peers.js";
import { workshop, type Workshop } from "./build.js";

describe("what keeps objects from becoming a program", () => {
  let work: Workshop;
  before(function () {
    work = workshop();
    needs(this, "as", "binutils");
  });
  after(() => {
    work.remove();
  });

  it("undefined symbols: each once, with every place that refers to it", () => {
    expect(
      findings({
        one: ".globl _start\n_start: call missing\n call missing\n ret\nsecond: nop\n jmp other_missing\n",
        two: ".data\n.globl table\ntable: .quad 1, missing + 8\n",
      }),
    ).to.deep.equal([
      "missing is not defined | one.o: _start+0x1 (.text+0x1) | one.o: _start+0x6 (.text+0x6) | two.o: table+0x8 (.data+0x8)",
      "other_missing is not defined | one.o: second+0x2 (.text+0xd)",
    ]);
  });

  it("duplicates: both places; weak ones are none", () => {
    expect(
      findings({
        one: ".globl _start, f, g\n_start: ret\nf: ret\ng: ret\n",
        two: ".globl f\n.weak g\n nop\nf: ret\ng: ret\n",
      }),
    ).to.deep.equal([
      "f is defined twice; a program has each symbol once | one.o: f (.text+0x1) | two.o: f (.text+0x1)",
    ]);
  });

  it("no entry point, with the name that was probably meant", () => {
    const object = work.input(work.compile("one", ".globl _start\n_start: ret\n", "as"));
    const result = linkProgram([object], {
      entry: "_strat",
      mark: "",
      nearest: (name, known) => `${name} of ${known.join()}`,
    });
    expect(result).to.deep.include({ kind: "broken" });
    expect("findings" in result ? result.findings : []).to.deep.equal([
      {
        code: "no-entry",
        message: "the entry point _strat is not defined",
        hint: "did you mean _strat of _start?",
        places: [],
      },
    ]);
  });

  it("an entry point that is no code", () => {
    expect(findings({ one: ".data\n.globl _start\n_start: .quad 0\n" })).to.deep.equal([
      "the entry point _start is not in a section of code | one.o",
    ]);
  });

  it("values that do not fit: where, which symbol, which value", () => {
    const far = ".globl _start\n_start: ret\n.bss\n.globl far\nbig: .skip 0x90000000\nfar: .skip 1\n";
    expect(
      findings({
        one: far,
        two: "f: movl $far, %eax\n movq $far, %rax\n movb $far, %al\n movl far - 0x90000000(%rip), %eax\n",
      }),
    ).to.deep.equal([
      "R_X86_64_32S of far gives 0x90402000, which its field does not hold: it takes -0x80000000 to 0x7fffffff | two.o: f+0x8 (.text+0x8)",
      "R_X86_64_8 of far gives 0x90402000, which its field does not hold: it takes -0x80 to 0xff | two.o: f+0xd (.text+0xd)",
    ]);
    expect(findings({ one: far, two: "f: leaq far(%rip), %rax\n" })).to.deep.equal([
      "R_X86_64_PC32 of far - 4 gives 0x90000ff8, which its field does not hold: it takes -0x80000000 to 0x7fffffff | two.o: f+0x3 (.text+0x3)",
    ]);
  });

  it("ordinary symbols taken for thread-local ones, and the other way round", () => {
    const use = ".globl _start\n_start: movq %fs:plain@TPOFF, %rax\n movq thread(%rip), %rax\n";
    const define = '.globl plain, thread\n.data\nplain: .quad 0\n.section .tdata, "awT"\nthread: .quad 0\n';
    expect(findings({ one: use, two: define })).to.deep.equal([
      "plain is not thread-local, but R_X86_64_TPOFF32 takes it for one that is | one.o: _start+0x5 (.text+0x5)",
      "thread is thread-local, but R_X86_64_PC32 takes it for an ordinary symbol | one.o: _start+0xc (.text+0xc)",
    ]);
  });

  it("relocations of other ways to link, by their names", () => {
    const [first = ""] = findings({ one: ".globl _start\n_start: .quad x@GOT\n.globl x\nx: ret\n" });
    expect(first).to.match(/^R_X86_64_GOT64 of x is a relocation that portwright does not link/);
  });

  it("sections that are writable and executable at once", () => {
    expect(findings({ one: '.globl _start\n_start: ret\n.section .both, "awx"\n nop\n' })).to.deep.equal([
      "the section .both is writable and executable at once; code and data are kept apart | one.o: .both",
    ]);
  });

  it("programs that are larger than user space, or than any file should be", () => {
    expect(findings({ one: ".globl _start\n_start: ret\n.bss\n.skip 0x7fffffffffff\n" })).to.deep.equal([
      "the section .bss ends beyond 0x7f7fffffc000, the end of user space",
    ]);
    const huge: ElfObject = {
      name: "huge.o",
      sections: [1, 2].map((index) => ({
        name: `.rodata.${index}`,
        type: 1,
        flags: 2n,
        alignment: index === 1 ? 1 : 0x8000_0000,
        size: 1,
        bytes: new Uint8Array(1),
        entrySize: 0,
        relocations: [],
      })),
      symbols: [],
    };
    const start = work.input(work.compile("one", ".globl _start\n_start: ret\n", "as"));
    const result = linkProgram([start, { kind: "object", object: huge }], { entry: "_start", mark: "" });
    expect("findings" in result ? result.findings.map(({ code }) => code) : []).to.deep.equal(["too-large"]);
  });

  it("several things at once", () => {
    const found = findings({ one: ".globl f\nf: call missing\n", two: ".globl f\nf: movl $nothing, %eax\n" });
    expect(found.map((line) => line.split(" | ")[0])).to.deep.equal([
      "f is defined twice; a program has each symbol once",
      "missing is not defined",
      "nothing is not defined",
      "the entry point _start is not defined",
    ]);
  });

  it("members of archives that cannot be read", () => {
    work.write("junk.o", "this is no object");
    work.compile("one", ".globl _start\n_start: jmp f\n", "as");
    work.compile("two", ".globl f\nf: ret\n", "as");
    work.run("ar", "rcs", "library.a", "two.o", "junk.o");
    work.link("program", ["one.o", "library.a"]);
    work.run("ar", "rcS", "unindexed.a", "two.o", "junk.o");
    expect(() => work.link("program", ["one.o", "unindexed.a"])).to.throw("it is no ELF file | unindexed.a(junk.o)");
  });

  /** Of sources by the names of their objects. */
  function findings(sources: Readonly<Record<string, string>>): readonly string[] {
    const inputs = Object.entries(sources).map(([name, source]) => work.input(work.compile(name, source, "as")));
    const result = linkProgram(inputs, { entry: "_start", mark: "portwright" });
    return result.kind === "linked" ? [] : result.findings.map(text);
  }
});

function text({ message, places }: LinkFinding): string {
  return [message, ...places.map(placeText)].join(" | ");
}
