import type { HeaderComparison } from "../headers/compare-headers.js";
import { inOrder } from "../load/position.js";
import type { Channel } from "../terminal.js";
import { findingAnnotation, findingObject, printFinding } from "./findings.js";
import { counted } from "./format.js";

/** Prints where headers and a description differ, each with its place in the description. */
export function printComparison(
  port: string,
  { compared, differences, uncompared }: HeaderComparison,
  channel: Channel,
  workingFolder: string,
  annotate: boolean,
): void {
  for (const finding of inOrder(differences.map((difference) => difference.finding))) {
    printFinding(finding, "error", channel, workingFolder);
    if (annotate) {
      channel.line(findingAnnotation(finding, "error", workingFolder));
    }
  }
  if (uncompared.length > 0) {
    channel.line(`${port}: not in the headers and not compared: ${uncompared.join(", ")}`);
  }
  const verdict =
    differences.length === 0
      ? channel.colours.green("all as the headers have them")
      : channel.colours.red(`${counted(differences.length, "difference")} from the headers`);
  channel.line(`${port}: ${counted(compared, "number")} compared, ${verdict}`);
}

/** The same for programs. */
export function comparisonObject(
  port: string,
  { compared, differences, uncompared }: HeaderComparison,
  workingFolder: string,
) {
  return {
    port,
    compared,
    uncompared,
    differences: differences.map(({ name, described, inHeaders, finding }) => ({
      ...findingObject(finding, workingFolder),
      name,
      kind: finding.code === "header-missing" ? "missing" : "difference",
      described,
      headers: inHeaders,
    })),
  };
}
