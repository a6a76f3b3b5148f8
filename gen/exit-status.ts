/** What the program's exit says. */
export const exitStatus = Object.freeze({
  clean: 0,
  /** Something is wrong with what was looked at: a mistake in a description, output that is not up to date. */
  findings: 1,
  /** The program was called wrongly, or could not do its work. */
  failed: 2,
});

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];
