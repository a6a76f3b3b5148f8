import { expect } from "chai";
import { portwright } from "./run-portwright.js";
import { workspace, type Workspace } from "./workspace.js";

/** Three routines of which one would get a check for stack growth from a Plan 9 linker, and which kinds of file. */
function described(...kinds: readonly string[]): string {
  return `import { CALL, RET, assemblyUnit, external, inOrder, port, returnsNothing, routine } from "portwright/dsl";

const contract = () => inOrder(returnsNothing);
const small = routine("runtime·small", { frame: 112, flags: [], contract }, () => [RET()]);
const safe = routine("runtime·safe", { frame: 8, flags: ["NOSPLIT"], contract }, () => [CALL(small), RET()]);
const large = routine("runtime·large", { frame: 120, flags: ["DUPOK"], contract }, () => [RET()]);
const unit = assemblyUnit({ includes: [], routines: [small, safe, large] });

export default port({
  name: "p",
  title: "Three routines",
  errata: [],
  outputs: [${kinds.map((kind, index) => `{ kind: "${kind}", path: "${String(index)}.s", unit }`).join(", ")}],
});
`;
}

describe("a routine without NOSPLIT", () => {
  let work: Workspace;
  beforeEach(() => {
    work = workspace({ "p.ts": described("plan9-assembly") });
  });
  afterEach(() => {
    work.remove();
  });
  const stderr = (...words: readonly string[]): string => {
    const run = portwright(words, { cwd: work.folder });
    expect(run.status, run.stderr).to.equal(0);
    return run.stderr;
  };

  const warning =
    /^p\.ts:6:15: warning: runtime·large: without NOSPLIT a Plan 9 toolchain checks .* does not \(no-stack-check\)\n {2}hint: .*\n$/;

  it("is nothing to say of where only Plan 9 assembly is written", () => {
    expect(stderr("generate", "p.ts", "--out", "out")).to.equal("");
  });

  it("is a warning where machine code is made, if a toolchain would check", () => {
    for (const kind of ["gnu-assembly", "elf-object"]) {
      work.write("p.ts", described("plan9-assembly", kind));
      expect(stderr("generate", "p.ts", "--out", "out")).to.match(warning);
      expect(stderr("check", "p.ts", "--against", "out")).to.match(warning);
    }
    expect(stderr("assemble", "p.ts")).to.match(warning);
  });
});
