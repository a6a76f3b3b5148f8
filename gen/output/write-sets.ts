import { dirname, join } from "node:path";
import type { OutputSet } from "./output-set.js";
import { survey, type FileState } from "./survey.js";
import { applyChanges, removeEmptyFolders } from "./transaction.js";

/** What became of a file. Paths are relative to the output folder, with `/`. */
export interface WrittenFile {
  readonly path: string;
  readonly outcome: "written" | "unchanged" | "removed";
}

export interface WrittenSet {
  readonly set: OutputSet;
  readonly files: readonly WrittenFile[];
}

/** Writes what differs and removes left-overs, in all the sets or in none. */
export async function writeSets(sets: readonly OutputSet[]): Promise<readonly WrittenSet[]> {
  const surveyed = sets.map((set) => ({ set, states: survey(set) }));
  const removed = surveyed.flatMap(({ set, states }) =>
    states.flatMap((file) => (file.state === "orphaned" ? [{ root: set.folder.path, place: placeOf(set, file) }] : [])),
  );
  await applyChanges({
    replace: surveyed.flatMap(({ set, states }) =>
      states.flatMap((file) => ("content" in file ? [{ place: placeOf(set, file), content: file.content }] : [])),
    ),
    remove: removed.map(({ place }) => place),
  });
  for (const { place, root } of removed) {
    removeEmptyFolders(dirname(place), root);
  }
  return surveyed.map(({ set, states }) => ({
    set,
    files: states.map((file) => ({ path: file.path, outcome: outcomeOf(file) })),
  }));
}

function placeOf(set: OutputSet, file: FileState): string {
  return join(set.folder.path, ...file.path.split("/"));
}

function outcomeOf(file: FileState): WrittenFile["outcome"] {
  switch (file.state) {
    case "current":
      return "unchanged";
    case "missing":
    case "stale":
      return "written";
    case "orphaned":
      return "removed";
  }
}
