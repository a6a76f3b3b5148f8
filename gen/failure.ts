import { getSystemErrorMap } from "node:util";

/**
 * Why a command cannot go on: wrong use, or a system that refuses. Printed as one line and a hint, exit 2. Mistakes
 * in a description are no failures but findings.
 */
export class Failure extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string, cause?: unknown) {
    super(message, { cause });
    this.name = "Failure";
    this.hint = hint;
  }
}

/** Is it an error of the operating system, with a code such as ENOENT? */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { readonly code: string } {
  return error instanceof Error && "code" in error && typeof error.code === "string" && "syscall" in error;
}

/** The reason of a system error for people: `no space left on device (ENOSPC)`. */
export function systemReason(error: NodeJS.ErrnoException): string {
  const code = error.code ?? "unknown error";
  const described = error.errno === undefined ? undefined : getSystemErrorMap().get(error.errno)?.[1];
  return described === undefined ? code : `${described} (${code})`;
}

/** Runs `action` and turns an error of the operating system into a failure that begins with `what`. */
export function orFail<T>(what: string, action: () => T, hint?: string): T {
  try {
    return action();
  } catch (error) {
    if (isSystemError(error)) {
      throw new Failure(`${what}: ${systemReason(error)}`, hint, error);
    }
    throw error;
  }
}
