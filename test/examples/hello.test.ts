import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "../../gen/own-package.js";
import { portwright, succeed } from "../gen/run-portwright.js";
import { workspace, type Workspace } from "../gen/workspace.js";
import { needsEngine } from "../peers.js";

const folder = join(packageFolder, "examples/hello");
const committed = join(folder, "hello");

describe("examples/hello", function () {
  this.timeout(60_000);
  let work: Workspace;
  before(() => {
    work = workspace();
  });
  after(() => {
    work.remove();
  });

  it("is committed as its description gives it", () => {
    succeed(["check", "examples/hello"], { cwd: packageFolder });
  });

  it("does what its contracts say", () => {
    const words = ["verify", "examples/hello", "--engine", "builtin", "--json"];
    const report: unknown = JSON.parse(succeed(words, { cwd: packageFolder }));
    expect(report).to.have.property("clean", true);
  });

  it("has contracts that notice every change of the code that can be told", () => {
    const words = ["verify", "examples/hello", "--engine", "builtin", "--mutate", "--json"];
    const report: unknown = JSON.parse(succeed(words, { cwd: packageFolder }));
    expect(report).to.have.property("clean", true);
  });

  it("imports nothing but portwright/dsl", () => {
    const source = readFileSync(join(folder, "port.ts"), "utf8");
    const imports = [...source.matchAll(/from "([^"]+)"/g)].map(([, module]) => module);
    expect(new Set(imports)).to.deep.equal(new Set(["portwright/dsl"]));
  });

  it("is linked to the program that is committed", () => {
    succeed(["link", "examples/hello", "-o", work.path("hello")], { cwd: packageFolder });
    expect(readFileSync(work.path("hello")).equals(readFileSync(committed))).to.equal(true);
  });

  it("is a program from its object alone, too", () => {
    const object = "examples/hello/generated/gnu/hello.o";
    succeed(["link", object, "--entry", "main.start", "-o", work.path("linked")], { cwd: packageFolder });
    expect(succeed(["run", "--engine", "builtin", "linked"], { cwd: work.folder })).to.equal(expectedOutput());
  });

  for (const engine of ["builtin", "unicorn"] as const) {
    describe(`run (${engine})`, () => {
      before(async function () {
        await needsEngine(this, engine);
      });

      it("says hello", () => {
        const { status, stdout, stderr } = portwright(["run", "--engine", engine, committed], { cwd: work.folder });
        expect({ status, stderr }).to.deep.equal({ status: 0, stderr: "" });
        expect(stdout).to.equal(expectedOutput());
      });

      it("exits with 1 where the message does not get out", () => {
        const through = ["sh", "-c", 'exec "$@" >/dev/full', "sh"];
        const run = portwright(["run", "--engine", engine, committed], { cwd: work.folder, through });
        expect(run).to.deep.equal({ status: 1, stdout: "", stderr: "" });
      });
    });
  }
});

function expectedOutput(): string {
  return readFileSync(join(folder, "expected-output.txt"), "utf8");
}
