import type { Diagnostic } from "../dsl/diagnostic.js";

/** Something could not be assembled, or was assembled into other than what was meant. Carries every finding. */
export class AssembleError extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(
      diagnostics
        .map(({ routine, message }) => (routine === undefined ? message : `${routine}: ${message}`))
        .join("\n"),
    );
    this.name = "AssembleError";
    this.diagnostics = Object.freeze([...diagnostics]);
  }
}
