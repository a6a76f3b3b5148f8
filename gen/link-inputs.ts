import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { extname, resolve } from "node:path";
import { objectSymbol } from "../dsl/lowering/object-symbol.js";
import { ElfError } from "../elf/elf-error.js";
import { isArchive, readArchive } from "../elf/read-archive.js";
import { isElf } from "../elf/read-file-header.js";
import { readObject } from "../elf/read-object.js";
import type { LinkFinding } from "../link/finding.js";
import type { LinkInput } from "../link/resolve-symbols.js";
import { Failure, orFail } from "./failure.js";
import { builtInPorts, isFile, localPorts, moduleExtensions } from "./load/find-port.js";

/** The arguments of `link`, told apart. */
export interface LinkArguments {
  /** The port, where there is one. */
  readonly port: string | undefined;
  /** Objects and archives, in order, as they were given. */
  readonly files: readonly string[];
}

/** Objects and archives are known by their names, or by how they begin; what is neither is the port. */
export function linkArguments(words: readonly string[], workingFolder: string): LinkArguments {
  // A port by its name is that port, even where a program that was linked of it is called the same.
  const ports = new Set([...localPorts(workingFolder), ...builtInPorts(workingFolder)].map(({ name }) => name));
  const files = words.filter((word) => !ports.has(word) && isLinkable(word, workingFolder));
  const others = words.filter((word) => !files.includes(word));
  const stranger = others.find((word) => !ports.has(word) && isOtherFile(word, workingFolder));
  if (stranger !== undefined) {
    throw new Failure(
      `${stranger} is no object, no archive and no description of a port`,
      "objects are called *.o, archives *.a; what is to become an object has to be compiled first",
    );
  }
  const [port, second] = others;
  if (second !== undefined) {
    throw new Failure(
      `${second} is neither an object nor an archive, and the port is ${String(port)} already`,
      "objects are called *.o, archives *.a; one port may be among the arguments",
    );
  }
  return { port, files };
}

function isLinkable(word: string, workingFolder: string): boolean {
  if (/^\.(?:o|a|obj|lo)$/.test(extname(word))) {
    return true;
  }
  const start = firstBytes(resolve(workingFolder, word));
  return isElf(start) || isArchive(start);
}

/** Is it a file, but no module? */
function isOtherFile(word: string, workingFolder: string): boolean {
  return !moduleExtensions.includes(extname(word)) && isFile(resolve(workingFolder, word));
}

/** How a file begins; nothing where it cannot be read, for then something else says so. */
function firstBytes(path: string): Uint8Array {
  try {
    if (!statSync(path).isFile()) {
      return new Uint8Array();
    }
    const file = openSync(path, "r");
    try {
      const bytes = new Uint8Array(8);
      return bytes.subarray(0, readSync(file, bytes));
    } finally {
      closeSync(file);
    }
  } catch {
    return new Uint8Array();
  }
}

/** The files as the linker takes them, or what is wrong with each of them. */
export function readLinkFiles(
  files: readonly string[],
  workingFolder: string,
): { readonly inputs: readonly LinkInput[]; readonly findings: readonly LinkFinding[] } {
  const inputs: LinkInput[] = [];
  const findings: LinkFinding[] = [];
  for (const name of files) {
    const path = resolve(workingFolder, name);
    const bytes = orFail(`cannot read ${name}`, () => {
      if (!statSync(path).isFile()) {
        throw new Failure(`cannot read ${name}: it is no file`, "name objects (*.o) and archives (*.a)");
      }
      return readFileSync(path);
    });
    try {
      inputs.push(
        isArchive(bytes)
          ? { kind: "archive", archive: readArchive(bytes, name) }
          : { kind: "object", object: readObject(bytes, name) },
      );
    } catch (error) {
      if (!(error instanceof ElfError)) {
        throw error;
      }
      findings.push({ code: "bad-object", message: error.message, places: [{ object: name }] });
    }
  }
  return { inputs, findings };
}

/** The symbol of an entry point: as it is given, where that is defined, or else as objects spell what descriptions do. */
export function entrySymbol(given: string, inputs: readonly LinkInput[]): string {
  return inputs.some((input) => defines(input, given)) ? given : objectSymbol(given);
}

function defines(input: LinkInput, symbol: string): boolean {
  return input.kind === "archive"
    ? (input.archive.index?.has(symbol) ?? false)
    : input.object.symbols.some(
        ({ name, binding, place }) => name === symbol && binding !== "local" && place.kind !== "undefined",
      );
}
