import type { Diagnostic } from "../diagnostic.js";
import type { SourceSite } from "../source-site.js";

/**
 * Says so where a text that goes into one line of a generated file has more lines, characters that no line has, or a
 * backslash at its end, which joins a comment with the line after it in C and in make.
 */
export function checkSingleLine(text: string, what: string, site: SourceSite): readonly Diagnostic[] {
  return text !== "" && !/[\p{Cc}\u2028\u2029]|\\$/u.test(text)
    ? []
    : [
        {
          code: "single-line",
          message: `${what} is ${JSON.stringify(text)}: expected one line of text, not ending in a backslash`,
          site,
        },
      ];
}
