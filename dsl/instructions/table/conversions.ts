import type { InstructionGroup } from "./group.js";

/** Conversions of floating-point numbers: one line per form, in the order in which forms are tried. */
export const conversions: InstructionGroup = {
  name: "conversions",
  title: "Conversions of floating-point numbers",
  mnemonics: [
    {
      mnemonic: "CVTSD2SL",
      parameters: ["source", "destination"],
      doc: "Converts a double-precision number to a signed integer of 32 bits, rounded.",
    },
    {
      mnemonic: "CVTSD2SQ",
      parameters: ["source", "destination"],
      doc: "Converts a double-precision number to a signed integer of 64 bits, rounded.",
    },
    {
      mnemonic: "CVTSS2SL",
      parameters: ["source", "destination"],
      doc: "Converts a single-precision number to a signed integer of 32 bits, rounded.",
    },
    {
      mnemonic: "CVTSS2SQ",
      parameters: ["source", "destination"],
      doc: "Converts a single-precision number to a signed integer of 64 bits, rounded.",
    },
    {
      mnemonic: "CVTTSD2SL",
      parameters: ["source", "destination"],
      doc: "Converts a double-precision number to a signed integer of 32 bits, truncated.",
    },
    {
      mnemonic: "CVTTSD2SQ",
      parameters: ["source", "destination"],
      doc: "Converts a double-precision number to a signed integer of 64 bits, truncated.",
    },
    {
      mnemonic: "CVTTSS2SL",
      parameters: ["source", "destination"],
      doc: "Converts a single-precision number to a signed integer of 32 bits, truncated.",
    },
    {
      mnemonic: "CVTTSS2SQ",
      parameters: ["source", "destination"],
      doc: "Converts a single-precision number to a signed integer of 64 bits, truncated.",
    },
    {
      mnemonic: "CVTSL2SD",
      parameters: ["source", "destination"],
      doc: "Converts a signed integer of 32 bits to a double-precision number.",
    },
    {
      mnemonic: "CVTSL2SS",
      parameters: ["source", "destination"],
      doc: "Converts a signed integer of 32 bits to a single-precision number.",
    },
    {
      mnemonic: "CVTSQ2SD",
      parameters: ["source", "destination"],
      doc: "Converts a signed integer of 64 bits to a double-precision number.",
    },
    {
      mnemonic: "CVTSQ2SS",
      parameters: ["source", "destination"],
      doc: "Converts a signed integer of 64 bits to a single-precision number.",
    },
    {
      mnemonic: "CVTSD2SS",
      parameters: ["source", "destination"],
      doc: "Converts a double-precision number to single precision.",
    },
    {
      mnemonic: "CVTSS2SD",
      parameters: ["source", "destination"],
      doc: "Converts a single-precision number to double precision.",
    },
  ],
  forms: [
    { mnemonic: "CVTSD2SL", att: "cvtsd2si", operands: ["xm64", "r32"], code: "Cvtsd2si_r32_xmmm64" },
    { mnemonic: "CVTSD2SQ", att: "cvtsd2si", operands: ["xm64", "r64"], code: "Cvtsd2si_r64_xmmm64" },
    { mnemonic: "CVTSS2SL", att: "cvtss2si", operands: ["xm32", "r32"], code: "Cvtss2si_r32_xmmm32" },
    { mnemonic: "CVTSS2SQ", att: "cvtss2si", operands: ["xm32", "r64"], code: "Cvtss2si_r64_xmmm32" },
    { mnemonic: "CVTTSD2SL", att: "cvttsd2si", operands: ["xm64", "r32"], code: "Cvttsd2si_r32_xmmm64" },
    { mnemonic: "CVTTSD2SQ", att: "cvttsd2si", operands: ["xm64", "r64"], code: "Cvttsd2si_r64_xmmm64" },
    { mnemonic: "CVTTSS2SL", att: "cvttss2si", operands: ["xm32", "r32"], code: "Cvttss2si_r32_xmmm32" },
    { mnemonic: "CVTTSS2SQ", att: "cvttss2si", operands: ["xm32", "r64"], code: "Cvttss2si_r64_xmmm32" },
    { mnemonic: "CVTSL2SD", att: "cvtsi2sdl", operands: ["rm32", "x"], code: "Cvtsi2sd_xmm_rm32" },
    { mnemonic: "CVTSL2SS", att: "cvtsi2ssl", operands: ["rm32", "x"], code: "Cvtsi2ss_xmm_rm32" },
    { mnemonic: "CVTSQ2SD", att: "cvtsi2sdq", operands: ["rm64", "x"], code: "Cvtsi2sd_xmm_rm64" },
    { mnemonic: "CVTSQ2SS", att: "cvtsi2ssq", operands: ["rm64", "x"], code: "Cvtsi2ss_xmm_rm64" },
    { mnemonic: "CVTSD2SS", att: "cvtsd2ss", operands: ["xm64", "x"], code: "Cvtsd2ss_xmm_xmmm64" },
    { mnemonic: "CVTSS2SD", att: "cvtss2sd", operands: ["xm32", "x"], code: "Cvtss2sd_xmm_xmmm32" },
  ],
};
