import { dirname, isAbsolute, join } from "node:path";
import { knownHeader } from "./known-headers.js";
import { tokenize, type TokenizedFile } from "./token.js";

/** The text of a file; undefined where there is none. */
export type ReadFile = (path: string) => string | undefined;

/** Finds the files that `#include` names: beside the file that is imported, in the folders of -I, beside the includer. */
export class IncludeSearch {
  readonly #folders: readonly string[];
  readonly #readFile: ReadFile;
  readonly #files = new Map<string, TokenizedFile | undefined>();

  constructor(main: string, includeFolders: readonly string[], readFile: ReadFile) {
    this.#folders = [dirname(main), ...includeFolders];
    this.#readFile = readFile;
  }

  /** The folders that are searched for an include of `includer`. */
  folders(includer: string): readonly string[] {
    return [...new Set([...this.#folders, dirname(includer)])];
  }

  find(name: string, includer: string): TokenizedFile | undefined {
    const places = isAbsolute(name) ? [name] : this.folders(includer).map((folder) => join(folder, name));
    for (const path of places) {
      const file = this.#read(path);
      if (file !== undefined) {
        return file;
      }
    }
    const text = knownHeader(name);
    return text === undefined ? undefined : tokenize(name, text, true);
  }

  #read(path: string): TokenizedFile | undefined {
    const known = this.#files.get(path);
    if (known !== undefined || this.#files.has(path)) {
      return known;
    }
    const text = path.includes("\0") ? undefined : this.#readFile(path);
    const file = text === undefined ? undefined : tokenize(path, text, true);
    this.#files.set(path, file);
    return file;
  }
}
