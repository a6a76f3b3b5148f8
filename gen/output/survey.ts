import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Failure, orFail } from "../failure.js";
import { isContent, type FileContent } from "./file-content.js";
import type { OutputSet } from "./output-set.js";
import { whatIs } from "./output-folder.js";

/** A file of an output folder, compared with what is given. Paths are relative to the folder, with `/`. */
export type FileState =
  | { readonly state: "current"; readonly path: string }
  | { readonly state: "missing"; readonly path: string; readonly content: FileContent }
  /** `found` is what the file holds; undefined where something lies that is no file. */
  | {
      readonly state: "stale";
      readonly path: string;
      readonly content: FileContent;
      readonly found: Uint8Array | undefined;
    }
  | { readonly state: "orphaned"; readonly path: string };

/** The state of every file that is given, in their order, then of every left-over, in the order of names. */
export function survey(set: OutputSet): readonly FileState[] {
  checkFolder(set);
  const given = set.files.map(({ path, content }) => compare(set, path, content));
  const known = new Set(set.files.map((file) => file.path));
  const found = set.folder.ownership === "whole" ? allFiles(set.folder.path, "") : markedFiles(set);
  const orphans = found.filter((path) => !known.has(path)).toSorted();
  return [...given, ...orphans.map((path): FileState => ({ state: "orphaned", path }))];
}

/** A folder that is all ours must be a real one: what a link leads to is somebody's. */
function checkFolder({ folder }: OutputSet): void {
  const found = whatIs(folder.path);
  if (found === "file" || found === "other") {
    throw new Failure(`${folder.path} is not a folder`, "move it away, or name another folder with --out");
  }
  if (found === "link" && folder.ownership === "whole") {
    throw new Failure(
      `${folder.path} is a symbolic link; portwright does not write or delete through it`,
      "remove the link, or name the folder it leads to with --out",
    );
  }
}

function compare(set: OutputSet, path: string, content: FileContent): FileState {
  const place = placeOf(set, path);
  const found = whatIs(place);
  switch (found) {
    case undefined:
      return { state: "missing", path, content };
    case "file": {
      const file = orFail(`cannot read ${place}`, () => readFileSync(place));
      return isContent(file, content) ? { state: "current", path } : { state: "stale", path, content, found: file };
    }
    case "folder":
      throw new Failure(`${place} is a folder where a file belongs`, "remove or rename it");
    case "link":
    case "other":
      return { state: "stale", path, content, found: undefined };
  }
}

/** Where a file of the set lies. No folder on the way, below the output folder itself, may be a link. */
function placeOf(set: OutputSet, path: string): string {
  const parts = path.split("/");
  for (const depth of parts.slice(0, -1).keys()) {
    const folder = join(set.folder.path, ...parts.slice(0, depth + 1));
    const found = whatIs(folder);
    if (found === undefined) {
      break;
    }
    if (found !== "folder") {
      const fault = found === "link" ? "a symbolic link; portwright does not write through it" : "not a folder";
      throw new Failure(`${folder} is ${fault}`, "remove it: a folder belongs there");
    }
  }
  return join(set.folder.path, ...parts);
}

/** Every file below a folder, links and all, but nothing behind a link. A repository's own `.git` is left alone. */
function allFiles(root: string, below: string): readonly string[] {
  return entriesOf(join(root, below)).flatMap((entry) => {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.name === ".git") {
      return [];
    }
    return entry.isDirectory() ? allFiles(root, path) : [path];
  });
}

/**
 * The files with the set's mark in the folders that its files go to. Deeper and other folders are not searched: copies
 * that somebody keeps there are theirs.
 */
function markedFiles(set: OutputSet): readonly string[] {
  const folders = new Set(set.files.flatMap(({ path }) => ["", ...ancestors(path)]));
  return [...folders].flatMap((folder) =>
    entriesOf(join(set.folder.path, folder))
      .filter((entry) => entry.isFile())
      .map((entry) => (folder === "" ? entry.name : `${folder}/${entry.name}`))
      .filter((path) => set.isMarked(readIfPossible(join(set.folder.path, path)))),
  );
}

function ancestors(path: string): readonly string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

function entriesOf(folder: string) {
  return whatIs(folder) === undefined
    ? []
    : orFail(`cannot read the folder ${folder}`, () => readdirSync(folder, { withFileTypes: true }));
}

/** A file that we may not read is not one that we wrote. */
function readIfPossible(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch {
    return new Uint8Array();
  }
}
