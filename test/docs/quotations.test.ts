import { expect } from "chai";
import { join } from "node:path";
import { Project, ts } from "ts-morph";
import { packageFolder } from "../../gen/own-package.js";
import { moduleOf } from "./markdown.js";
import { mistakeOf, pages, read, withMistake } from "./pages.js";

/** `<!-- from FILE -->`: a piece of that file. */
const fromNote = /^from (?<file>\S+)$/;

/** Notes that other tests read. */
const otherNotes = /^(?:prints|map|imports|import (?:defs|plan9): .*|generate: .*|finds: .*|file .*)$/;

describe("the quotations of the pages", function () {
  this.timeout(120_000);
  const project = new Project({
    tsConfigFilePath: join(packageFolder, "tsconfig.json"),
    skipAddingFilesFromTsConfig: true,
    compilerOptions: { noUnusedLocals: false },
  });

  for (const page of pages()) {
    for (const { language, note, text, line } of page.blocks) {
      const place = `${page.path}:${String(line)}`;
      const quoted = fromNote.exec(note ?? "")?.groups?.["file"];
      const mistake = mistakeOf(note ?? "");
      if (quoted !== undefined) {
        it(`${place}: stands in ${quoted}`, () => {
          expect(read(quoted)).to.contain(text);
        });
      } else if (mistake?.by === "type checker") {
        it(`${place}: the type checker says this of ${mistake.after}`, () => {
          const errors = errorsOf(project, mistake.file, withMistake(read(mistake.file), mistake));
          expect(errors.join("\n")).to.contain(`'"${text}"'`);
        });
      } else if (language !== "sh" && language !== "ts") {
        it(`${place}: is compared with something`, () => {
          expect(note).to.match(otherNotes);
        });
      }
    }

    const module = moduleOf(page.blocks);
    if (module !== undefined) {
      it(`${page.path}: its TypeScript, taken together, satisfies the type checker`, () => {
        expect(errorsOf(project, `examples/${page.path.replaceAll(/\W+/g, "-")}.ts`, module)).to.deep.equal([]);
      });
    }
  }
});

function errorsOf(project: Project, path: string, text: string): readonly string[] {
  const file = project.createSourceFile(join(packageFolder, path), text, { overwrite: true });
  try {
    return file.getPreEmitDiagnostics().map((diagnostic) => {
      const at = file.getLineAndColumnAtPos(diagnostic.getStart() ?? 0);
      const message = ts.flattenDiagnosticMessageText(diagnostic.compilerObject.messageText, "\n");
      return `${String(at.line)}:${String(at.column)}: ${message}`;
    });
  } finally {
    project.removeSourceFile(file);
  }
}
