import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { packageFolder } from "../../gen/own-package.js";

/** What the type checker finds in imported modules, as their reader's project would with `strict`. */
export function typeMistakes(modules: readonly string[], folder: string): readonly string[] {
  // Without it the modules would be CommonJS, which ours is not.
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  const program = ts.createProgram(modules, {
    target: ts.ScriptTarget.ES2023,
    lib: ["lib.es2023.d.ts"],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noUnusedLocals: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
    paths: { "portwright/dsl": [join(packageFolder, "dist", "dsl", "index.d.ts")] },
  });
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const message = ts.flattenDiagnosticMessageText(messageText, " ");
    if (file === undefined) {
      return message;
    }
    const { line } = file.getLineAndCharacterOfPosition(start ?? 0);
    return `${relative(folder, file.fileName)}:${line + 1}: ${message}`;
  });
}
