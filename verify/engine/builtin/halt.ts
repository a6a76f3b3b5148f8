import type { Stop } from "../engine.js";

/** Thrown by an instruction that cannot be completed. It has changed nothing by then. */
export class Halt extends Error {
  override readonly name = "Halt";
  readonly stop: Stop;

  constructor(stop: Stop) {
    // Programs fault by the thousand, and nobody looks at where in the interpreter: a stack is not kept.
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(stop.kind);
    Error.stackTraceLimit = limit;
    this.stop = stop;
  }
}

/** The exceptions of the processor that user code can raise, by their vectors (Intel SDM vol. 3, 6.3.1). */
export const vector = Object.freeze({
  divideError: 0,
  breakpoint: 3,
  invalidOpcode: 6,
  generalProtection: 13,
});

/** An exception of the processor as something to throw. */
export function exception(number: number): Halt {
  return new Halt({ kind: "exception", vector: number });
}
