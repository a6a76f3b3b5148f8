import { instructionTable } from "../../../dsl/instructions/table/table.js";

/**
 * Names that the assembler has as instructions of their own, and that make the same machine code as others: an
 * arithmetic shift to the left is a logical one.
 */
const synonyms: readonly (readonly [string, string])[] = [
  ["SALB", "SHLB"],
  ["SALW", "SHLW"],
  ["SALL", "SHLL"],
  ["SALQ", "SHLQ"],
];

/**
 * Other Plan 9 spellings of the instructions, with the mnemonic that descriptions have: `JZ` is `JEQ`. As the table of
 * instructions says them, which has those of Go's cmd/asm/internal/arch.
 */
export const mnemonicAliases: ReadonlyMap<string, string> = new Map([
  ...instructionTable.flatMap(({ mnemonics }) =>
    mnemonics.flatMap(({ mnemonic, aliases = [] }) => aliases.map((alias) => [alias, mnemonic] as const)),
  ),
  ...synonyms,
]);
