import { exitStatus } from "./exit-status.js";
import { Failure, isSystemError, systemReason } from "./failure.js";

/**
 * Prints why the program cannot go on, in one line and a hint, and makes it exit with 2. What is nobody's doing but
 * ours says so; its stack is for those who ask for it.
 */
export function reportUnexpected(error: unknown): void {
  process.exitCode = exitStatus.failed;
  const lines = error instanceof Failure ? failureLines(error) : internalLines(error);
  if (process.env["PORTWRIGHT_DEBUG"] === "1" && error instanceof Error) {
    lines.push(error.stack ?? "");
  }
  process.stderr.write(`${lines.join("\n")}\n`);
}

function failureLines({ message, hint }: Failure): string[] {
  return [`portwright: ${message}`, ...(hint === undefined ? [] : [`  hint: ${hint}`])];
}

function internalLines(error: unknown): string[] {
  if (isSystemError(error)) {
    const where = error.path === undefined ? "" : ` ${error.path}`;
    return [`portwright: cannot ${error.syscall ?? "work on"}${where}: ${systemReason(error)}`];
  }
  const reason = error instanceof Error ? error.message : String(error);
  return [
    `portwright: internal error: ${reason.replaceAll(/\s*\n\s*/g, " ")}`,
    "  hint: this is a mistake in portwright; please report it, with what PORTWRIGHT_DEBUG=1 adds",
  ];
}

/** A reader that has seen enough, such as `head`, is no mistake; output that cannot be written otherwise is one. */
export function endQuietlyOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") {
        reportUnexpected(new Failure(`cannot write the output: ${systemReason(error)}`, undefined, error));
      }
      process.exit();
    });
  }
}
