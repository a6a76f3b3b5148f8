import type { GivenFile } from "../port-files.js";
import type { OutputFolder } from "./output-folder.js";

/** Files that are kept together: those of one port, or of the instruction set. */
export interface OutputSet {
  /** What it is called in reports: the port's name. */
  readonly name: string;
  /** What to call it on the command line: the name, or the path of a module. */
  readonly argument: string;
  readonly folder: OutputFolder;
  readonly files: readonly GivenFile[];
  /** Does a file with this content carry portwright's mark of this set? */
  isMarked(content: Uint8Array): boolean;
}
