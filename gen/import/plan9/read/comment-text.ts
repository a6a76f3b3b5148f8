/** The lines of a comment without its marks. */
export function commentLines(comment: string): readonly string[] {
  if (comment.startsWith("//")) {
    return [comment.slice(2).replace(/^ /, "").trimEnd()];
  }
  const lines = comment
    .slice(2, -2)
    .split("\n")
    .map((line) => line.trimEnd());
  const inner = lines.slice(1).filter((line) => line !== "");
  // The stars and the space before the lines are part of the frame.
  const frame = inner.every((line) => /^\s*\*/.test(line))
    ? /^\s*\* ?/
    : new RegExp(`^\\s{0,${String(margin(inner))}}`);
  const [first = "", ...others] = lines;
  const bare = [first.replace(/^\*?\s*/, ""), ...others.map((line) => line.replace(frame, ""))];
  const from = bare.findIndex((line) => line !== "");
  const to = bare.findLastIndex((line) => line !== "");
  return from < 0 ? [] : bare.slice(from, to + 1);
}

/** The space that all lines begin with. */
function margin(lines: readonly string[]): number {
  return Math.min(80, ...lines.map((line) => line.search(/\S|$/)));
}
