import type { Flags } from "./flags.js";

/** A condition of Jcc, SETcc, CMOVcc. */
export type Condition = (flags: Flags) => boolean;

/** The conditions by the end of the mnemonic in the manual (Intel SDM vol. 1, appendix B). */
export const conditions = Object.freeze({
  o: (flags: Flags) => flags.overflow,
  no: (flags: Flags) => !flags.overflow,
  b: (flags: Flags) => flags.carry,
  ae: (flags: Flags) => !flags.carry,
  e: (flags: Flags) => flags.zero,
  ne: (flags: Flags) => !flags.zero,
  be: (flags: Flags) => flags.carry || flags.zero,
  a: (flags: Flags) => !flags.carry && !flags.zero,
  s: (flags: Flags) => flags.sign,
  ns: (flags: Flags) => !flags.sign,
  p: (flags: Flags) => flags.parity,
  np: (flags: Flags) => !flags.parity,
  l: (flags: Flags) => flags.sign !== flags.overflow,
  ge: (flags: Flags) => flags.sign === flags.overflow,
  le: (flags: Flags) => flags.zero || flags.sign !== flags.overflow,
  g: (flags: Flags) => !flags.zero && flags.sign === flags.overflow,
});
