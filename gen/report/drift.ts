import { isAbsolute, join } from "node:path";
import { shownPath } from "../load/position.js";
import type { OutputSet } from "../output/output-set.js";
import type { FileState } from "../output/survey.js";
import type { Channel } from "../terminal.js";
import { byteDifference, describeByteDifference, type ByteDifference } from "./byte-difference.js";
import { counted } from "./format.js";
import { annotationLine, inert } from "./github.js";
import { unifiedDiff } from "./unified-diff.js";

/** A set of outputs compared with the files that are there. */
export interface ComparedSet {
  readonly set: OutputSet;
  readonly states: readonly FileState[];
  /** The command that makes the files what they should be. */
  readonly repair: string;
}

/** Is everything there as the description gives it? */
export function isClean({ states }: ComparedSet): boolean {
  return states.every((file) => file.state === "current");
}

/** Tells people what drifted, with differences and the command that repairs it. */
export function printDrift(compared: ComparedSet, channel: Channel, workingFolder: string, github: boolean): void {
  const { set, states, repair } = compared;
  const { colours } = channel;
  if (isClean(compared)) {
    channel.line(`${set.name}: ${counted(states.length, "file")} up to date`);
    return;
  }
  for (const file of states) {
    if (file.state === "current") {
      continue;
    }
    const place = join(set.folder.path, file.path);
    channel.line(colours.bold(`${file.state}: ${shownPath(place, workingFolder)}`));
    if (file.state === "stale") {
      const difference = differenceOf(file, place, workingFolder);
      const shown = typeof difference === "string" ? difference : describeByteDifference(difference);
      channel.line(github ? inert(shown) : shown.split("\n").map(painter(colours)).join("\n"));
    }
    if (github) {
      const message = `${explanation(file.state, set.name)}\nTo repair: ${repair}`;
      channel.line(annotationLine({ level: "error", file: place, title: file.state, message }, workingFolder));
    }
  }
  channel.line(`${colours.red(`${set.name}: ${tally(states)}`)}; to repair:`);
  channel.line(`  ${repair}`);
}

/** The comparison for programs. */
export function driftObject(compared: ComparedSet, workingFolder: string) {
  const { set, states, repair } = compared;
  const clean = isClean(compared);
  return {
    name: set.name,
    folder: shownPath(set.folder.path, workingFolder),
    clean,
    files: states.map((file) => ({
      path: file.path,
      state: file.state,
      ...(file.state === "stale"
        ? differenceObject(differenceOf(file, join(set.folder.path, file.path), workingFolder))
        : {}),
    })),
    repair: clean ? undefined : repair,
  };
}

/** A difference of texts as people read it, or one of bytes as numbers. */
function differenceOf(
  file: FileState & { readonly state: "stale" },
  place: string,
  workingFolder: string,
): string | ByteDifference {
  if (file.found === undefined) {
    return "(it is not a regular file)";
  }
  if (file.content instanceof Uint8Array) {
    return byteDifference(file.found, file.content);
  }
  const shown = shownPath(place, workingFolder);
  const label = isAbsolute(shown) || shown.startsWith("../") ? file.path : shown;
  return unifiedDiff(label, Buffer.from(file.found).toString(), file.content.toString());
}

function differenceObject(
  difference: string | ByteDifference,
): { readonly diff: string } | { readonly bytes: ByteDifference } {
  return typeof difference === "string" ? { diff: difference } : { bytes: difference };
}

function tally(states: readonly FileState[]): string {
  const kinds = ["stale", "missing", "orphaned"] as const;
  return kinds
    .map((kind) => ({ kind, count: states.filter((file) => file.state === kind).length }))
    .flatMap(({ kind, count }) => (count === 0 ? [] : [`${String(count)} ${kind}`]))
    .join(", ");
}

function explanation(state: "stale" | "missing" | "orphaned", name: string): string {
  switch (state) {
    case "stale":
      return `Not what the description of ${name} gives.`;
    case "missing":
      return `The description of ${name} gives this file, but it is not there.`;
    case "orphaned":
      return `The description of ${name} does not give this file.`;
  }
}

function painter(colours: Channel["colours"]): (line: string) => string {
  return (line) => {
    if (line.startsWith("+++") || line.startsWith("---")) {
      return colours.bold(line);
    }
    return line.startsWith("+")
      ? colours.green(line)
      : line.startsWith("-")
        ? colours.red(line)
        : line.startsWith("@@")
          ? colours.cyan(line)
          : line;
  };
}
