import { expect } from "chai";
import { Project, ts } from "ts-morph";
import { portwright } from "../gen/run-portwright.js";
import { workspace, type Workspace } from "../gen/workspace.js";

/** A mistake that authors make. `▸` and `◆` mark places in its code and are no part of it. */
export interface Mistake {
  readonly title: string;
  /** `▸` stands where the type checker must put its error, `◆` where `generate` must put its own. */
  readonly code: string;
  /** What an editor shows; absent where types cannot see the mistake. */
  readonly types?: RegExp;
  /** What `generate` says once the types have been overridden. */
  readonly generate: RegExp;
}

/** Where something starts in a text, both counted from 1. */
interface Place {
  readonly line: number;
  readonly column: number;
}

/** A description without marks, with the places that they stood in. */
export interface MarkedDescription {
  readonly text: string;
  readonly typesAt: Place | undefined;
  readonly generateAt: Place | undefined;
}

export function withoutMarks(marked: string): MarkedDescription {
  return {
    text: marked.replaceAll(/[▸◆]/g, ""),
    typesAt: placeOf(marked, "▸"),
    generateAt: placeOf(marked, "◆"),
  };
}

function placeOf(marked: string, mark: "▸" | "◆"): Place | undefined {
  const index = marked.indexOf(mark);
  if (index < 0) {
    return undefined;
  }
  const before = marked.slice(0, index).replaceAll(/[▸◆]/g, "").split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** A mistake in a description that is right but for it. */
export interface DescribedMistake {
  readonly mistake: Mistake;
  readonly description: MarkedDescription;
}

/** Shows each mistake to the type checker and to `generate`, and to both the description `right`, which has none. */
export function testMistakes(
  described: readonly DescribedMistake[],
  right: MarkedDescription,
  atLeast: { readonly all: number; readonly typed: number },
): void {
  const typed = described.filter(({ mistake }) => mistake.types !== undefined);

  it(`are ${String(described.length)}, of which the type checker sees ${String(typed.length)}`, () => {
    expect(described.length).to.be.at.least(atLeast.all);
    expect(typed.length).to.be.at.least(atLeast.typed);
  });

  describe("in an editor", () => {
    const project = new Project({ tsConfigFilePath: "tsconfig.json", skipAddingFilesFromTsConfig: true });

    it("are the only ones in these descriptions", () => {
      expect(errorsOf(project, "right", right.text)).to.deep.equal([]);
    });

    for (const { mistake, description } of typed) {
      it(mistake.title, () => {
        const errors = errorsOf(project, mistake.title.replaceAll(/\W+/g, "-"), description.text);
        expect(errors.length, JSON.stringify(errors)).to.be.at.least(1);
        expect(sentenceOf(errors[0]?.message ?? "")).to.match(mistake.types ?? /^$/);
        expect({ line: errors[0]?.line, column: errors[0]?.column }).to.deep.equal(description.typesAt);
      });
    }
  });

  describe("to generate", () => {
    let folder: Workspace;
    beforeEach(() => {
      folder = workspace();
    });
    afterEach(() => {
      folder.remove();
    });

    it("are the only ones in these descriptions", () => {
      folder.write("port.ts", right.text);
      const run = portwright(["generate", "port.ts"], { cwd: folder.folder });
      expect(run.status, run.stderr).to.equal(0);
      expect(Object.keys(folder.files())).to.not.deep.equal(["port.ts"]);
    });

    for (const { mistake, description } of described) {
      it(mistake.title, () => {
        folder.write("port.ts", description.text);
        const run = portwright(["generate", "port.ts"], { cwd: folder.folder });
        expect(run.status, run.stdout).to.equal(1);
        expect(run.stderr).to.match(mistake.generate);
        const { generateAt } = description;
        const place =
          generateAt === undefined ? "\\d+:\\d+" : `${String(generateAt.line)}:${String(generateAt.column)}`;
        expect(run.stderr).to.match(new RegExp(`^port\\.ts:${place}: error: .*(${mistake.generate.source})`, "m"));
        expect(Object.keys(folder.files())).to.deep.equal(["port.ts"]);
      });
    }
  });
}

interface TypeError {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

function errorsOf(project: Project, name: string, text: string): readonly TypeError[] {
  const file = project.createSourceFile(`examples/${name}.ts`, text, { overwrite: true });
  try {
    return file.getPreEmitDiagnostics().map((diagnostic) => {
      const { line, column } = file.getLineAndColumnAtPos(diagnostic.getStart() ?? 0);
      return { message: ts.flattenDiagnosticMessageText(diagnostic.compilerObject.messageText, "\n"), line, column };
    });
  } finally {
    project.removeSourceFile(file);
  }
}

/** The sentence in `Argument of type '...' is not assignable to parameter of type '"..."'`, or the message itself. */
function sentenceOf(message: string): string {
  return /^Argument of type .* is not assignable to parameter of type '"([^"]*)"'\.$/.exec(message)?.[1] ?? message;
}
