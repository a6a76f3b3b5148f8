/**
 * Changes of a routine's code that nobody can tell from outside, found by mutation testing and judged by a person. Each
 * has to be a change that the verifier lets pass, or it is reported as stale.
 */
export interface EquivalentMutants {
  /** The symbol, with the middle dot. */
  readonly routine: string;
  /** The changes as `verify --mutate` prints them, or a pattern for several of a kind. */
  readonly changes: readonly (string | RegExp)[];
  /** Why no caller and no kernel can tell. */
  readonly reason: string;
}
