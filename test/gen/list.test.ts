import { expect } from "chai";
import { portwright, succeed } from "./run-portwright.js";
import { smallPort, workspace, type Workspace } from "./workspace.js";

const described = `import { declareErratum, definitions, int32, int64, port, struct } from "portwright/dsl";
const errata = [declareErratum("first-defect", "does the wrong thing", "Because.")];
const Timespec = struct("Timespec", { tv_sec: int32, tv_nsec: int64 });
const kernel = definitions({ constants: {}, types: [Timespec] });
export default port({
  name: "described",
  title: "A port with a struct",
  errata,
  outputs: [
    { kind: "godefs-header", path: "defs.h", definitions: kernel },
    { kind: "standard-c-header", path: "c/defs.h", definitions: kernel },
  ],
});
`;

describe("list", () => {
  let work: Workspace;
  before(() => {
    work = workspace({ "targets/tiny/port.ts": smallPort("tiny"), "targets/described/port.ts": described });
  });
  after(() => {
    work.remove();
  });

  it("shows the variables with where they are described", () => {
    const { folder } = work;
    work.write(
      "targets/data.ts",
      `import { assemblyUnit, data, port, text, zeros } from "portwright/dsl";
const greeting = data("main·greeting", { access: "read-only" }, text("hello"));
const room = data("main·room", { access: "read-write" }, zeros(1));
const unit = assemblyUnit({ includes: [], routines: [], data: [greeting, room] });
const outputs = ["a", "b"].map((path) => ({ kind: "gnu-assembly" as const, path, unit }));
export default port({ name: "data", title: "Variables", errata: [], outputs });
`,
    );
    const listed: unknown = JSON.parse(succeed(["list", "targets/data.ts", "--json"], { cwd: folder }));
    const file = "targets/data.ts";
    expect(listed)
      .to.have.nested.property("ports[0].variables")
      .that.deep.equals([
        { symbol: "main.greeting", access: "read-only", size: 5, file, line: 2 },
        { symbol: "main.room", access: "read-write", size: 1, file, line: 3 },
      ]);
    expect(succeed(["list", "targets/data.ts"], { cwd: folder })).to.contain(
      "  2 variables\n    main.greeting  read-only, 5 bytes\n    main.room      read-write, 1 byte\n",
    );
  });

  it("shows a port's files, types and errata, what outputs share once", () => {
    expect(JSON.parse(succeed(["list", "described", "--json"], { cwd: work.folder }))).to.deep.equal({
      ports: [
        {
          name: "described",
          title: "A port with a struct",
          description: "targets/described/port.ts",
          files: [
            { path: "defs.h", kind: "godefs-header" },
            { path: "c/defs.h", kind: "standard-c-header" },
          ],
          routines: [],
          variables: [],
          structs: [{ name: "Timespec", kind: "struct", size: 16 }],
          errata: [{ id: "first-defect", summary: "does the wrong thing" }],
        },
      ],
    });
    expect(succeed(["list", "described"], { cwd: work.folder })).to.equal(
      [
        "described: A port with a struct (targets/described/port.ts)",
        "  2 files",
        "    defs.h    godefs-header",
        "    c/defs.h  standard-c-header",
        "  1 type",
        "    Timespec  struct, 16 bytes",
        "  1 erratum",
        "    first-defect  does the wrong thing",
        "",
        "",
      ].join("\n"),
    );
  });

  it("shows the ports of targets/ and those that come with portwright", () => {
    const out = succeed(["list"], { cwd: work.folder });
    expect(out)
      .to.match(/^described: /m)
      .and.to.match(/^tiny: /m)
      .and.to.match(/^openbsd-amd64: /m);
    expect(out)
      .to.match(/^ {2}38 routines$/m)
      .and.to.match(/^ {4}runtime\.write +\S+:\d+$/m);
  });

  it("shows the others when one description is wrong", () => {
    work.write("targets/wrong/port.ts", "export default (;");
    const run = portwright(["list"], { cwd: work.folder });
    expect(run.stdout).to.match(/^tiny: /m);
    expect(run.stderr).to.match(/^targets\/wrong\/port\.ts:1:17: error: /);
    expect(run.status).to.equal(1);
  });
});
