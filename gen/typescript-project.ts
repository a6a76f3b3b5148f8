import { IndentationText, NewLineKind, Project, QuoteKind } from "ts-morph";

/** ts-morph without a disk, which lays out what it writes as prettier does with the project's settings. */
export function newTypeScriptProject(): Project {
  return new Project({
    useInMemoryFileSystem: true,
    manipulationSettings: {
      indentationText: IndentationText.TwoSpaces,
      newLineKind: NewLineKind.LineFeed,
      quoteKind: QuoteKind.Double,
      useTrailingCommas: true,
    },
  });
}
