import { AssembleError } from "../../assemble/assemble-error.js";
import type { Diagnostic } from "../../dsl/diagnostic.js";

/** The findings of something that has to fail to assemble. */
export async function findingsOf(attempt: Promise<unknown>): Promise<readonly Diagnostic[]> {
  try {
    await attempt;
  } catch (thrown) {
    if (thrown instanceof AssembleError) {
      return thrown.diagnostics;
    }
    throw thrown;
  }
  throw new Error("it assembled");
}
