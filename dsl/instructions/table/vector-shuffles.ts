import type { InstructionGroup } from "./group.js";

/** Shuffles of vectors: one line per form, in the order in which forms are tried. */
export const vectorShuffles: InstructionGroup = {
  name: "vector-shuffles",
  title: "Shuffles of vectors",
  mnemonics: [
    {
      mnemonic: "PSHUFB",
      parameters: ["selectors", "destination"],
      doc: "Puts into each byte of the destination the one its selector names, or zero.",
    },
    {
      mnemonic: "PSHUFD",
      parameters: ["order", "source", "destination"],
      aliases: ["PSHUFL"],
      doc: "Arranges 32-bit words in the order given, two bits for each place.",
    },
    {
      mnemonic: "PSHUFHW",
      parameters: ["order", "source", "destination"],
      doc: "Arranges the four upper 16-bit words in the order given, two bits for each place; the lower ones are copied.",
    },
    {
      mnemonic: "PSHUFLW",
      parameters: ["order", "source", "destination"],
      doc: "Arranges the four lower 16-bit words in the order given, two bits for each place; the upper ones are copied.",
    },
    {
      mnemonic: "SHUFPS",
      parameters: ["order", "source", "destination"],
      doc: "Takes two single-precision numbers of the destination and two of the source, as the order says.",
    },
    {
      mnemonic: "SHUFPD",
      parameters: ["order", "source", "destination"],
      doc: "Takes one double-precision number of the destination and one of the source, as the order says.",
    },
    {
      mnemonic: "PALIGNR",
      parameters: ["count", "source", "destination"],
      doc: "Takes 16 bytes out of destination and source, one behind the other, from the byte given.",
    },
    {
      mnemonic: "PBLENDW",
      parameters: ["mask", "source", "destination"],
      doc: "Copies the 16-bit words whose bit in the mask is set.",
    },
    {
      mnemonic: "PUNPCKLBW",
      parameters: ["source", "destination"],
      doc: "Puts bytes of the lower halves of destination and source alternately into the destination.",
    },
    {
      mnemonic: "PUNPCKLWL",
      parameters: ["source", "destination"],
      doc: "Puts 16-bit words of the lower halves of destination and source alternately into the destination.",
    },
    {
      mnemonic: "PUNPCKLLQ",
      parameters: ["source", "destination"],
      doc: "Puts 32-bit words of the lower halves of destination and source alternately into the destination.",
    },
    {
      mnemonic: "PUNPCKLQDQ",
      parameters: ["source", "destination"],
      doc: "Puts 64-bit words of the lower halves of destination and source alternately into the destination.",
    },
    {
      mnemonic: "PUNPCKHBW",
      parameters: ["source", "destination"],
      doc: "Puts bytes of the upper halves of destination and source alternately into the destination.",
    },
    {
      mnemonic: "PUNPCKHWL",
      parameters: ["source", "destination"],
      doc: "Puts 16-bit words of the upper halves of destination and source alternately into the destination.",
    },
    {
      mnemonic: "PUNPCKHLQ",
      parameters: ["source", "destination"],
      doc: "Puts 32-bit words of the upper halves of destination and source alternately into the destination.",
    },
    {
      mnemonic: "PUNPCKHQDQ",
      parameters: ["source", "destination"],
      doc: "Puts 64-bit words of the upper halves of destination and source alternately into the destination.",
    },
    {
      mnemonic: "PACKSSWB",
      parameters: ["source", "destination"],
      doc: "Narrows signed 16-bit words to signed bytes, with saturation: the destination's, then the source's.",
    },
    {
      mnemonic: "PACKUSWB",
      parameters: ["source", "destination"],
      doc: "Narrows signed 16-bit words to unsigned bytes, with saturation: the destination's, then the source's.",
    },
    {
      mnemonic: "PACKSSLW",
      parameters: ["source", "destination"],
      doc: "Narrows signed 32-bit words to signed 16-bit words, with saturation: the destination's, then the source's.",
    },
    {
      mnemonic: "UNPCKLPS",
      parameters: ["source", "destination"],
      doc: "Puts single-precision numbers of the lower halves of destination and source alternately into the destination.",
    },
    {
      mnemonic: "UNPCKLPD",
      parameters: ["source", "destination"],
      doc: "Puts double-precision numbers of the lower halves of destination and source alternately into the destination.",
    },
    {
      mnemonic: "UNPCKHPS",
      parameters: ["source", "destination"],
      doc: "Puts single-precision numbers of the upper halves of destination and source alternately into the destination.",
    },
    {
      mnemonic: "UNPCKHPD",
      parameters: ["source", "destination"],
      doc: "Puts double-precision numbers of the upper halves of destination and source alternately into the destination.",
    },
  ],
  forms: [
    { mnemonic: "PSHUFB", att: "pshufb", operands: ["xm128", "x"], code: "Pshufb_xmm_xmmm128" },
    { mnemonic: "PSHUFD", att: "pshufd", operands: ["u8", "xm128", "x"], code: "Pshufd_xmm_xmmm128_imm8" },
    { mnemonic: "PSHUFHW", att: "pshufhw", operands: ["u8", "xm128", "x"], code: "Pshufhw_xmm_xmmm128_imm8" },
    { mnemonic: "PSHUFLW", att: "pshuflw", operands: ["u8", "xm128", "x"], code: "Pshuflw_xmm_xmmm128_imm8" },
    { mnemonic: "SHUFPS", att: "shufps", operands: ["u8", "xm128", "x"], code: "Shufps_xmm_xmmm128_imm8" },
    { mnemonic: "SHUFPD", att: "shufpd", operands: ["u8", "xm128", "x"], code: "Shufpd_xmm_xmmm128_imm8" },
    { mnemonic: "PALIGNR", att: "palignr", operands: ["u8", "xm128", "x"], code: "Palignr_xmm_xmmm128_imm8" },
    { mnemonic: "PBLENDW", att: "pblendw", operands: ["u8", "xm128", "x"], code: "Pblendw_xmm_xmmm128_imm8" },
    { mnemonic: "PUNPCKLBW", att: "punpcklbw", operands: ["xm128", "x"], code: "Punpcklbw_xmm_xmmm128" },
    { mnemonic: "PUNPCKLWL", att: "punpcklwd", operands: ["xm128", "x"], code: "Punpcklwd_xmm_xmmm128" },
    { mnemonic: "PUNPCKLLQ", att: "punpckldq", operands: ["xm128", "x"], code: "Punpckldq_xmm_xmmm128" },
    { mnemonic: "PUNPCKLQDQ", att: "punpcklqdq", operands: ["xm128", "x"], code: "Punpcklqdq_xmm_xmmm128" },
    { mnemonic: "PUNPCKHBW", att: "punpckhbw", operands: ["xm128", "x"], code: "Punpckhbw_xmm_xmmm128" },
    { mnemonic: "PUNPCKHWL", att: "punpckhwd", operands: ["xm128", "x"], code: "Punpckhwd_xmm_xmmm128" },
    { mnemonic: "PUNPCKHLQ", att: "punpckhdq", operands: ["xm128", "x"], code: "Punpckhdq_xmm_xmmm128" },
    { mnemonic: "PUNPCKHQDQ", att: "punpckhqdq", operands: ["xm128", "x"], code: "Punpckhqdq_xmm_xmmm128" },
    { mnemonic: "PACKSSWB", att: "packsswb", operands: ["xm128", "x"], code: "Packsswb_xmm_xmmm128" },
    { mnemonic: "PACKUSWB", att: "packuswb", operands: ["xm128", "x"], code: "Packuswb_xmm_xmmm128" },
    { mnemonic: "PACKSSLW", att: "packssdw", operands: ["xm128", "x"], code: "Packssdw_xmm_xmmm128" },
    { mnemonic: "UNPCKLPS", att: "unpcklps", operands: ["xm128", "x"], code: "Unpcklps_xmm_xmmm128" },
    { mnemonic: "UNPCKLPD", att: "unpcklpd", operands: ["xm128", "x"], code: "Unpcklpd_xmm_xmmm128" },
    { mnemonic: "UNPCKHPS", att: "unpckhps", operands: ["xm128", "x"], code: "Unpckhps_xmm_xmmm128" },
    { mnemonic: "UNPCKHPD", att: "unpckhpd", operands: ["xm128", "x"], code: "Unpckhpd_xmm_xmmm128" },
  ],
};
