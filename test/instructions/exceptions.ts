import type { DecodedCase } from "./decode-case.js";

export type Tool = "GNU as" | "Keystone" | "Go's assembler";

/** Cases in which a tool does not write the encoding of the table, or not the same bytes as GNU as. */
export interface Exception {
  readonly tool: Tool;
  /** The Plan 9 text of every case concerned; every case that matches is expected to differ. */
  readonly text: RegExp;
  /** What the tool's bytes decode to. */
  readonly becomes: RegExp;
  /** How that does the same. */
  readonly relation: Relation;
  readonly reason: string;
}

/**
 * How an encoding that is not the table's does what the table's does:
 *
 * - `same`: the same operands, so the same operation
 * - `zero-extended`: the 32-bit half of the destination, the same number
 * - `address`: the same address, computed from the instruction pointer
 * - `refused`: it does not, and portwright refuses the instruction where it needs the tool
 * - `implied`: an operand is in the opcode of one and written in the other
 */
export type Relation = "same" | "zero-extended" | "address" | "refused" | "implied";

const group1 = "(?:ADD|ADC|SUB|SBB|AND|OR|XOR|CMP)";

/** Moves between vector registers, which have an encoding as a load and one as a store. */
const vectorMove = "^VMOV(?:DQ[UA]|[UA]P[SD]|Q)";

export const exceptions: readonly Exception[] = [
  ...(["GNU as", "Keystone"] as const).map((tool): Exception => ({
    tool,
    text: new RegExp(`${vectorMove} ([XY])(?:[89]|1[0-5]), \\1[0-7]$`),
    becomes: /^VEX_Vmov\w+_[xy]mmm\d+_[xy]mm$/,
    relation: "same",
    reason: "only as a store does a move from a high register to a low one do with the short prefix",
  })),
  {
    tool: "Keystone",
    text: /^V(?:ADD|FMADD213)SD (?:-?0x\w+\(|outside)/,
    becomes: /^EVEX_/,
    relation: "refused",
    reason: "it writes AVX-512's encoding, with a displacement that is not scaled: assembling refuses what comes back",
  },
  {
    tool: "Go's assembler",
    text: new RegExp(`${vectorMove} ([XY])\\d+, \\1\\d+$`),
    becomes: /^VEX_Vmov\w+_[xy]mmm\d+_[xy]mm$/,
    relation: "same",
    reason: "of the two encodings of a move between registers it takes the store's",
  },
  {
    tool: "Go's assembler",
    text: /^VMOVQ (?:-?0x\w+\(|outside)/,
    becomes: /^VEX_Vmovq_xmm_rm64$/,
    relation: "same",
    reason: "it loads as if from a general register, with a prefix longer by a byte",
  },
  {
    tool: "Go's assembler",
    text: /^VMOVQ X\d+, (?:-?0x\w+\(|outside)/,
    becomes: /^VEX_Vmovq_rm64_xmm$/,
    relation: "same",
    reason: "it stores as if to a general register, with a prefix longer by a byte",
  },
  {
    tool: "Go's assembler",
    text: new RegExp(`^(?:${group1}|TEST)B (?:AX, \\$|\\$\\S+, AX$)`),
    becomes: /_rm8_imm8$/,
    relation: "same",
    reason: "the form without ModRM is only for a register written AL, which Plan 9 source does not write",
  },
  {
    tool: "Go's assembler",
    text: new RegExp(`^(?:${group1}|IMUL3?|PUSH)W .*\\$0xfff[ef]\\b`),
    becomes: /_(?:rm16_|AX_)?imm16$/,
    relation: "same",
    reason: "0xffff is not taken for -1, which would have the short form",
  },
  {
    tool: "Go's assembler",
    text: new RegExp(`^(?:${group1}|IMUL3?)L .*\\$0xfffffff[ef]\\b`),
    becomes: /_(?:rm32_|EAX_)imm32$/,
    relation: "same",
    reason: "0xffffffff is not taken for -1, which would have the short form",
  },
  {
    tool: "Go's assembler",
    text: /^MOVQ \$0x(?:80000000|80000001|fffffffe|ffffffff),/,
    becomes: /^Mov_r32_imm32$/,
    relation: "zero-extended",
    reason: "a number of 32 bits is moved to the lower half of the register, which clears the upper",
  },
  {
    tool: "Go's assembler",
    text: /^MOVQ \$0xf{15}[ef],/,
    becomes: /^Mov_rm64_imm32$/,
    relation: "same",
    reason: "2^64-1 is taken for -1, which has the form of seven bytes",
  },
  {
    tool: "Go's assembler",
    text: /^MOVLQZX [A-Z0-9]+, [A-Z0-9]+$/,
    becomes: /^Mov_r32_rm32$/,
    relation: "same",
    reason: "of the two encodings of a move between registers it takes the load's",
  },
  {
    tool: "Go's assembler",
    text: /^MOV[LQ] \$outside\(SB\),/,
    becomes: /^Lea_r(?:32|64)_m$/,
    relation: "address",
    reason: "today's linker puts programs anywhere, 2011's below 4 GB: an address is computed, not an immediate",
  },
  {
    tool: "Go's assembler",
    text: /^INT \$0x3$/,
    becomes: /^Int_imm8$/,
    relation: "implied",
    reason: "interrupt 3 has an encoding of one byte of its own, which only GNU as and Keystone write",
  },
  ...(["Keystone", "Go's assembler"] as const).map((tool): Exception => ({
    tool,
    text: /^(?:LOCK; \w+W |REPN?; \w+W$)/,
    becomes: /16/,
    relation: "same",
    reason: "prefixes have no order: the operand size comes after LOCK or REP, and before it from GNU as",
  })),
];

/** Does a tool's deviation do what the case means? */
export function isEquivalent(relation: Relation, decoded: DecodedCase, expected: readonly string[]): boolean {
  const [first = "", second = ""] = decoded.operands;
  const [register = "", number = ""] = expected;
  switch (relation) {
    case "same":
      return decoded.operands.join() === expected.join();
    case "zero-extended":
      return wholeRegister(first) === register && second === number.replace(/:64$/, ":32");
    case "address":
      return wholeRegister(first) === wholeRegister(register) && second === "[RIP]";
    case "refused":
      // That it is refused is for test/assemble to show.
      return true;
    case "implied":
      return decoded.operands.join() === "3:8" && expected.length === 0;
  }
}

/** The 64-bit register that a 32-bit one is the lower half of. */
function wholeRegister(name: string): string {
  return name.replace(/^E/, "R").replace(/D$/, "");
}
