import type { InstructionGroup } from "./group.js";

/** AES and carry-less multiplication: one line per form, in the order in which forms are tried. */
export const cryptography: InstructionGroup = {
  name: "cryptography",
  title: "AES and carry-less multiplication",
  mnemonics: [
    {
      mnemonic: "AESENC",
      parameters: ["key", "destination"],
      doc: "One round of AES encryption of the destination with the source as the round's key.",
    },
    {
      mnemonic: "AESENCLAST",
      parameters: ["key", "destination"],
      doc: "The last round of AES encryption of the destination with the source as the round's key.",
    },
    {
      mnemonic: "AESDEC",
      parameters: ["key", "destination"],
      doc: "One round of AES decryption of the destination with the source as the round's key.",
    },
    {
      mnemonic: "AESDECLAST",
      parameters: ["key", "destination"],
      doc: "The last round of AES decryption of the destination with the source as the round's key.",
    },
    {
      mnemonic: "AESIMC",
      parameters: ["source", "destination"],
      doc: "Makes a round key of encryption one of decryption.",
    },
    {
      mnemonic: "AESKEYGENASSIST",
      parameters: ["constant", "source", "destination"],
      doc: "A step of the expansion of an AES key, with the round's constant.",
    },
    {
      mnemonic: "PCLMULQDQ",
      parameters: ["halves", "source", "destination"],
      doc: "Multiplies 64 bits of destination and source without carries; the number says which halves.",
    },
  ],
  forms: [
    { mnemonic: "AESENC", att: "aesenc", operands: ["xm128", "x"], code: "Aesenc_xmm_xmmm128" },
    { mnemonic: "AESENCLAST", att: "aesenclast", operands: ["xm128", "x"], code: "Aesenclast_xmm_xmmm128" },
    { mnemonic: "AESDEC", att: "aesdec", operands: ["xm128", "x"], code: "Aesdec_xmm_xmmm128" },
    { mnemonic: "AESDECLAST", att: "aesdeclast", operands: ["xm128", "x"], code: "Aesdeclast_xmm_xmmm128" },
    { mnemonic: "AESIMC", att: "aesimc", operands: ["xm128", "x"], code: "Aesimc_xmm_xmmm128" },
    {
      mnemonic: "AESKEYGENASSIST",
      att: "aeskeygenassist",
      operands: ["u8", "xm128", "x"],
      code: "Aeskeygenassist_xmm_xmmm128_imm8",
    },
    { mnemonic: "PCLMULQDQ", att: "pclmulqdq", operands: ["u8", "xm128", "x"], code: "Pclmulqdq_xmm_xmmm128_imm8" },
  ],
};
