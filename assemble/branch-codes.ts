import { Code } from "iced-x86";

/**
 * The encodings of a relative branch, short one first: of `Jae_rel8_64` or `Jae_rel32_64` both, of `Call_rel32_64` or
 * `Jrcxz_rel8_64` the one there is. The table has one line for a branch; layout chooses between its encodings.
 */
export function branchCodes(code: string): readonly string[] {
  const both = [code.replace(/_rel(?:8|32)_64/, "_rel8_64"), code.replace(/_rel(?:8|32)_64/, "_rel32_64")];
  return [...new Set(both)].filter((name) => Object.hasOwn(Code, name));
}
