import { expect } from "chai";
import { checkLines } from "./type-check.js";

const preamble = [
  'import * as I from "../../dsl/instructions/generated/index.js";',
  'import type { Instruction } from "../../dsl/instructions/instruction.js";',
  'import { int32, int64, struct, uint64 } from "../../dsl/ctypes/ctype.js";',
  'import type { Argument } from "../../dsl/operands/argument.js";',
  'import { addressOf, external, localLabel } from "../../dsl/operands/code.js";',
  'import type { Label } from "../../dsl/operands/code.js";',
  'import { constants } from "../../dsl/operands/immediate.js";',
  'import { at, field, global } from "../../dsl/operands/memory.js";',
  'import type { MemoryClass } from "../../dsl/operands/operand-class.js";',
  'import { AX, BX, CX, DX, SI, SP, X0, X1, Y0, Y1, Y2 } from "../../dsl/operands/register.js";',
  'import type { Register } from "../../dsl/operands/register.js";',
  'declare const off: Argument<"runtime·mmap", "off", typeof int32, "m32">;',
  'declare const addr: Argument<"runtime·mmap", "addr", typeof uint64, "m64">;',
  'declare const anything: Argument<"runtime·mmap", "anything", typeof uint64, MemoryClass>;',
  'declare const again: Label<"runtime·mmap">;',
  "declare const someRegister: Register;",
  "declare const someNumber: number;",
  'const notok = external("runtime·notok");',
  "const kernel = constants({ FLAGS: 0xffff_ffff, WIDE: 0x1_0000_0000, MINUS: -1 });",
  'const Timeval = struct("Timeval", { tv_sec: int64, tv_usec: int64, inner: struct("Inner", { a: int32 }) });',
];

/** The sentence an author reads where an operand is wrong. */
const sentences: readonly (readonly [line: string, sentence: string])[] = [
  ["I.MOVQ(off, AX)", "MOVQ: the source is 32 bits wide, MOVQ takes 64: use MOVL, MOVLQSX or MOVLQZX, or retype() it"],
  ["I.MOVL(addr, AX)", "MOVL: the source is 64 bits wide, MOVL takes 32: use MOVQ, or retype() it"],
  ["I.MOVL(AX, addr)", "MOVL: the destination is 64 bits wide, MOVL takes 32: use MOVQ, or retype() it"],
  [
    "I.ADDQ(off, AX)",
    "ADDQ: the source is 32 bits wide, ADDQ takes 64: use ADDL, or load it with MOVLQSX or MOVLQZX first, or retype() it",
  ],
  ["I.MOVLQSX(addr, AX)", "MOVLQSX: the source is 64 bits wide, MOVLQSX takes 32: use MOVQ, or retype() it"],
  [
    "I.CMOVQEQ(off, AX)",
    "CMOVQEQ: the source is 32 bits wide, CMOVQEQ takes 64: use CMOVLEQ, or load it with MOVLQSX or MOVLQZX first, or retype() it",
  ],
  ["I.PUSHQ(off)", "PUSHQ: the source is 32 bits wide, PUSHQ takes 64: retype() it"],
  [
    "I.MOVL(field(Timeval, 'tv_usec', at(SP, 8)), BX)",
    "MOVL: the source is 64 bits wide, MOVL takes 32: use MOVQ, or retype() it",
  ],
  [
    "I.MOVL(global('runtime·x', uint64), BX)",
    "MOVL: the source is 64 bits wide, MOVL takes 32: use MOVQ, or retype() it",
  ],
  [
    "I.MOVQ(anything, AX)",
    "MOVQ: the source is memory of a width the types do not know; it takes a general or X register, memory of 64 bits, a number of 64 bits or the address of a symbol: retype() it",
  ],
  [
    "I.MOVQ(field(Timeval, 'inner', at(SP)), AX)",
    "MOVQ: the source is a whole struct, union or array, which no instruction moves: use field() for a member",
  ],
  ["I.MOVL(0x1_0000_0000, AX)", "MOVL: the source does not fit: MOVL takes a number of 32 bits, MOVQ one of 64 bits"],
  ["I.MOVL(kernel.WIDE, AX)", "MOVL: the source does not fit: MOVL takes a number of 32 bits, MOVQ one of 64 bits"],
  ["I.MOVB(-129, AX)", "MOVB: the source does not fit: MOVB takes a number of 8 bits, MOVQ one of 64 bits"],
  [
    "I.ADDQ(0x8000_0000, AX)",
    "ADDQ: the source does not fit: ADDQ takes a signed number of 32 bits; load a wider one with MOVQ into a register first",
  ],
  [
    "I.ADDQ(kernel.FLAGS, AX)",
    "ADDQ: the source does not fit: ADDQ takes a signed number of 32 bits; load a wider one with MOVQ into a register first",
  ],
  ["I.MOVQ(0x1_0000_0000, at(SP))", "MOVQ: a number of 64 bits goes only into a register: load it with MOVQ first"],
  [
    "I.MOVQ(0x1_0000_0000_0000_0000n, AX)",
    "MOVQ: the source is no integer of 64 bits (write wide ones with an n, 0x1_0000_0000n)",
  ],
  [
    "I.MOVQ(0xffff_ffff_ffff_ffff, AX)",
    "MOVQ: the source is no integer of 64 bits (write wide ones with an n, 0x1_0000_0000n)",
  ],
  ["I.MOVQ(1.5, AX)", "MOVQ: the source is no integer of 64 bits (write wide ones with an n, 0x1_0000_0000n)"],
  ["I.MOVQ(at(SP), at(SP, 8))", "MOVQ: both operands are memory, which no instruction takes: go through a register"],
  ["I.MOVQ(addr, at(SP, 8))", "MOVQ: both operands are memory, which no instruction takes: go through a register"],
  [
    "I.MOVQ(addressOf(notok), at(SP))",
    "MOVQ: the address of a symbol goes only into a register: load it with MOVQ first",
  ],
  [
    "I.ADDQ(addressOf(notok), AX)",
    "ADDQ: the source is the address of a symbol, which only MOVL and MOVQ load, into a register; it takes a register, memory of 64 bits or a signed number of 32 bits",
  ],
  [
    "I.MOVQ(again, AX)",
    "MOVQ: the source is a label, a place to jump to; it takes a general or X register, memory of 64 bits, a number of 64 bits or the address of a symbol",
  ],
  [
    "I.MOVQ(notok, AX)",
    "MOVQ: the source is code; it takes a general or X register, memory of 64 bits, a number of 64 bits or the address of a symbol: addressOf() makes one of it",
  ],
  [
    "I.CALL(again)",
    "CALL: the target is a label, a place to jump to; it takes a register, memory of 64 bits or a routine or another symbol",
  ],
  [
    "I.CALL(global('runtime·f', uint64))",
    "CALL: the target is a variable, which Plan 9 would read as the routine of that name: load it into a register first",
  ],
  ["I.JNE(AX)", "JNE: the target is a register; it takes a label of the same routine"],
  ["I.JNE(notok)", "JNE: the target is code; it takes a label of the same routine"],
  ["I.JNE(5)", "JNE: the target is a number; it takes a label of the same routine"],
  ["I.MOVQ(AX, 5)", "MOVQ: the destination is a number; it takes a general or X register or memory of 64 bits"],
  ["I.CMPQ(5, AX)", "CMPQ: the left operand is a number; it takes a register or memory of 64 bits"],
  ["I.XADDL(at(SP), AX)", "XADDL: the source is memory; it takes a register"],
  ["I.LEAQ(AX, BX)", "LEAQ: the source is a register; it takes memory"],
  ["I.IMUL3Q(AX, BX, CX)", "IMUL3Q: the factor is a register; it takes a signed number of 32 bits"],
  ["I.IMUL3Q(3, BX, at(SP))", "IMUL3Q: the destination is memory; it takes a register"],
  ["I.IMULQ(5, at(SP))", "IMULQ: the destination is memory; it takes a register"],
  ["I.IMULQ(AX, 5)", "IMULQ: the destination is a number; it takes a register"],
  ["I.SHLQ(DX, AX)", "SHLQ: the count is in the wrong register; it takes CX or a number of 0 to 255"],
  ["I.SHLQ(someRegister, AX)", "SHLQ: the count is in the wrong register; it takes CX or a number of 0 to 255"],
  ["I.SHLQ(-1, AX)", "SHLQ: the count does not fit: SHLQ takes a number of 0 to 255"],
  ["I.INT(256)", "INT: the vector does not fit: INT takes a number of 0 to 255"],
  ["I.PXOR(AX, X0)", "PXOR: the source is a general register; it takes an X register or memory of 128 bits"],
  ["I.PXOR(X0, AX)", "PXOR: the destination is a general register; it takes an X register"],
  ["I.PXOR(addr, X0)", "PXOR: the source is 64 bits wide, PXOR takes 128: retype() it"],
  ["I.PXOR(X0, Y0)", "PXOR: the destination is a Y register; it takes an X register"],
  ["I.PXOR(1, X0)", "PXOR: the source is a number; it takes an X register or memory of 128 bits"],
  [
    "I.ADDQ(X0, AX)",
    "ADDQ: the source is an X register; it takes a register, memory of 64 bits or a signed number of 32 bits",
  ],
  ["I.MOVSD(off, X0)", "MOVSD: the source is 32 bits wide, MOVSD takes 64: retype() it"],
  ["I.MOVL(addr, X0)", "MOVL: the source is 64 bits wide, MOVL takes 32: use MOVQ, or retype() it"],
  ["I.MOVQ(5, X0)", "MOVQ: it does not take these two operands together"],
  ["I.VMOVDQU(X0, Y0)", "VMOVDQU: its vector registers are of different widths: all X, or all Y"],
  ["I.VPXOR(X0, X1, Y0)", "VPXOR: its vector registers are of different widths: all X, or all Y"],
  ["I.VPXOR(addr, X1, X0)", "VPXOR: the source is 64 bits wide, VPXOR takes 128 or 256: retype() it"],
  ["I.VPXOR(Y0, Y1, at(SP))", "VPXOR: the destination is memory; it takes an X or Y register"],
  ["I.VPALIGNR(8, X0, Y1, Y2)", "VPALIGNR: its vector registers are of different widths: all X, or all Y"],
  ["I.VPALIGNR(256, Y0, Y1, Y2)", "VPALIGNR: the count does not fit: VPALIGNR takes a number of 0 to 255"],
  [
    "I.VPERM2I128(1, X0, Y1, Y2)",
    "VPERM2I128: the source is an X register; it takes a Y register or memory of 256 bits",
  ],
  ["I.PSLLL(128, X0)", "PSLLL: the count does not fit: PSLLL takes a number of 0 to 127"],
  [
    "I.MOVQ(undefined, AX)",
    "MOVQ: the source is no operand; it takes a general or X register, memory of 64 bits, a number of 64 bits or the address of a symbol",
  ],
  [
    "I.MOVQ('AX', BX)",
    "MOVQ: the source is no operand; it takes a general or X register, memory of 64 bits, a number of 64 bits or the address of a symbol",
  ],
  [
    "I.MOVQ(I.MOVQ(AX, BX), CX)",
    "MOVQ: the source is no operand; it takes a general or X register, memory of 64 bits, a number of 64 bits or the address of a symbol",
  ],
];

/** Other mistakes, by what the type checker itself says. */
const checkerMessages: readonly (readonly [line: string, message: string])[] = [
  ["I.MOVQ(AX)", "Expected 2 arguments, but got 1."],
  ["I.MOVQ(AX, BX, CX)", "Expected 2 arguments, but got 3."],
  ["I.CLD(AX)", "Expected 0 arguments, but got 1."],
  ["I.MOVL(kernel.FLAG, AX)", "Property 'FLAG' does not exist on type"],
  ["I.MOVX(AX, BX)", "Property 'MOVX' does not exist on type"],
  ["I.VPXOR(Y0, Y1)", "Expected 3 arguments, but got 2."],
  ["at(X0)", "Argument of type 'VectorRegister<\"X0\">' is not assignable to parameter of type 'Register<"],
  ["at(SP, 8, SP)", "Argument of type 'Register<\"SP\">' is not assignable to parameter of type"],
  [
    '((_: Instruction<"runtime·write">) => 0)(I.MOVQ(addr, AX))',
    "'\"runtime·mmap\"' is not assignable to type '\"runtime·write\"'",
  ],
  [
    '((_: Instruction<"runtime·write">) => 0)(I.JNE(again))',
    "'\"runtime·mmap\"' is not assignable to type '\"runtime·write\"'",
  ],
];

const right: readonly string[] = [
  "I.MOVQ(addr, AX)",
  "I.MOVL(off, AX)",
  "I.MOVL(kernel.FLAGS, AX)",
  "I.MOVL(kernel.MINUS, AX)",
  "I.MOVQ(kernel.WIDE, AX)",
  "I.MOVQ(0xffff_ffff_ffff_ffffn, AX)",
  "I.MOVQ(-1, at(SP, 8))",
  "I.MOVL(someNumber, at(SP, 8))",
  "I.MOVQ(someRegister, someRegister)",
  "I.MOVQ(addressOf(notok), AX)",
  "I.MOVLQSX(off, AX)",
  "I.MOVB(255, at(SP))",
  "I.LEAQ(field(Timeval, 'inner', at(SP)), AX)",
  "I.CMPQ(AX, -4096)",
  "I.SHLQ(CX, AX)",
  "I.SHLQ(63, AX)",
  "I.IMULQ(BX)",
  "I.IMULQ(BX, CX)",
  "I.IMULQ(1000, CX)",
  "I.IMULL(-3, CX)",
  "I.IMUL3L(1000, at(SP), CX)",
  "I.INT(3)",
  "I.CALL(notok)",
  "I.CALL(AX)",
  "I.CALL(at(AX))",
  "I.JMP(again)",
  "I.JMP(notok)",
  "I.JCC(again)",
  "I.XCHGQ(AX, at(SI))",
  "I.CMPXCHG16B(at(SI))",
  "I.REP()",
  "I.PXOR(at(SI), X0)",
  "I.PXOR(field(Timeval, 'inner', at(SP)), X0)",
  "I.MOVQ(addr, X0)",
  "I.MOVQ(X0, AX)",
  "I.MOVL(off, X1)",
  "I.MOVSD(addr, X0)",
  "I.PSLLL(31, X0)",
  "I.CMPSD(X1, X0, 4)",
  "I.VPXOR(Y0, Y1, Y2)",
  "I.VPXOR(at(SI), X1, X0)",
  "I.VPSLLD(7, Y0, Y1)",
  "I.VPSLLD(X0, Y0, Y1)",
  "I.VPALIGNR(8, Y0, Y1, Y2)",
  "I.VPERM2I128(0x11, at(SI), Y1, Y2)",
  "I.VZEROUPPER()",
  '((_: Instruction<"runtime·mmap">) => 0)(I.MOVQ(addr, AX))',
  '((_: Instruction<"runtime·write">) => 0)(I.MOVQ(AX, BX))',
  '((_: Instruction<"runtime·write">) => 0)(I.JNE(localLabel("again")))',
];

describe("what an author's editor says", function () {
  this.timeout(60_000);

  it(`about ${String(sentences.length + checkerMessages.length)} wrong lines and ${String(right.length)} right ones`, () => {
    const lines = [...sentences, ...checkerMessages].map(([line]) => line);
    const diagnoses = checkLines(
      preamble,
      [...lines, ...right].map((line) => `${line};`),
    );
    const said = (position: number) => diagnoses.slice(position, position + 1).flatMap(({ messages }) => messages);
    sentences.forEach(([line, sentence], position) => {
      expect(said(position), line).to.have.length(1);
      expect(said(position)[0], line).to.match(/^Argument of type '.*' is not assignable to parameter of type '/);
      expect(said(position)[0], line).to.contain(`to parameter of type '"${sentence}"'.`);
    });
    checkerMessages.forEach(([line, message], position) => {
      expect(said(sentences.length + position).join(" "), line).to.contain(message);
    });
    right.forEach((line, position) => {
      expect(said(lines.length + position), line).to.deep.equal([]);
    });
  });
});
