import { expect } from "chai";
import { portwright, succeed } from "./run-portwright.js";
import { workspace, type Workspace } from "./workspace.js";

const described = `import { AX, CX, CALL, MOVL, RET, assemblyUnit, port, routine } from "portwright/dsl";

const put = routine("runtime·put", { frame: "none" }, () => [
  MOVL(7, AX),
  MOVL(AX, CX),
  RET(),
]);
const second = routine("runtime·asecond", { frame: "none" }, () => [
  CALL(put),
  RET(),
]);
export default port({
  name: "p",
  title: "Two routines",
  errata: [],
  outputs: [{ kind: "plan9-assembly", path: "p.s", unit: assemblyUnit({ includes: [], routines: [put, second] }) }],
});
`;

// The bytes are from the processor's manual: B8+r id, 89 /r, C3, E8 cd.
const expected = {
  "runtime.put": { bytes: "b80700000089c1c3", size: 8, relocations: [] },
  "runtime.asecond": {
    bytes: "e800000000c3",
    size: 6,
    relocations: [{ offset: 1, symbol: "runtime.put", kind: "pc32" }],
  },
};

describe("assemble", () => {
  let work: Workspace;
  beforeEach(() => {
    work = workspace({ "p.ts": described });
  });
  afterEach(() => {
    work.remove();
  });

  it("prints bytes and relocations by symbol, in the port's order", () => {
    const out = succeed(["assemble", "p.ts", "--json"], { cwd: work.folder });
    const routines: unknown = JSON.parse(out);
    expect(routines).to.deep.equal(expected);
    expect(JSON.stringify(routines)).to.equal(JSON.stringify(expected));
  });

  it("maps every byte to a line of the description on request", () => {
    const routines: unknown = JSON.parse(succeed(["assemble", "p.ts", "--json", "--map"], { cwd: work.folder }));
    expect(routines).to.have.nested.property("runtime\\.put.map").that.has.lengthOf(3);
    expect(routines).to.have.nested.property("runtime\\.put.map[1]").that.includes({
      offset: 5,
      length: 2,
      file: "p.ts",
      line: 5,
      column: 3,
    });
  });

  it("lists offset, bytes, instruction and line for people", () => {
    const out = succeed(["assemble", "p.ts"], { cwd: work.folder });
    expect(out).to.match(
      /^runtime\.put: 8 bytes\n {3}0 {2}b8 07 00 00 00 +movl .* p\.ts:4\n {3}5 {2}89 c1 +movl .* p\.ts:5\n/m,
    );
    expect(out).to.match(/^ +pc32 runtime\.put at 1$/m);
    expect(out).to.match(/^2 routines, 14 bytes$/m);
  });

  it("reports what is wrong with the description instead", () => {
    work.write("p.ts", described.replace("MOVL(AX, CX)", "MOVL(AX, 7 as never)"));
    const run = portwright(["assemble", "p.ts", "--json"], { cwd: work.folder });
    expect(run.status).to.equal(1);
    const report: unknown = JSON.parse(run.stdout);
    expect(report).to.have.nested.property("diagnostics[0]").that.includes({ file: "p.ts", line: 5, column: 3 });
  });
});
