/** Flags of a TEXT directive, as the 2011 linkers number them. */
export type TextFlag = keyof typeof textFlagBits;

/** NOPROF: no profiling call. DUPOK: another copy may exist. NOSPLIT: no check for stack growth at entry. */
export const textFlagBits = Object.freeze({ NOPROF: 1, DUPOK: 2, NOSPLIT: 4 });

/** The number that stands in a TEXT directive. */
export function textFlagNumber(flags: readonly TextFlag[]): number {
  return flags.reduce((bits, flag) => bits | textFlagBits[flag], 0);
}
