import { readFileSync } from "node:fs";
import { expect } from "chai";
import { assembleUnits } from "../../assemble/assemble-units.js";
import { CALL, RET, addressOf, assemblyUnit, data, external, routine } from "../../dsl/index.js";
import { checkMachine } from "../../dsl/lowering/check-machine.js";
import { lowerUnit } from "../../dsl/lowering/lower-unit.js";
import { emitGnu } from "../../emit/gnu/gnu-unit.js";
import { readObject } from "../../elf/read-object.js";
import { gnuAssemble } from "../assemble/gnu-object.js";
import { contentTool, gnuObjectOf, objectOf, toolFolder, type ToolFolder } from "../object/object-files.js";
import { needs } from "../peers.js";
import { everything, machineCode } from "./sample-unit.js";

const origin = { portName: "test", errata: "corrected" } as const;

/**
 * What the routines of `machineCode` are on the processor, by the rules of 6l: the frame below the return address, locals
 * below its upper end, arguments above it, both at the same place after a push or ADJSP.
 */
const expected = `
	.text
	ret
framed:
	sub $24, %rsp
	mov 32(%rsp), %eax
	mov 44(%rsp), %ebx
	mov 33(%rsp), %bl
	mov 40(%rsp), %cx
	mov 42(%rsp), %cx
	mov 16(%rsp), %rax
	lea 0(%rsp), %rsi
	mov 8(%rsp,%rcx,2), %rax
	mov 20(%rsp), %eax
	mov 32(%rsp), %rax
	mov 40(%rsp,%rcx,2), %rax
	push %rax
	mov 24(%rsp), %rax
	pop %rax
1:	sub $24, %rsp
	mov 40(%rsp), %rax
	mov 64(%rsp), %rax
	add $24, %rsp
	jae 1b
	mov %rax, 56(%rsp)
	add $24, %rsp
	ret
bare:
	movl $0xf1, 0xf1
	mov 0(,%riz), %rax
	mov %gs:0x28, %rax
	mov %fs:0, %rax
	mov 0(,%rax,8), %rbx
	mov 16(,%rax,1), %rbx
	lea -8(,%rcx,4), %rbx
	mov -16(%rax), %rbx
	mov (%rax), %rbx
	mov 8(%r14), %rax
	mov 20(%r14), %eax
	and $-16, %eax
	and $-16, %eax
	and $0x80, %eax
	movabs $0x8000000000000000, %rax
	movabs $0xffffffff, %rax
	mov $3, %rax
	ud2
	.byte 0x34, 0x12, 0xff, 0xff, 0x78, 0x56, 0x34, 0x12
	.byte 0xef, 0xcd, 0xab, 0x89, 0x67, 0x45, 0x23, 0x81
	lea 0(%rip), %rsi
	lea 0(%rip), %rsi
	mov 0(%rip), %eax
	mov 0(%rip), %eax
	.byte 0xe8, 0, 0, 0, 0
	.byte 0xe8, 0, 0, 0, 0
	jmp bare
annotated:
	sub $16, %rsp
	mov %fs:-8, %rax
	mov %fs:0, %rax
	mov %fs:-8, %rax
	.byte 0xe8, 0, 0, 0, 0
	add $16, %rsp
	ret
`;

describe("the machine code of Plan 9's operands and directives", () => {
  let folder: ToolFolder;
  before(function () {
    needs(this, "as", "binutils");
    folder = toolFolder();
  });
  after(() => {
    folder.remove();
  });

  it("is what the processor's assembler makes of it", async () => {
    const [unit] = await assembleUnits([machineCode], "corrected");
    const ours = Buffer.concat((unit?.routines ?? []).map(({ bytes }) => bytes));
    expect(ours.toString("hex")).to.equal(gnuAssemble(expected.replace("0(,%riz)", "0")).text.toString("hex"));
  });

  it("names the symbols that its relocations are of, static ones without their suffix", async () => {
    const [unit] = await assembleUnits([machineCode], "corrected");
    const bare = unit?.routines.find(({ symbol }) => symbol === ".bare");
    expect(bare?.relocations.map(({ symbol, kind, addend = 0 }) => [symbol, kind, addend])).to.deep.equal([
      [".table", "pc32", 8],
      [".other", "pc32", -8],
      [".word", "pc32", 0],
      [".other", "pc32", 4],
      [".helper", "pc32", 0],
      ["runtime.other", "pc32", 0],
    ]);
  });

  it("has static symbols that are local to the object, as GNU as has them", async () => {
    const { symbols } = readObject(Buffer.from(await objectOf(machineCode, "corrected")), "ours");
    const gnu = readObject(readFileSync(gnuObjectOf(folder, machineCode, "corrected")), "GNU's");
    const named = (all: typeof symbols): readonly string[] =>
      all
        .filter(({ name }) => name !== "")
        .map(({ name, binding, type, size }) => `${name} ${binding} ${type} ${String(size)}`)
        .toSorted();
    expect(named(symbols)).to.deep.equal(named(gnu.symbols));
    expect(named(symbols)).to.include(".helper local function 1");
    expect(named(symbols)).to.include(".table local object 24");
    expect(named(symbols)).to.include(".word global object 4");
  });

  it("is the same program through ld, whether portwright's object or GNU's", async () => {
    const others = folder.write(
      "others.s",
      '.globl "runtime.other", ".other"\n.text\n"runtime.other": ret\n.data\n.quad 0\n".other": .quad 0\n.section .note.GNU-stack,"",@progbits\n',
    );
    contentTool("as", "-o", folder.path("others.o"), others);
    const ours = folder.write("ours.o", await objectOf(machineCode, "corrected"));
    const [mine, theirs] = [ours, gnuObjectOf(folder, machineCode, "corrected")].map((object) => {
      const program = folder.path("program");
      contentTool("ld", "-e", ".bare", "-o", program, object, folder.path("others.o"));
      return contentTool(
        "objdump",
        "-d",
        "-s",
        "-j",
        ".text",
        "-j",
        ".rodata",
        "-j",
        ".data",
        "-j",
        ".eh_frame",
        program,
      );
    });
    expect(mine).to.equal(theirs);
  });

  it("follows SP for the unwinder through pushes and ADJSP", () => {
    const { routines } = lowerUnit(machineCode, "corrected");
    const framed = routines.find(({ symbol }) => symbol === "·framed");
    expect(framed?.instructions.map(({ stackDepth }) => stackDepth)).to.deep.equal([
      0,
      ...Array.from({ length: 12 }, () => 24),
      32,
      32,
      24,
      48,
      48,
      48,
      24,
      24,
      24,
      8 - 8,
    ]);
  });
});

describe("a unit that promises nothing", () => {
  it("has machine code all the same, and what is doubtful is said", () => {
    const { errors, doubts } = checkMachine(everything, "corrected");
    expect(errors).to.deep.equal([]);
    expect(doubts.map(({ code, routine }) => `${routine ?? ""} ${code}`).toSorted()).to.deep.equal([
      "·annotated no-stack-check",
      "·careless label-at-end",
      "·careless never-reached",
      "·careless no-error-policy",
      "·careless runs-off-the-end",
      "·careless stack-unbalanced",
    ]);
  });

  it("has static symbols of its own only, and one of a name", () => {
    const routines = [
      routine("·f", { frame: 0 }, () => [CALL(external("·elsewhere<>")), RET()]),
      routine("·f<>", { frame: 0 }, () => [RET()]),
    ];
    const variable = data("·d", { access: "read-only" }, addressOf({ name: "·gone<>" }));
    const { errors } = checkMachine(assemblyUnit({ includes: [], routines, data: [variable] }), "corrected");
    expect(errors.map(({ code, message }) => `${code}: ${message}`)).to.deep.equal([
      "routine-twice: ·f<> and ·f are one symbol in an object: .f",
      "static-undefined: ·f: ·elsewhere<> is local to its file, and this unit does not define it",
      "static-undefined: ·d: ·gone<> is local to its file, and this unit does not define it",
    ]);
  });

  it("keeps every instruction in its text", () => {
    const text = emitGnu(everything, origin);
    expect(text).to.include("\tjmp\truntime.other\n");
    expect(text).to.match(/\tjmp\truntime\.other\n(?:\t\.cfi.*\n)*\tmovq\t8\(%rsp\), %rax\t# late\n/);
  });
});
