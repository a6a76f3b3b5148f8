import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** What the type checker says about one line of source. */
export interface LineDiagnosis {
  readonly messages: readonly string[];
}

const here = dirname(fileURLToPath(import.meta.url));

/**
 * Type-checks lines of a description as an author's editor would, and gives what it says about each. They can use what
 * `preamble` declares. The line `type X = ...` is answered with the type itself.
 */
export function checkLines(preamble: readonly string[], lines: readonly string[]): readonly LineDiagnosis[] {
  const path = join(here, "authored-lines.ts");
  const text = [...preamble, ...lines].join("\n");
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    lib: ["lib.es2023.d.ts"],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
  };
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (name) => name === path || disk.fileExists(name),
    readFile: (name) => (name === path ? text : disk.readFile(name)),
    getSourceFile: (name, version, ...rest) =>
      name === path ? ts.createSourceFile(name, text, version, true) : disk.getSourceFile(name, version, ...rest),
  };
  const program = ts.createProgram([path], options, host);
  const source = program.getSourceFile(path);
  if (source === undefined) throw new Error("the lines were not read");
  const checker = program.getTypeChecker();
  const messages = lines.map((): string[] => []);
  const at = (position: number) => messages[source.getLineAndCharacterOfPosition(position).line - preamble.length];
  for (const diagnostic of ts.getPreEmitDiagnostics(program, source)) {
    const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, " ");
    const line = at(diagnostic.start ?? 0);
    if (line === undefined) throw new Error(`the preamble: ${message}`);
    line.push(message);
  }
  for (const statement of source.statements) {
    if (ts.isTypeAliasDeclaration(statement)) {
      const type = checker.getTypeAtLocation(statement.name);
      at(statement.getStart())?.push(checker.typeToString(type));
    }
  }
  return messages.map((list) => ({ messages: list }));
}
