import type { SymbolReference } from "../operands/code.js";
import type { RoutineReference } from "../operands/operand.js";

/** Code to call, of this port or of another file. */
type CodeReference = RoutineReference | SymbolReference;

/**
 * What a routine does when the kernel reports an error (carry flag set, a positive errno in AX). There is no default:
 * every place that makes a system call says which.
 */
export type ErrorPolicy =
  /** What the kernel left in AX goes on as if it were a result. */
  | { readonly kind: "ignored" }
  /** The caller gets -errno, over the whole width of the result. */
  | { readonly kind: "negated-errno" }
  /** The routine returns at once, and does nothing of what would have followed. */
  | { readonly kind: "give-up" }
  /** It cannot fail here, for this reason. */
  | { readonly kind: "cannot-fail"; readonly reason: string }
  /** `by` is called, which does not come back. */
  | { readonly kind: "crash"; readonly by: CodeReference }
  /** The call does not come back at all; should it, `by` is called, carry or not. */
  | { readonly kind: "must-not-return"; readonly by: CodeReference };

/** An error policy where one is required, so that it reads as a phrase: `onError(crash(notok))`. */
export interface OnError<P extends ErrorPolicy = ErrorPolicy> {
  readonly kind: "on-error";
  readonly policy: P;
}

/** Marks the policy of a system call. */
export function onError<P extends ErrorPolicy>(policy: P): OnError<P> {
  return Object.freeze({ kind: "on-error", policy });
}

/** The caller does not care, or looks at what AX holds itself. */
export const ignored: ErrorPolicy & { readonly kind: "ignored" } = Object.freeze({ kind: "ignored" });

/** The caller gets the errno as a negative number. */
export const negatedErrno: ErrorPolicy & { readonly kind: "negated-errno" } = Object.freeze({ kind: "negated-errno" });

/** The routine returns at once; its result is then nobody's business. */
export const giveUp: ErrorPolicy & { readonly kind: "give-up" } = Object.freeze({ kind: "give-up" });

/** With these arguments, at this place, the kernel reports no error. The reason is for whoever doubts it. */
export function cannotFail(reason: string): ErrorPolicy & { readonly kind: "cannot-fail" } {
  return Object.freeze({ kind: "cannot-fail", reason });
}

/** The program cannot go on: `by` crashes it. */
export function crash(by: CodeReference): ErrorPolicy & { readonly kind: "crash" } {
  return Object.freeze({ kind: "crash", by });
}

/** For calls such as exit: coming back is itself the error, and `by` crashes the program. */
export function mustNotReturn(by: CodeReference): ErrorPolicy & { readonly kind: "must-not-return" } {
  return Object.freeze({ kind: "must-not-return", by });
}
