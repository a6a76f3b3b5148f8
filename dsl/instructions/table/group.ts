import type { FormLine } from "../form.js";

/** What a reader wants to know of a mnemonic, and what its operands are called. */
export interface MnemonicLine {
  readonly mnemonic: string;
  /** The names of the operands, in Plan 9 order; a shorter form uses the first of them. */
  readonly parameters: readonly string[];
  /** The name of an operand that the longest form has before its last, and the shorter ones have not. */
  readonly between?: string;
  /** Other Plan 9 spellings of the same instruction, which imported source may use. */
  readonly aliases?: readonly string[];
  /** What it does, in one sentence. */
  readonly doc: string;
}

/** One file of the instruction table. */
export interface InstructionGroup {
  /** Also the name of its file and of the file generated from it. */
  readonly name: string;
  readonly title: string;
  readonly mnemonics: readonly MnemonicLine[];
  /** The first form that takes the operands given is the one that is encoded: the shortest comes first. */
  readonly forms: readonly FormLine[];
}
