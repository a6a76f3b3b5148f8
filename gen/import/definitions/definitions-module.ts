import { readFileSync } from "node:fs";
import { basename, dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { Failure, orFail } from "../../failure.js";
import { importMark } from "../import-mark.js";
import type { DefinitionsFault } from "./definitions-fault.js";
import { importDefinitions } from "./import-definitions.js";
import { writeModule } from "./write-module.js";

/** What `portwright import defs` was asked for, in the words of the command line. */
export interface DefsImport {
  readonly file: string;
  readonly output?: string | undefined;
  readonly types?: readonly string[] | undefined;
  readonly constants?: readonly string[] | undefined;
}

export type DefinitionsModule =
  | { readonly kind: "module"; readonly text: string; readonly types: number; readonly constants: number }
  | { readonly kind: "broken"; readonly faults: readonly DefinitionsFault[] };

/** Entries take some twenty times the room of the file. No object of one C file comes near. */
const mostBytes = 256 * 2 ** 20;

/** Makes the module. The path is relative to `folder`; wrong use and files that cannot be read are failures. */
export function definitionsModule(request: DefsImport, folder: string): DefinitionsModule {
  const { file } = request;
  const place = resolve(folder, file);
  const bytes = orFail(`cannot read ${file}`, () => readFileSync(place), "name an object with debugging information");
  if (bytes.length > mostBytes) {
    throw new Failure(
      `${file} has ${String(bytes.length)} bytes, more than portwright reads (${String(mostBytes)})`,
      "compile a file that includes nothing but the headers that are wanted",
    );
  }
  const imported = importDefinitions(bytes, basename(file), request);
  if (imported.kind === "broken") {
    return imported;
  }
  const { types, constants } = imported.contents;
  const text = writeModule(imported.contents, importMark(basename(file), words(request, folder)));
  return { kind: "module", text, types: types.length, constants: constants.length };
}

/** The command that makes the module again, for the folder where it lies. */
function words({ file, output, types, constants }: DefsImport, folder: string): readonly string[] {
  const home = output === undefined ? folder : dirname(resolve(folder, output));
  const fromHome = isAbsolute(file) ? file : relative(home, resolve(folder, file)).split(sep).join("/");
  return [
    "defs",
    fromHome,
    ...(types === undefined ? [] : ["--types", types.join(",")]),
    ...(constants === undefined ? [] : ["--constants", constants.join(",")]),
    ...(output === undefined ? [] : ["-o", basename(output)]),
  ];
}
