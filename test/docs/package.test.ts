import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { packageFolder } from "../../gen/own-package.js";

describe("the package, as npm would publish it", function () {
  this.timeout(120_000);
  let files: readonly string[] = [];
  before(() => {
    const { stdout, stderr, status } = spawnSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
      cwd: packageFolder,
      encoding: "utf8",
    });
    expect(status, stderr).to.equal(0);
    files = [...stdout.matchAll(/^ +"path": "(.*)",$/gm)].flatMap(([, path]) => path ?? []);
  });

  it("has the program, the language with its types, the ports, and the one to copy", () => {
    expect(files).to.include.members([
      "package.json",
      "README.md",
      "LICENSE",
      "docs/language.md",
      "dist/bin/portwright.cjs",
      "dist/bin/start.cjs",
      "dist/bin/start.cjs.bytecode",
      "dist/bin/keystone.wasm",
      "dist/bin/keystone.memory",
      "dist/bin/iced_x86_bg.wasm",
      "dist/bin/descriptions/targets-openbsd-amd64-port.ts.cjs",
      "dist/dsl/index.js",
      "dist/dsl/index.d.ts",
      "targets/openbsd-amd64/port.ts",
      "targets/openbsd-amd64/generated/openbsd/amd64/sys.s",
      "examples/starter/port.ts",
      "examples/starter/generated/sys.s",
    ]);
  });

  it("has nothing else: no tests, no configuration of tools", () => {
    const wanted =
      /^(?:package\.json|README\.md|LICENSE|(?:docs|dsl|targets|examples)\/.*|dist\/bin\/(?:[\w@-]+\.(?:cjs(?:\.bytecode)?|wasm|memory)|descriptions\/[\w.-]+)|dist\/(?:assemble|dsl|elf|emit|gen|link|run|targets|verify)\/.*\.(?:js|d\.ts)(?:\.map)?)$/;
    expect(files.filter((path) => !wanted.test(path))).to.deep.equal([]);
  });
});
