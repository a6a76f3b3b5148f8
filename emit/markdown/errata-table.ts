import type { ErrataTable } from "../../dsl/port/errata-table.js";
import { generatedMark } from "../generated-mark.js";
import { generateCommand, type Origin } from "../origin.js";

/** The errata of a port for readers. The texts are plain but for code in backticks. */
export function emitErrataTable(table: ErrataTable, origin: Origin): string {
  return [
    generatedMark("markup", origin),
    `\n# Errata of ${origin.portName}\n\n`,
    table.errata.length === 0 ? "None is known.\n" : introduction(origin, table.errata.length),
    ...table.errata.map(({ id, summary, reason }) => `\n## ${id}\n\n**${escape(summary)}**\n\n${paragraphs(reason)}\n`),
  ].join("");
}

function introduction(origin: Origin, count: number): string {
  return [
    `The port as it was published has ${count === 1 ? "one known defect" : `${count} known defects`}. `,
    "Its description holds each in both forms: as published, and mended.\n\n",
    `\`${generateCommand({ ...origin, errata: "corrected" })}\` writes the mended form, `,
    `\`${generateCommand({ ...origin, errata: "original" })}\` the published one. `,
    "But for that command in the first lines of each file, they differ in nothing but what stands below.\n",
  ].join("");
}

/** Blank lines separate paragraphs; other line ends are those of the description's source, not of the text. */
function paragraphs(text: string): string {
  return text
    .trim()
    .split(/\n\s*\n/u)
    .map((paragraph) => escape(paragraph.trim().replaceAll(/\s*\n\s*/gu, " ")))
    .join("\n\n");
}

/** Keeps `uint8*` and `<signal.h>` from being read as Markdown; code in backticks is left alone. */
function escape(text: string): string {
  return text
    .split(/(`[^`]*`)/u)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll(/[\\*_[\]<>|#`]/gu, "\\$&")))
    .join("");
}
