import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";

/** Longer differences say no more than that something is very different. */
const longest = 400;
/** Beyond this many changed lines, searching for the shortest difference takes too long. */
const mostEdits = 4000;

/** The change that makes `wanted` of `found`, as `patch -p1` reads it, or a word on why it is not shown. */
export function unifiedDiff(path: string, found: string, wanted: string): string {
  const patch = createTwoFilesPatch(`a/${path}`, `b/${path}`, found, wanted, undefined, undefined, {
    headerOptions: FILE_HEADERS_ONLY,
    maxEditLength: mostEdits,
  });
  if (patch === undefined) {
    return "(too different for a diff)";
  }
  const lines = patch.trimEnd().split("\n");
  const more = lines.length - longest;
  return more > 0 ? [...lines.slice(0, longest), `(${String(more)} more lines)`].join("\n") : lines.join("\n");
}
