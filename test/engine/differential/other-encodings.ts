import { forms } from "../../../dsl/instructions/generated/forms.js";
import type { TestedInstruction } from "./tested-instruction.js";

/**
 * Encodings that the table does not have, but programs do: what compilers write beside the table's own forms. By
 * mnemonic of the table, text, and bytes as GNU as and the manual's opcode maps have them.
 */
const encodings: readonly (readonly [mnemonic: string, text: string, bytes: string])[] = [
  ["ADDB", "addb %ah, %bl", "00e3"],
  ["ADDB", "addb %bl, %bh", "00df"],
  ["SUBB", "subb (%rbx), %ch", "2a2b"],
  ["CMPB", "cmpb $0x80, %dh", "80fe80"],
  ["XORB", "xorb %dh, %ah", "30f4"],
  ["INCB", "incb %ch", "fec5"],
  ["NEGB", "negb %bh", "f6df"],
  ["NOTB", "notb %ah", "f6d4"],
  ["MOVB", "movb %bh, %ah", "88fc"],
  ["MOVB", "movb $0x12, %dh", "b612"],
  ["MOVBLZX", "movzbl %ch, %edx", "0fb6d5"],
  ["MOVBLSX", "movsbl %dh, %eax", "0fbec6"],
  ["XCHGB", "xchgb %ah, %al", "86e0"],
  ["XADDB", "xaddb %ah, %al", "0fc0e0"],
  ["CMPXCHGB", "cmpxchgb %dh, %bl", "0fb0f3"],
  ["CMPXCHGB", "cmpxchgb %ah, %al", "0fb0e0"],
  ["SHLB", "shlb $0x3, %ah", "c0e403"],
  ["RORB", "rorb %cl, %ch", "d2cd"],
  ["MULB", "mulb %ah", "f6e4"],
  ["IMULB", "imulb %dh", "f6ee"],
  ["DIVB", "divb %bh", "f6f7"],
  ["SETLT", "setl %dh", "0f9cc6"],
  // The other direction between two registers.
  ["ADDQ", "addq %rcx, %rdx (03)", "4803d1"],
  ["MOVL", "movl %eax, %eax (8b)", "8bc0"],
  ["CMPW", "cmpw %r9w, %bx (3b)", "66413bd9"],
  // Aliases in the opcode maps.
  ["SHLL", "sall $0x5, %ebx (c1 /6)", "c1f305"],
  ["TESTB", "testb $0x7f, %cl (f6 /1)", "f6c97f"],
  ["XCHGQ", "xchgq %r8, %rax (90)", "4990"],
  ["MOVQ", "movabsq 0x10011fd0, %rax", "48a1d01f011000000000"],
  ["MOVB", "movabsb %al, 0x10012003", "a20320011000000000"],
  // Segments and 32-bit addresses.
  ["MOVQ", "movq %gs:0x1fe0, %rax", "65488b0425e01f0000"],
  ["ADDL", "addl %ecx, %gs:0x1ffe", "65010c25fe1f0000"],
  ["MOVQ", "movq %ds:0x10012008, %rbx (3e)", "3e488b1c2508200110"],
  ["LEAQ", "leaq %gs:0x8(%rbx), %rcx", "65488d4b08"],
  ["LEAQ", "leaq 0x8(%ebx,%ecx,4), %rax", "67488d448b08"],
  ["LEAL", "leal -0x8(%r9d), %eax", "67418d41f8"],
  ["LEAQ", "leaq 0x10(%eip), %rax", "67488d0510000000"],
  ["MOVSB", "rep movsb (%esi), (%edi)", "67f3a4"],
  ["STOSQ", "stosq %rax, (%edi)", "6748ab"],
  ["LODSW", "lodsw %gs:(%rsi), %ax", "6566ad"],
  ["CMPSL", "repne cmpsl", "f2a7"],
  ["SCASB", "repe scasb (%edi), %al", "67f3ae"],
  // The stack.
  ["PUSHQ", "pushq %rsp", "54"],
  ["POPQ", "popq %rsp", "5c"],
  ["PUSHQ", "pushq 0x8(%rsp)", "ff742408"],
  ["POPQ", "popq 0x8(%rsp)", "8f442408"],
  ["POPQ", "popq -0x8(%rsp,%rcx,1)", "8f440cf8"],
  ["PUSHW", "pushw $-0x2", "666afe"],
  ["RET", "ret $0x10", "c21000"],
  ["RET", "rep ret", "f3c3"],
  // Nothing at all.
  ["NOP", "nopl 0x0(%rax,%rax,1)", "0f1f440000"],
  ["NOP", "nopw %cs:0x0(%rax,%rax,1)", "662e0f1f840000000000"],
  ["NOP", "data16 nop", "6690"],
  ["NOP", "endbr64", "f30f1efa"],
];

/** Each as an instruction to test, with the flags that the first form of its mnemonic leaves undefined. */
export const otherEncodings: readonly TestedInstruction[] = encodings.map(([mnemonic, text, bytes]) => {
  const form = forms.get(mnemonic)?.[0];
  if (form === undefined) throw new Error(`${mnemonic} is not in the instruction table`);
  return { form, operands: operandsOf(text), text, bytes: Uint8Array.from(Buffer.from(bytes, "hex")) };
});

/** Only what the tests ask for: where memory must be, and what a shift counts. */
function operandsOf(text: string): TestedInstruction["operands"] {
  const [, count] = /^s[ah]l\w \$0x([0-9a-f]+)/.exec(text) ?? [];
  if (count !== undefined) return [{ kind: "immediate", value: BigInt(`0x${count}`) }];
  return text.includes("(%rbx)") && !text.startsWith("lea") ? [{ kind: "memory", base: "BX", displacement: 0 }] : [];
}
