import { expect } from "chai";
import { keystoneSpelling } from "../../assemble/encode-instruction.js";
import { attRegister } from "../../dsl/lowering/att-register.js";
import { attInstruction, gnuSpelling } from "../../dsl/lowering/att.js";
import type { MachineInstruction, MachineMemory } from "../../dsl/lowering/machine.js";
import { objectSymbol } from "../../dsl/lowering/object-symbol.js";
import { addressOf, forms, fs, imm, ins, mem, reg, sym, to, variable } from "./machine-code.js";

/** One instruction, how GNU `as` and people read it, how Keystone does. */
const cases: readonly (readonly [instruction: MachineInstruction, gnu: string, keystone: string])[] = [
  [ins(forms.movqLoad, [mem("SP", 8), reg("SI")]), "movq 8(%rsp), %rsi", "movq 0x8(%rsp), %rsi"],
  [ins(forms.movqLoad, [mem("BX"), reg("R8")]), "movq (%rbx), %r8", "movq (%rbx), %r8"],
  [
    ins(forms.movqLoad, [mem("BX", -16, "CX", 4), reg("R8")]),
    "movq -16(%rbx,%rcx,4), %r8",
    "movq -0x10(%rbx,%rcx,0x4), %r8",
  ],
  [ins(forms.movqLoad, [fs(-16), reg("R10")]), "movq %fs:-16, %r10", "movq %fs:-0x10(,%riz), %r10"],
  [ins(forms.movqLoad, [fs(0), reg("R10")]), "movq %fs:0, %r10", "movq %fs:0x0(,%riz), %r10"],
  [ins(forms.movlStore, [reg("R8", 32), mem("R13", 0)]), "movl %r8d, (%r13)", "movl %r8d, (%r13)"],
  [ins(forms.movqImmediate, [imm(-1), reg("AX")]), "movq $-1, %rax", "movq $-0x1, %rax"],
  [ins(forms.movlImmediate, [imm(0xffff_ffff), reg("AX", 32)]), "movl $0xffffffff, %eax", "movl $0xffffffff, %eax"],
  [ins(forms.movbImmediate, [imm(10), reg("SP", 8)]), "movb $10, %spl", "movb $0xa, %spl"],
  [ins(forms.cmplByte, [reg("AX", 32), imm(0)]), "cmpl $0, %eax", "cmpl $0x0, %eax"],
  [ins(forms.imul3q, [imm(5), reg("AX"), reg("BX")]), "imulq $5, %rax, %rbx", "imulq $0x5, %rax, %rbx"],
  [
    ins(forms.movqLoad, [variable("runtime·m0", 8), reg("AX")]),
    "movq runtime.m0+8(%rip), %rax",
    "movq 0x11223344(%rip), %rax",
  ],
  [
    ins(forms.movqAddress, [addressOf("_rt0_amd64"), reg("DX", 32)]),
    "movl $_rt0_amd64, %edx",
    "movl $0x12345678, %edx",
  ],
  [
    ins(forms.movqAddress, [addressOf("os∕x·y", -4), reg("DX", 32)]),
    'movl $"os/x.y"-4, %edx',
    "movl $0x12345678, %edx",
  ],
  [ins(forms.call, [sym("runtime·notok")]), "callq runtime.notok", "callq 0x53579bdf"],
  [ins(forms.callThrough, [reg("R12")]), "callq *%r12", "callq *%r12"],
  [ins(forms.callThrough, [mem("AX", 8)]), "callq *8(%rax)", "callq *0x8(%rax)"],
  [ins(forms.jmpThrough, [variable("table")]), "jmpq *table(%rip)", "jmpq *0x11223344(%rip)"],
  [ins(forms.jae, [to(3)]), "jae .Lat3", "jae 0x40000010"],
  [ins(forms.xaddl, [reg("AX", 32), mem("BX")], [forms.lock]), "lock xaddl %eax, (%rbx)", "lock xaddl %eax, (%rbx)"],
  [ins(forms.stosq, [], [forms.rep]), "rep stosq", "rep stosq"],
  [ins(forms.breakpoint, [imm(3)]), "int3", "int3"],
  [ins(forms.scasb, [], [forms.repn]), "repne scasb", "repne scasb"],
];

describe("AT&T spelling", () => {
  for (const [instruction, gnu, keystone] of cases) {
    it(gnu, () => {
      expect(attInstruction(instruction, gnuSpelling())).to.equal(gnu);
      expect(attInstruction(instruction, keystoneSpelling(0x4000_0010))).to.equal(keystone);
    });
  }

  it("memory by an index alone", () => {
    const byIndex: MachineMemory = {
      kind: "memory",
      index: { register: "CX", scale: 8 },
      displacement: 16,
    };
    expect(attInstruction(ins(forms.leaq, [byIndex, reg("AX")]), gnuSpelling())).to.equal("leaq 16(,%rcx,8), %rax");
  });

  it("registers by width", () => {
    const widths = [8, 16, 32, 64] as const;
    expect(widths.map((width) => attRegister("AX", width))).to.deep.equal(["%al", "%ax", "%eax", "%rax"]);
    expect(widths.map((width) => attRegister("SP", width))).to.deep.equal(["%spl", "%sp", "%esp", "%rsp"]);
    expect(widths.map((width) => attRegister("R8", width))).to.deep.equal(["%r8b", "%r8w", "%r8d", "%r8"]);
    expect(widths.map((width) => attRegister("R15", width))).to.deep.equal(["%r15b", "%r15w", "%r15d", "%r15"]);
  });

  it("symbols as objects spell them", () => {
    expect(objectSymbol("runtime·write")).to.equal("runtime.write");
    expect(objectSymbol("_rt0_amd64")).to.equal("_rt0_amd64");
  });
});
