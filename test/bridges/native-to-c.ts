import type { RandomSignature } from "./random-signatures.js";

/** The functions in C: each keeps what it was given, widened as C widens, where its stack was, and returns `answer`. */
export function calleesInC(signatures: readonly RandomSignature[]): string {
  return [
    '#include "port.h"\n',
    "extern uint64_t answer, got[8], frame;\n",
    ...signatures.map(({ name, args, result }) =>
      [
        `${result?.c ?? "void"} ${name}(${args.length === 0 ? "void" : args.map((arg) => `${arg.c} ${arg.name}`).join(", ")}) {`,
        "\tframe = (uint64_t)(uintptr_t)__builtin_frame_address(0);",
        ...args.map(({ c, name: argument }, index) =>
          c.endsWith("*")
            ? `\tgot[${String(index)}] = (uint64_t)(uintptr_t)${argument};`
            : `\tgot[${String(index)}] = (uint64_t)(int64_t)${argument};`,
        ),
        ...(result === undefined ? [] : [`\treturn (${result.c})answer;`]),
        "}\n",
      ].join("\n"),
    ),
  ].join("\n");
}

/** C code that has every function called Plan 9's way, with SP on both places of a word, and prints what went wrong. */
export function plan9Calls(signatures: readonly RandomSignature[]): string {
  return [
    "#include <stdint.h>\n#include <stdio.h>\n#include <string.h>\n",
    "uint64_t answer, got[8], frame, block[8];",
    "uint64_t plan9_call(void (*target)(void), uint64_t shift, int *lost);\n",
    ...signatures.map(caller),
    "int main(void) {",
    "\tfor (uint64_t shift = 0; shift <= 8; shift += 8) {",
    "\t\tint wrong;",
    ...signatures.flatMap((_, index) => [
      `\t\twrong = call${String(index)}(shift);`,
      `\t\tif (wrong != 0) printf("function ${String(index)}, shift %d: %x\\n", (int)shift, (unsigned)wrong);`,
    ]),
    "\t}",
    `\tprintf("%d called\\n", ${String(signatures.length)});`,
    "\treturn 0;",
    "}\n",
  ].join("\n");
}

/** Bit k: argument k was wrong. Bit 8: the result was. Bit 9: a register was not kept. Bit 10: SP was not aligned. */
function caller({ name, args, result, answer }: RandomSignature, index: number): string {
  const symbol = name.replace("·", ".");
  return [
    `extern void plan9_${String(index)}(void) __asm__("${symbol}");`,
    `static int call${String(index)}(uint64_t shift) {`,
    "\tint wrong = 0, lost = 0;",
    ...(args.length === 0
      ? []
      : [`\tstruct { ${args.map(({ c, name: field }) => `${c} ${field};`).join(" ")} } given;`]),
    "\tmemset(block, 0xa5, sizeof block);",
    "\tmemset(got, 0x5a, sizeof got);",
    ...(args.length === 0 ? [] : ["\tmemset(&given, 0xa5, sizeof given);"]),
    ...args.map(({ c, name: field, value }) => `\tgiven.${field} = (${c})${literal(value)};`),
    ...(args.length === 0 ? [] : ["\tmemcpy(block, &given, sizeof given);"]),
    `\tanswer = ${literal(answer)};`,
    `\tuint64_t result = plan9_call(plan9_${String(index)}, shift, &lost);`,
    result === undefined
      ? "\t(void)result;"
      : `\tif ((${result.c})result != (${result.c})${literal(answer)}) wrong |= 0x100;`,
    ...args.map(({ c, value }, position) => {
      const widened = c.endsWith("*") ? literal(value) : `(uint64_t)(int64_t)(${c})${literal(value)}`;
      return `\tif (got[${String(position)}] != ${widened}) wrong |= ${String(1 << position)};`;
    }),
    // The frame address lies two words below SP before the call.
    "\tif (frame % 16 != 0) wrong |= 0x400;",
    "\treturn wrong | (lost != 0 ? 0x200 : 0);",
    "}\n",
  ].join("\n");
}

function literal(value: bigint): string {
  return `UINT64_C(${String(value)})`;
}

/**
 * `plan9_call`, by hand: puts the block on the stack, `shift` bytes off a multiple of 16, fills all registers, calls, and
 * says whether the registers that C keeps are as they were.
 */
export const plan9Caller = [
  '\t.section\t.note.GNU-stack,"",@progbits',
  "\t.data",
  "target:\t.quad\t0",
  "stack:\t.quad\t0",
  "\t.text",
  "\t.globl\tplan9_call",
  "plan9_call:",
  ...["rbx", "rbp", "r12", "r13", "r14", "r15", "rdx"].map((register) => `\tpushq\t%${register}`),
  "\tmovq\t%rsp, stack(%rip)",
  "\tmovq\t%rdi, target(%rip)",
  "\tandq\t$-16, %rsp",
  "\tsubq\t%rsi, %rsp",
  "\tsubq\t$64, %rsp",
  "\tleaq\tblock(%rip), %rsi",
  "\tmovq\t%rsp, %rdi",
  "\tmovl\t$8, %ecx",
  "\trep movsq",
  ...["rax", "rbx", "rbp", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"].map(
    (register) => `\tmovabsq\t$0x8badf00d8badf00d, %${register}`,
  ),
  "\tcall\t*target(%rip)",
  "\tmovabsq\t$0x8badf00d8badf00d, %rcx",
  ...["rbx", "rbp", "r12", "r13", "r14", "r15"].flatMap((register) => [`\tcmpq\t%rcx, %${register}`, "\tjne\tlost"]),
  "\txorl\t%ecx, %ecx",
  "back:",
  "\tmovq\tstack(%rip), %rsp",
  "\tpopq\t%rdx",
  "\tmovl\t%ecx, (%rdx)",
  ...["r15", "r14", "r13", "r12", "rbp", "rbx"].map((register) => `\tpopq\t%${register}`),
  "\tret",
  "lost:",
  "\tmovl\t$1, %ecx",
  "\tjmp\tback",
  "",
].join("\n");
