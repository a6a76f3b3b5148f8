import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "../../gen/own-package.js";
import { blocksOf, type Block } from "./markdown.js";

/** A page that people read. */
export interface Page {
  /** Relative to the project's folder, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** Every page of the project. */
export function pages(): readonly Page[] {
  const docs = readdirSync(join(packageFolder, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .toSorted();
  return ["README.md", "CONTRIBUTING.md", ...docs.map((name) => `docs/${name}`)].map((path) => {
    const text = read(path);
    return { path, text, blocks: blocksOf(text) };
  });
}

/** A file of the project. */
export function read(path: string): string {
  return readFileSync(join(packageFolder, path), "utf8");
}

/** A mistake that a page shows: one piece of a file is replaced by another. */
export interface ShownMistake {
  /** Who sees it. */
  readonly by: "type checker" | "generate";
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** The mistake of a note such as `generate: FILE: BEFORE => AFTER`. */
export function mistakeOf(note: string): ShownMistake | undefined {
  const [, by, file = "", before = "", after = ""] =
    /^(type checker|generate): ([^:]+): (.+) => (.+)$/.exec(note) ?? [];
  return by === "type checker" || by === "generate" ? { by, file, before, after } : undefined;
}

/** The file with the mistake in it. */
export function withMistake(right: string, { file, before, after }: ShownMistake): string {
  if (right.split(before).length !== 2) {
    throw new Error(`${before} does not stand once in ${file}`);
  }
  return right.replace(before, after);
}
