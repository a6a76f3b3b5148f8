import { expect } from "chai";
import { portwright, succeed } from "./run-portwright.js";
import { smallPort, workspace, type Workspace } from "./workspace.js";

describe("loading a description", () => {
  let work: Workspace;
  beforeEach(() => {
    work = workspace({ "targets/tiny/port.ts": smallPort("tiny") });
  });
  afterEach(() => {
    work.remove();
  });

  /** The port's name, as `list` found it. */
  function listed(argument: string): unknown {
    const contents: unknown = JSON.parse(succeed(["list", argument, "--json"], { cwd: work.folder }));
    expect(contents).to.have.nested.property("ports[0].name");
    return contents;
  }

  function fails(argument: string, status: number): string {
    const run = portwright(["generate", argument], { cwd: work.folder });
    expect(run.status, run.stderr).to.equal(status);
    expect(run.stdout).to.equal("");
    return run.stderr;
  }

  it("finds a port by its name, by its folder and by the path of its module", () => {
    for (const argument of [
      "tiny",
      "targets/tiny",
      "./targets/tiny/",
      "targets/tiny/port.ts",
      work.path("targets/tiny/port.ts"),
    ]) {
      expect(listed(argument)).to.have.nested.property("ports[0].name", "tiny");
    }
  });

  it("takes an export named port, modules beside it, JSON, and packages of the description's own place", () => {
    work.write(
      "mine/description.ts",
      `import { port as make } from "portwright/dsl";
       import * as dsl from "portwright/dsl";
       import { name } from "./name.js";
       import words from "./words.json";
       import { suffix } from "some-package";
       if (dsl.port !== make) throw new Error("two of them");
       export const port = make({ name: name + suffix, title: words.title, errata: [], outputs: [] });`,
    );
    work.write("mine/name.ts", `export const name: string = "mine";`);
    work.write("mine/words.json", `{ "title": "From JSON" }`);
    work.write("mine/node_modules/some-package/package.json", `{ "main": "main.js" }`);
    work.write("mine/node_modules/some-package/main.js", `exports.suffix = "-suffixed";`);
    expect(listed("mine/description.ts")).to.have.nested.property("ports[0].name", "mine-suffixed");
    expect(listed("mine/description.ts")).to.have.nested.property("ports[0].title", "From JSON");
  });

  it("takes a description in JavaScript", () => {
    work.write(
      "plain.mjs",
      `import { port } from "portwright/dsl"; export default port({ name: "plain", title: "", errata: [], outputs: [] });`,
    );
    expect(listed("plain.mjs")).to.have.nested.property("ports[0].name", "plain");
  });

  it("reads the source every time, and writes nothing but the output", () => {
    succeed(["generate", "tiny"], { cwd: work.folder });
    work.write("targets/tiny/port.ts", smallPort("tiny", ["ERRATA.md"], "Another reason."));
    succeed(["generate", "tiny"], { cwd: work.folder });
    expect(work.read("targets/tiny/generated/ERRATA.md")).to.contain("Another reason.");
    expect(Object.keys(work.files())).to.deep.equal(["targets/tiny/generated/ERRATA.md", "targets/tiny/port.ts"]);
  });

  it("reports errors of syntax with their places, all at once", () => {
    work.write("bad.ts", `const π = 1; const = 2;\nexport default missing(;\n`);
    work.write("imports.ts", `import "./nowhere.js";\nimport "./no-more.js";\n`);
    expect(fails("bad.ts", 1)).to.equal(
      `bad.ts:1:20: error: Expected identifier but found "=" (description-syntax)\n1 error; nothing was written\n`,
    );
    const imports = fails("imports.ts", 1);
    expect(imports).to.contain(`imports.ts:1:8: error: Could not resolve "./nowhere.js" (description-syntax)\n`);
    expect(imports).to.contain(`imports.ts:2:8: error: Could not resolve "./no-more.js" (description-syntax)\n`);
    expect(imports).to.contain("2 errors; nothing was written");
  });

  it("reports an exception with the innermost line of the description", () => {
    work.write("mine/throws.ts", `import { macro } from "./macro.js";\nexport default macro([3, 1, 2]);\n`);
    work.write(
      "mine/macro.ts",
      `export function macro(list: number[]): number[] {\n  return list.map((n) => {\n    if (n === 1) throw new Error("one is\\n  not allowed");\n    return n;\n  });\n}\n`,
    );
    expect(fails("mine/throws.ts", 1)).to.equal(
      "mine/macro.ts:3:24: error: one is not allowed (description-exception)\n1 error; nothing was written\n",
    );
  });

  it("names what the language objects to as the description spells it", () => {
    work.write("wrong.ts", `import { notThere } from "portwright/dsl";\n\nexport default notThere();\n`);
    expect(fails("wrong.ts", 1)).to.contain("wrong.ts:3:16: error: TypeError: notThere is not a function");
  });

  it("reports a package that is not installed at its import", () => {
    work.write("wrong.ts", `const a = 1;\nimport { b } from "not-installed";\nexport default [a, b];\n`);
    expect(fails("wrong.ts", 1)).to.match(
      /^wrong\.ts:2:\d+: error: Cannot find module 'not-installed' \(description-exception\)$/m,
    );
  });

  it("reports what is thrown without being an error, and endless recursion", () => {
    work.write("thrown.ts", `throw { a: 1 };`);
    work.write("endless.ts", `function f(n: number): number {\n  return f(n + 1) + 1;\n}\nexport default f(0);`);
    expect(fails("thrown.ts", 1)).to.contain(
      "thrown.ts: error: the description threw { a: 1 } (description-exception)",
    );
    expect(fails("endless.ts", 1)).to.match(
      /^endless\.ts:\d:\d+: error: RangeError: Maximum call stack size exceeded/m,
    );
  });

  it("refuses a module that exports no port, or something else", () => {
    work.write("empty.ts", `export const something = 1;`);
    work.write("other.ts", `export default { kind: "port", name: "x" };`);
    work.write("text.txt", "");
    expect(fails("empty.ts", 2)).to.match(
      /^portwright: empty\.ts exports no port\n {2}hint: write: export default port/,
    );
    expect(fails("other.ts", 2)).to.match(/^portwright: what other\.ts exports as its default is not a port\n/);
    expect(fails("./text.txt", 2)).to.match(/^portwright: \.\/text\.txt is no module\n/);
  });

  it("wants a port in targets/ to bear the name of its folder", () => {
    work.write("targets/one/port.ts", smallPort("other"));
    expect(fails("one", 2)).to.contain(`the port in targets/one/port.ts calls itself "other", not "one"`);
  });

  it("refuses outputs that lead out of the folder or into each other", () => {
    for (const path of ["../x", "/x", "a//b", "a/./b", "a\\b", "", "c:x", ".git/config"]) {
      work.write("p.ts", smallPort("p", [path]));
      expect(fails("p.ts", 1), path).to.contain(
        `p.ts:5:16: error: output ${JSON.stringify(path).replace("\\\\", "\\")}: `,
      );
    }
    work.write("p.ts", smallPort("p", ["a", "A", "b/c", "b", "d", "d"]));
    const found = fails("p.ts", 1);
    expect(found).to.contain(`output "A": differs from output "a" by case only (output-path)`);
    expect(found).to.contain(`output "b": one of it and output "b/c" would be a folder of the other`);
    expect(found).to.contain(`output "d": two outputs have this path`);
    expect(found).to.contain("3 errors; nothing was written");
  });

  it("reports everything that is wrong at once, in order of place, and writes nothing", () => {
    work.write(
      "p.ts",
      `import { macro, port, runtimeHeader, uint32 } from "portwright/dsl";
const second = macro("also bad", uint32, 1);
export default port({
  name: "p",
  title: "",
  errata: [],
  outputs: [
    { kind: "runtime-header", path: "a.h", header: runtimeHeader(macro("1bad", uint32, 1), second) },
    { kind: "runtime-header", path: "b.h", header: runtimeHeader(second) },
  ],
});
`,
    );
    const lines = fails("p.ts", 1).split("\n");
    expect(
      lines.filter((line) => line.startsWith("p.ts:")).map((line) => /^p\.ts:\d+:\d+: error: /.exec(line)?.[0]),
    ).to.deep.equal(["p.ts:2:16: error: ", "p.ts:8:66: error: "]);
    expect(lines).to.include("2 errors; nothing was written");
    expect(Object.keys(work.files())).not.to.include("generated/a.h");
  });

  it("reports diagnostics as JSON and as annotations", () => {
    work.write("bad.ts", `const = 2;\n`);
    const json: unknown = JSON.parse(portwright(["check", "bad.ts", "--json"], { cwd: work.folder }).stdout);
    expect(json).to.deep.equal({
      diagnostics: [
        {
          code: "description-syntax",
          message: `Expected identifier but found "="`,
          file: "bad.ts",
          line: 1,
          column: 7,
        },
      ],
    });
    const run = portwright(["check", "bad.ts"], { cwd: work.folder, env: { GITHUB_ACTIONS: "true" } });
    expect(run.stdout).to.equal(
      `::error file=bad.ts,line=1,col=7,title=description-syntax::Expected identifier but found "="\n`,
    );
    expect(run.status).to.equal(1);
  });
});
