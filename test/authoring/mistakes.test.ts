import { expect } from "chai";
import { Project, ts } from "ts-morph";
import { portwright } from "../gen/run-portwright.js";
import type { Workspace } from "../gen/workspace.js";
import { workspace } from "../gen/workspace.js";
import type { Mistake } from "./mistakes.js";
import { bodyMistakes, statementMistakes } from "./mistakes.js";

/** A description that is right but for the mistake. */
const opening = `import {
  ADDQ, AX, BX, CALL, CMPQ, CX, DI, DX, JEQ, JMP, LEAQ, LOCK, MOVL, MOVQ, PUSHQ, RET, SHLQ, SI, SP, SUBQ, SYSCALL, XCHGL,
  assemblyUnit, at, byte, calls, callsRoutine, constants, crash, declareErratum, erratum, external, field, ignored, inChild, inOrder, int32, int64, localLabel,
  none, onError, pointer, port, repeats, resultOf, returns, returnsNothing, routine, struct, syscallStub, systemCall, systemCalls, threadLocalWord, uint64,
  uintptr, voidType,
} from "portwright/dsl";
import type { Routine } from "portwright/dsl";

const sys = systemCalls({
  write: systemCall(4, int64, { fd: int32, buf: pointer(voidType), nbyte: uint64 }),
  munmap: systemCall(73, int32, { addr: pointer(voidType), len: uint64 }),
});
const kernel = constants({ PROT_READ: 1 });
const Timeval = struct("Timeval", { tv_sec: int64, tv_usec: int64 });
const g = threadLocalWord("g", -16);
const notok = external("runtime·notok");
const routines: Routine[] = [];
function use(described: Routine): void {
  routines.push(described);
}
`;

const closing = `
export default port({
  name: "mistaken",
  title: "a port with a mistake",
  errata: [],
  outputs: [{ kind: "plan9-assembly", path: "sys.s", unit: assemblyUnit({ includes: [], routines }) }],
});
export const mentioned = [
  ADDQ, AX, BX, CALL, CMPQ, CX, DI, DX, JEQ, JMP, LEAQ, LOCK, MOVL, MOVQ, PUSHQ, RET, SHLQ, SI, SP, SUBQ, SYSCALL, XCHGL,
  at, byte, calls, callsRoutine, crash, declareErratum, erratum, field, g, ignored, inChild, inOrder, kernel, localLabel, none, notok, onError, repeats, resultOf, returns, returnsNothing, routine, struct,
  syscallStub, sys, Timeval, uintptr, use,
];
`;

/** Where something starts in a text, both counted from 1. */
interface Place {
  readonly line: number;
  readonly column: number;
}

/** A mistake as a whole description, with the places that its marks stood in. */
interface Description {
  readonly text: string;
  readonly typesAt: Place | undefined;
  readonly generateAt: Place | undefined;
}

function inBody({ code }: Mistake): Description {
  return describeWith(`use(routine("runtime·x", {
  args: { fd: int32, buf: pointer(byte) }, frame: 16, labels: ["done", "elsewhere"],
}, ({ fd, buf }, { done, elsewhere }) => [
  ${code},
  done,
  MOVL(fd, DI), MOVQ(buf, SI),
  RET(),
  ...(elsewhere === undefined ? [] : []),
]));`);
}

function describeWith(code: string): Description {
  const marked = `${opening}${code}${closing}`;
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

const described = [
  ...bodyMistakes.map((mistake) => ({ mistake, description: inBody(mistake) })),
  ...statementMistakes.map((mistake) => ({ mistake, description: describeWith(mistake.code) })),
];
const typed = described.filter(({ mistake }) => mistake.types !== undefined);

describe("an author's mistakes", () => {
  it(`are ${String(described.length)}, of which the type checker sees ${String(typed.length)}`, () => {
    expect(described.length).to.be.at.least(30);
    expect(typed.length).to.be.at.least(24);
  });

  describe("in an editor", () => {
    const project = new Project({ tsConfigFilePath: "tsconfig.json", skipAddingFilesFromTsConfig: true });

    it("are the only ones in these descriptions", () => {
      const { text } = describeWith('use(routine("runtime·x", { frame: none }, () => [RET()]));');
      expect(errorsOf(project, "right", text)).to.deep.equal([]);
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
    before(() => {
      folder = workspace();
    });
    after(() => {
      folder.remove();
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
});

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
