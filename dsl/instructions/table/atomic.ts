import type { InstructionGroup } from "./group.js";

/** Exchanges, and the prefix that makes them atomic: one line per form, in the order in which forms are tried. */
export const atomic: InstructionGroup = {
  name: "atomic",
  title: "Exchanges, and the prefix that makes them atomic",
  mnemonics: [
    { mnemonic: "LOCK", parameters: [], doc: "Makes the next instruction atomic; its destination must be memory." },
    {
      mnemonic: "XCHGB",
      parameters: ["source", "destination"],
      doc: "Exchanges 8 bits; atomic, even without LOCK, where one operand is memory.",
    },
    {
      mnemonic: "XCHGW",
      parameters: ["source", "destination"],
      doc: "Exchanges 16 bits; atomic, even without LOCK, where one operand is memory.",
    },
    {
      mnemonic: "XCHGL",
      parameters: ["source", "destination"],
      doc: "Exchanges 32 bits; atomic, even without LOCK, where one operand is memory.",
    },
    {
      mnemonic: "XCHGQ",
      parameters: ["source", "destination"],
      doc: "Exchanges 64 bits; atomic, even without LOCK, where one operand is memory.",
    },
    {
      mnemonic: "XADDB",
      parameters: ["source", "destination"],
      doc: "Adds the source to the destination and leaves the old destination in the source, 8 bits.",
    },
    {
      mnemonic: "XADDW",
      parameters: ["source", "destination"],
      doc: "Adds the source to the destination and leaves the old destination in the source, 16 bits.",
    },
    {
      mnemonic: "XADDL",
      parameters: ["source", "destination"],
      doc: "Adds the source to the destination and leaves the old destination in the source, 32 bits.",
    },
    {
      mnemonic: "XADDQ",
      parameters: ["source", "destination"],
      doc: "Adds the source to the destination and leaves the old destination in the source, 64 bits.",
    },
    {
      mnemonic: "CMPXCHGB",
      parameters: ["source", "destination"],
      doc: "Stores the source in the destination if that equals AX, otherwise loads AX from it, 8 bits; the zero flag says which.",
    },
    {
      mnemonic: "CMPXCHGW",
      parameters: ["source", "destination"],
      doc: "Stores the source in the destination if that equals AX, otherwise loads AX from it, 16 bits; the zero flag says which.",
    },
    {
      mnemonic: "CMPXCHGL",
      parameters: ["source", "destination"],
      doc: "Stores the source in the destination if that equals AX, otherwise loads AX from it, 32 bits; the zero flag says which.",
    },
    {
      mnemonic: "CMPXCHGQ",
      parameters: ["source", "destination"],
      doc: "Stores the source in the destination if that equals AX, otherwise loads AX from it, 64 bits; the zero flag says which.",
    },
    {
      mnemonic: "CMPXCHG8B",
      parameters: ["destination"],
      doc: "Compares DX:AX (32 bits each) with memory; stores CX:BX there if equal, otherwise loads DX:AX; the zero flag says which.",
    },
    {
      mnemonic: "CMPXCHG16B",
      parameters: ["destination"],
      doc: "Compares DX:AX with 16 aligned bytes of memory; stores CX:BX there if equal, otherwise loads DX:AX; the zero flag says which.",
    },
  ],
  forms: [
    { mnemonic: "LOCK", att: "lock", operands: [], code: "INVALID", prefix: true },
    { mnemonic: "XCHGB", att: "xchgb", operands: ["r8", "rm8"], code: "Xchg_rm8_r8" },
    { mnemonic: "XCHGB", att: "xchgb", operands: ["m8", "r8"], code: "Xchg_rm8_r8", attReversed: true },
    { mnemonic: "XCHGW", att: "xchgw", operands: ["AX", "r16"], code: "Xchg_r16_AX" },
    { mnemonic: "XCHGW", att: "xchgw", operands: ["r16", "AX"], code: "Xchg_r16_AX", attReversed: true },
    { mnemonic: "XCHGW", att: "xchgw", operands: ["r16", "rm16"], code: "Xchg_rm16_r16" },
    { mnemonic: "XCHGW", att: "xchgw", operands: ["m16", "r16"], code: "Xchg_rm16_r16", attReversed: true },
    { mnemonic: "XCHGL", att: "xchgl", operands: ["EAX", "r32"], code: "Xchg_r32_EAX" },
    { mnemonic: "XCHGL", att: "xchgl", operands: ["r32", "EAX"], code: "Xchg_r32_EAX", attReversed: true },
    { mnemonic: "XCHGL", att: "xchgl", operands: ["r32", "rm32"], code: "Xchg_rm32_r32" },
    { mnemonic: "XCHGL", att: "xchgl", operands: ["m32", "r32"], code: "Xchg_rm32_r32", attReversed: true },
    { mnemonic: "XCHGQ", att: "xchgq", operands: ["RAX", "r64"], code: "Xchg_r64_RAX" },
    { mnemonic: "XCHGQ", att: "xchgq", operands: ["r64", "RAX"], code: "Xchg_r64_RAX", attReversed: true },
    { mnemonic: "XCHGQ", att: "xchgq", operands: ["r64", "rm64"], code: "Xchg_rm64_r64" },
    { mnemonic: "XCHGQ", att: "xchgq", operands: ["m64", "r64"], code: "Xchg_rm64_r64", attReversed: true },
    { mnemonic: "XADDB", att: "xaddb", operands: ["r8", "rm8"], code: "Xadd_rm8_r8" },
    { mnemonic: "XADDW", att: "xaddw", operands: ["r16", "rm16"], code: "Xadd_rm16_r16" },
    { mnemonic: "XADDL", att: "xaddl", operands: ["r32", "rm32"], code: "Xadd_rm32_r32" },
    { mnemonic: "XADDQ", att: "xaddq", operands: ["r64", "rm64"], code: "Xadd_rm64_r64" },
    { mnemonic: "CMPXCHGB", att: "cmpxchgb", operands: ["r8", "rm8"], code: "Cmpxchg_rm8_r8" },
    { mnemonic: "CMPXCHGW", att: "cmpxchgw", operands: ["r16", "rm16"], code: "Cmpxchg_rm16_r16" },
    { mnemonic: "CMPXCHGL", att: "cmpxchgl", operands: ["r32", "rm32"], code: "Cmpxchg_rm32_r32" },
    { mnemonic: "CMPXCHGQ", att: "cmpxchgq", operands: ["r64", "rm64"], code: "Cmpxchg_rm64_r64" },
    { mnemonic: "CMPXCHG8B", att: "cmpxchg8b", operands: ["m64"], code: "Cmpxchg8b_m64" },
    { mnemonic: "CMPXCHG16B", att: "cmpxchg16b", operands: ["m"], code: "Cmpxchg16b_m128" },
  ],
};
