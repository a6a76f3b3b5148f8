import { isAbsolute, relative, sep } from "node:path";
import type { Diagnostic } from "../../dsl/diagnostic.js";

/** A place in a file. Line and column count from 1; the path is absolute. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A diagnostic whose place is known, as reports print it. */
export interface Finding extends Omit<Diagnostic, "site"> {
  /** The module that describes the port: the place of what has no line of its own. Absolute. */
  readonly description: string;
  readonly position?: Position | undefined;
}

/** A path as it is shown: relative to the working directory, unless that leads far away. With `/`. */
export function shownPath(path: string, workingFolder: string): string {
  const near = relative(workingFolder, path);
  if (near === "") {
    return ".";
  }
  const shown = isAbsolute(near) || near.startsWith(`..${sep}..${sep}..${sep}..`) ? path : near;
  return shown.split(sep).join("/");
}

/** A place as compilers print it, for editors to jump to: what has none is somewhere in the description. */
export function shownPlace(position: Position | undefined, description: string, workingFolder: string): string {
  return position === undefined
    ? shownPath(description, workingFolder)
    : `${shownPath(position.file, workingFolder)}:${String(position.line)}:${String(position.column)}`;
}

/**
 * Findings by file, line and column; those without a place come first, in the order they were found. One that several
 * outputs made of the same piece of a description is said once.
 */
export function inOrder(findings: readonly Finding[]): readonly Finding[] {
  const distinct = new Map(findings.map((finding) => [JSON.stringify(finding), finding]));
  return [...distinct.values()].toSorted((one, other) => {
    const a = one.position;
    const b = other.position;
    if (a === undefined || b === undefined) {
      return Number(a !== undefined) - Number(b !== undefined);
    }
    if (a.file !== b.file) {
      return a.file < b.file ? -1 : 1;
    }
    return a.line - b.line || a.column - b.column;
  });
}
