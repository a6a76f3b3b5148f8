import type { Diagnostic } from "../diagnostic.js";
import type { Report } from "./report.js";

/**
 * What keeps a routine from being understood or proved, and not from being assembled: Go's assembler and GNU's take it
 * without a word. In a description it is a mistake; in code that was brought in from elsewhere it may be meant.
 */
const doubtfulCodes: ReadonlySet<string> = new Set([
  "argument-name",
  "argument-out-of-reach",
  "argument-type",
  "below-stack-pointer",
  "contract-behind-end",
  "contract-child",
  "contract-no-result",
  "contract-repeats",
  "contract-result",
  "empty-body",
  "flags-lost",
  "label-after-prefix",
  "label-at-end",
  "never-reached",
  "no-error-policy",
  "no-get-tls",
  "outside-frame",
  "runs-off-the-end",
  "stack-depth-differs",
  "stack-text-order",
  "stack-unbalanced",
  "system-call-argument",
]);

/** Is it a doubt about what the code does, rather than something that cannot be assembled? */
export function isDoubt({ code }: Pick<Diagnostic, "code">): boolean {
  return doubtfulCodes.has(code);
}

/** A report for what no way leads to: where SP is there, nobody can say, and doubts about it would be idle. */
export function withoutDoubts(report: Report): Report {
  return (code, ...rest) => {
    if (!isDoubt({ code })) {
      report(code, ...rest);
    }
  };
}
