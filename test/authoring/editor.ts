import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import ts from "typescript";

/** What an editor shows at a place. */
export interface Hover {
  /** The declaration, as types spell it. */
  readonly declaration: string;
  readonly documentation: string;
}

/** An editor with the project open in it, as every editor with TypeScript has it: through the language service. */
export interface Editor {
  /** What it shows where `▸` stands in `marked`, a piece of text that occurs in `file`. */
  hover(file: string, marked: string): Hover;
  /** The sentences under red lines, of a file that is only open and not written. */
  errors(file: string, text: string): readonly string[];
}

/** Opens `files` of this checkout, and what they import. */
export function openEditor(files: readonly string[]): Editor {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile("tsconfig.json", (path) => ts.sys.readFile(path)).config,
    ts.sys,
    resolve("."),
  );
  const open = new Map(files.map((file) => [resolve(file), readFileSync(file, "utf8")]));
  const versions = new Map<string, number>();
  const textOf = (path: string): string | undefined => open.get(path) ?? ts.sys.readFile(path);
  const service = ts.createLanguageService({
    directoryExists: (path) => ts.sys.directoryExists(path),
    getDirectories: (path) => ts.sys.getDirectories(path),
    readDirectory: (path, ...wanted) => ts.sys.readDirectory(path, ...wanted),
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    getCompilationSettings: () => options,
    getCurrentDirectory: () => resolve("."),
    getDefaultLibFileName: (chosen) => ts.getDefaultLibFilePath(chosen),
    getScriptFileNames: () => [...open.keys()],
    getScriptVersion: (path) => String(versions.get(path) ?? 0),
    getScriptSnapshot: (path) => {
      const text = textOf(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    fileExists: (path) => open.has(path) || ts.sys.fileExists(path),
    readFile: textOf,
  });
  return {
    hover: (file, marked) => {
      const path = resolve(file);
      const [before = "", after = ""] = marked.split("▸");
      const at = textOf(path)?.indexOf(before + after) ?? -1;
      if (at < 0) {
        throw new Error(`${file} has no ${before}${after}`);
      }
      const shown = service.getQuickInfoAtPosition(path, at + before.length);
      return {
        declaration: ts.displayPartsToString(shown?.displayParts),
        documentation: ts.displayPartsToString(shown?.documentation),
      };
    },
    errors: (file, text) => {
      const path = resolve(file);
      open.set(path, text);
      versions.set(path, (versions.get(path) ?? 0) + 1);
      return [...service.getSyntacticDiagnostics(path), ...service.getSemanticDiagnostics(path)].map(
        ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"),
      );
    },
  };
}
