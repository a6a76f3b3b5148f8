/** Branches without a long encoding, by how their names begin: JRCXZ, LOOP. */
const shortOnly = /^(?:J[re]?cxz|Loop)/;

/**
 * The encodings of a relative branch, short one first: of `Jae_rel8_64` or `Jae_rel32_64` both, of `Call_rel32_64` or
 * `Jrcxz_rel8_64` the one there is. The table has one line for a branch; layout chooses between its encodings.
 */
export function branchCodes(code: string): readonly string[] {
  if (shortOnly.test(code) || code.startsWith("Call")) {
    return [code];
  }
  return [...new Set([code.replace(/_rel(?:8|32)_64/, "_rel8_64"), code.replace(/_rel(?:8|32)_64/, "_rel32_64")])];
}
