import type { RandomSignature } from "./random-signatures.js";

/**
 * C code that calls every function with its values and prints what went wrong. What the Plan 9 routine found on the
 * stack is read as a C struct, which lays its members out as Plan 9 does arguments.
 */
export function callersInC(signatures: readonly RandomSignature[]): string {
  return [
    '#include <stdio.h>\n#include <string.h>\n#include "port.h"\n',
    "extern unsigned char seen[64];\nextern uint64_t answer;\nint guarded(int (*call)(void));\n",
    ...signatures.map(caller),
    "static int (*const calls[])(void) = {",
    signatures.map((_, index) => `\tcall${String(index)},`).join("\n"),
    "};\n",
    "int main(void) {",
    `\tfor (unsigned index = 0; index < ${String(signatures.length)}; index++) {`,
    "\t\tint wrong = guarded(calls[index]);",
    '\t\tif (wrong != 0) printf("function %u: %x\\n", index, (unsigned)wrong);',
    "\t}",
    `\tprintf("%d called\\n", ${String(signatures.length)});`,
    "\treturn 0;",
    "}\n",
  ].join("\n");
}

/** Bit k of the result: argument k was wrong. Bit 8: the result was. (Bit 9, a register not kept, is `guarded`'s.) */
function caller({ name, args, result, answer }: RandomSignature, index: number): string {
  const call = `${name}(${args.map(({ c, value }) => `(${c})${literal(value)}`).join(", ")})`;
  return [
    `static int call${String(index)}(void) {`,
    ...(args.length === 0
      ? []
      : [`\tstruct { ${args.map(({ c, name: field }) => `${c} ${field};`).join(" ")} } found;`]),
    "\tint wrong = 0;",
    `\tanswer = ${literal(answer)};`,
    result === undefined ? `\t${call};` : `\tif (${call} != (${result.c})${literal(answer)}) wrong |= 0x100;`,
    ...(args.length === 0 ? [] : ["\tmemcpy(&found, seen, sizeof found);"]),
    ...args.map(
      ({ c, name: field, value }, position) =>
        `\tif (found.${field} != (${c})${literal(value)}) wrong |= ${String(1 << position)};`,
    ),
    "\treturn wrong;",
    "}\n",
  ].join("\n");
}

function literal(value: bigint): string {
  return `UINT64_C(${String(value)})`;
}

/**
 * The routines of the other side, by hand: all of them keep what lies where Plan 9 code has its arguments, destroy every
 * register and return `answer`. `guarded` calls a C function with known values in the registers that it has to keep.
 */
export function plan9Recorder(signatures: readonly RandomSignature[]): string {
  const magic = (register: string, index: number): string =>
    `\tmovabsq\t$0x11223344556677${String(10 + index)}, %${register}`;
  const kept = ["rbx", "rbp", "r12", "r13", "r14", "r15"];
  return [
    '\t.section\t.note.GNU-stack,"",@progbits',
    "\t.data",
    "\t.globl\tseen, answer",
    "seen:\t.skip\t64",
    "answer:\t.quad\t0",
    "\t.text",
    ...signatures.flatMap(({ name }) => {
      const symbol = name.replace("·", ".");
      return [`\t.globl\t${symbol}`, `${symbol}:`];
    }),
    "\tleaq\t8(%rsp), %rsi",
    "\tleaq\tseen(%rip), %rdi",
    "\tmovl\t$8, %ecx",
    "\trep movsq",
    "\tmovq\tanswer(%rip), %rax",
    ...["rbx", "rbp", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"].map(
      (register) => `\tmovabsq\t$0x8badf00d8badf00d, %${register}`,
    ),
    "\tret",
    "\t.globl\tguarded",
    "guarded:",
    ...kept.map((register) => `\tpushq\t%${register}`),
    "\tsubq\t$8, %rsp",
    "\tmovq\t%rdi, %rax",
    ...kept.map(magic),
    "\tcall\t*%rax",
    ...kept.flatMap((register, index) => [magic("rcx", index), `\tcmpq\t%rcx, %${register}`, "\tjne\tlost"]),
    "back:",
    "\taddq\t$8, %rsp",
    ...kept.toReversed().map((register) => `\tpopq\t%${register}`),
    "\tret",
    "lost:",
    "\torl\t$0x200, %eax",
    "\tjmp\tback",
    "",
  ].join("\n");
}
