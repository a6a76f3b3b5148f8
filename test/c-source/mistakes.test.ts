import { expect } from "chai";
import { Project, ts } from "ts-morph";
import { portwright } from "../gen/run-portwright.js";
import type { Workspace } from "../gen/workspace.js";
import { workspace } from "../gen/workspace.js";
import type { Mistake } from "./mistakes.js";
import { statementMistakes, textMistakes } from "./mistakes.js";

/** A description that is right but for the mistake. */
const opening = `import {
  AX, MOVL, RET, assemblyUnit, bool, byte, c, cFile, cFunction, cHeader, callable, cast, constants, declareErratum, deref, erratum, extern,
  formatFunction, functionType, headerFunction, headerStruct, int32, int64, int8, nil, none, pointer, port, ref, routine, struct, uint32,
  uintptr, variable, voidType,
} from "portwright/dsl";
import type { CItem } from "portwright/dsl";

const kernel = constants({ PROT_READ: 1, PROT_WRITE: 2, WIDE: 0x2_0000_0000 });
const elsewhere = constants({ ENOMEM: 12 });
const Timeval = struct("Timeval", { tv_sec: int64, tv_usec: int64 });
const Itimerval = struct("Itimerval", { it_interval: Timeval, it_value: Timeval });
const Lock = headerStruct("Lock", { key: uint32 });
const G = headerStruct("G", { sig: int32, stackguard: pointer(byte) });
const g = variable("g", pointer(G));
const mmapRoutine = routine("runtime·mmap", {
  args: { addr: pointer(byte), len: uintptr, prot: int32 }, returns: pointer(byte), frame: none,
}, ({ prot }) => [MOVL(prot, AX), RET()]);
const mmap = callable(mmapRoutine);
const cas = headerFunction("runtime·cas", bool, pointer(uint32), uint32, uint32);
const throws = headerFunction("runtime·throw", voidType, pointer(int8));
const plain = headerFunction("runtime·plain", voidType);
const unknown = headerFunction("runtime·unknown", voidType);
const printf = formatFunction("runtime·printf");
const runtimeHeader = cHeader("runtime.h", {
  types: [Timeval, Lock, G], constants: kernel, variables: [g],
  functions: [mmap, cas, throws, plain, printf, headerFunction("runtime·declared", int32, int32)],
});
const items: CItem[] = [];
function use(item: CItem): void {
  items.push(item);
}
`;

const closing = `
export default port({
  name: "mistaken",
  title: "a port with a mistake",
  errata: [],
  outputs: [
    { kind: "plan9-assembly", path: "sys.s", unit: assemblyUnit({ includes: [], routines: [mmapRoutine] }) },
    { kind: "c-source", path: "x.c", file: cFile({ includes: [runtimeHeader], items }) },
  ],
});
export const mentioned = [
  AX, bool, byte, c, cFunction, callable, cast, declareErratum, deref, elsewhere, erratum, extern, functionType, g, int8, Itimerval, nil, none,
  plain, ref, struct, unknown, use, voidType,
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

function inText({ code }: Mistake): Description {
  return describeWith(`use(cFunction("runtime·x", {
  returns: pointer(voidType),
  params: { n: uintptr, l: pointer(Lock), t: pointer(Timeval), gp: pointer(G) },
  locals: { v: pointer(byte), i: int32 },
}, ({ n, l, t, gp, v, i }, returns) => c\`
  USED(\${n}); USED(\${l}); USED(\${t}); USED(\${gp}); USED(\${v}); USED(\${i});
  ${code.replaceAll("\n", "\n  ")}
  \${returns(nil)};
\`));`);
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
  ...textMistakes.map((mistake) => ({ mistake, description: inText(mistake) })),
  ...statementMistakes.map((mistake) => ({ mistake, description: describeWith(mistake.code) })),
];
const typed = described.filter(({ mistake }) => mistake.types !== undefined);

describe("mistakes in C sources", () => {
  it(`are ${String(described.length)}, of which the type checker sees ${String(typed.length)}`, () => {
    expect(described.length).to.be.at.least(60);
    expect(typed.length).to.be.at.least(40);
  });

  describe("in an editor", () => {
    const project = new Project({ tsConfigFilePath: "tsconfig.json", skipAddingFilesFromTsConfig: true });

    it("are the only ones in these descriptions", () => {
      const right = inText({ title: "", code: "${v} = ${mmap({ addr: nil, len: n, prot: 1 })};", generate: /./ });
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
    before(() => {
      folder = workspace();
    });
    after(() => {
      folder.remove();
    });

    it("are the only ones in these descriptions", () => {
      const right = inText({ title: "", code: "${v} = ${mmap({ addr: nil, len: n, prot: 1 })};", generate: /./ });
      folder.write("right/port.ts", right.text);
      const run = portwright(["generate", "right/port.ts"], { cwd: folder.folder });
      expect(run.status, run.stderr).to.equal(0);
      expect(Object.keys(folder.files())).to.include("right/generated/x.c");
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
        expect(Object.keys(folder.files())).to.not.include("generated/x.c");
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
