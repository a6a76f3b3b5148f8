import type { InstructionGroup } from "./group.js";

/** The stack: one line per form, in the order in which forms are tried. */
export const stack: InstructionGroup = {
  name: "stack",
  title: "The stack",
  mnemonics: [
    { mnemonic: "PUSHQ", parameters: ["source"], doc: "Pushes a 64-bit word." },
    {
      mnemonic: "PUSHW",
      parameters: ["source"],
      doc: "Pushes a 16-bit word, which leaves the stack pointer unaligned.",
    },
    { mnemonic: "POPQ", parameters: ["destination"], doc: "Pops a 64-bit word." },
    { mnemonic: "POPW", parameters: ["destination"], doc: "Pops a 16-bit word." },
    { mnemonic: "PUSHFQ", parameters: [], doc: "Pushes the flags, 64 bits." },
    { mnemonic: "PUSHFW", parameters: [], doc: "Pushes the low 16 flags." },
    { mnemonic: "POPFQ", parameters: [], doc: "Pops the flags, 64 bits." },
    { mnemonic: "POPFW", parameters: [], doc: "Pops the low 16 flags." },
  ],
  forms: [
    { mnemonic: "PUSHQ", att: "pushq", operands: ["r64"], code: "Push_r64" },
    { mnemonic: "PUSHQ", att: "pushq", operands: ["m64"], code: "Push_rm64" },
    { mnemonic: "PUSHQ", att: "pushq", operands: ["imm8s"], code: "Pushq_imm8" },
    { mnemonic: "PUSHQ", att: "pushq", operands: ["imm32s"], code: "Pushq_imm32" },
    { mnemonic: "PUSHW", att: "pushw", operands: ["r16"], code: "Push_r16" },
    { mnemonic: "PUSHW", att: "pushw", operands: ["m16"], code: "Push_rm16" },
    { mnemonic: "PUSHW", att: "pushw", operands: ["imm8s"], code: "Pushw_imm8" },
    { mnemonic: "PUSHW", att: "pushw", operands: ["imm16"], code: "Push_imm16" },
    { mnemonic: "POPQ", att: "popq", operands: ["r64"], code: "Pop_r64" },
    { mnemonic: "POPQ", att: "popq", operands: ["m64"], code: "Pop_rm64" },
    { mnemonic: "POPW", att: "popw", operands: ["r16"], code: "Pop_r16" },
    { mnemonic: "POPW", att: "popw", operands: ["m16"], code: "Pop_rm16" },
    { mnemonic: "PUSHFQ", att: "pushfq", operands: [], code: "Pushfq" },
    { mnemonic: "PUSHFW", att: "pushfw", operands: [], code: "Pushfw" },
    { mnemonic: "POPFQ", att: "popfq", operands: [], code: "Popfq" },
    { mnemonic: "POPFW", att: "popfw", operands: [], code: "Popfw" },
  ],
};
