import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { accessSync, constants, readFileSync } from "node:fs";
import { portwright, program, succeed } from "./run-portwright.js";
import { smallPort, workspace, type Workspace } from "./workspace.js";

describe("the command line", () => {
  let work: Workspace;
  before(() => {
    work = workspace({ "targets/tiny/port.ts": smallPort("tiny") });
  });
  after(() => {
    work.remove();
  });

  it("prints the package's version", () => {
    const manifest: unknown = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8"));
    expect(manifest).to.have.property("version", succeed(["--version"], { cwd: work.folder }).trim());
  });

  it("is a file that npx can run", () => {
    expect(readFileSync(program, "utf8")).to.match(/^#!\/usr\/bin\/env node\n/);
    expect(() => {
      accessSync(program, constants.X_OK);
    }).not.to.throw();
  });

  for (const command of ["generate", "check", "verify", "assemble", "link", "run", "list"]) {
    it(`explains ${command} with examples`, () => {
      const help = succeed([command, "--help"], { cwd: work.folder });
      expect(help).to.contain(`Usage: portwright ${command}`).and.to.contain(`  portwright ${command}`);
      expect(succeed(["--help"], { cwd: work.folder })).to.contain(`  ${command}`);
      const [, description = ""] = help.split("\n\n");
      expect(description.split("\n").slice(0, -1), "lines that end early").to.satisfy((lines: readonly string[]) =>
        lines.every((line) => line.length > 60),
      );
    });
  }

  const wrongUses: readonly (readonly [words: string, message: RegExp])[] = [
    ["chek", /^portwright: unknown command 'chek' \(Did you mean check\?\)$/m],
    ["gen tiny", /^portwright: unknown command 'gen' \(Did you mean generate\?\)$/m],
    ["nonsense", /^portwright: unknown command 'nonsense'$/m],
    ["check --agianst x", /^portwright: unknown option '--agianst' \(Did you mean --against\?\)$/m],
    ["check --errata mended", /^portwright: .*'mended' is invalid\. Allowed choices are original, corrected\.$/m],
    ["check --format xml", /^portwright: .*Allowed choices are text, json, github\.$/m],
    ["check --json --format text", /^portwright: .*'--json' cannot be used with .*'--format <format>'$/m],
    ["generate --out", /^portwright: .*'--out <folder>' argument missing$/m],
    ["generate tiny other", /^portwright: too many arguments/m],
    ["assemble", /^portwright: missing required argument 'port'$/m],
    ["generate tinny", /^portwright: unknown port "tinny" \(did you mean tiny\?\)$/m],
    ["check nothing-like-it", /^portwright: unknown port "nothing-like-it"\n {2}hint: known ports: tiny\b/m],
    ["generate ./none.ts", /^portwright: there is no module \.\/none\.ts$/m],
    ["generate ./targets", /^portwright: the folder \.\/targets has no port\.ts$/m],
    ["check tiny --against nowhere", /^portwright: there is no folder nowhere$/m],
    ["generate --out here", /^portwright: a folder was named, but not what belongs in it$/m],
  ];
  for (const [words, message] of wrongUses) {
    it(`exits with 2, a line and a hint: ${words}`, () => {
      const run = portwright(words.split(" "), { cwd: work.folder });
      expect(run.stderr).to.match(message);
      expect(run.stderr.trimEnd().split("\n")).to.have.lengthOf(2);
      expect(run.stderr).to.match(/^ {2}hint: /m);
      expect(run.stdout).to.equal("");
      expect(run.status).to.equal(2);
    });
  }

  it("shows its help and exits with 2 when called without a command", () => {
    const run = portwright([], { cwd: work.folder });
    expect(run.stderr).to.contain("Usage: portwright");
    expect(run.status).to.equal(2);
  });

  it("says that there is nothing to generate or check in a folder without ports", () => {
    const empty = workspace();
    for (const command of ["generate", "check"]) {
      const run = portwright([command], { cwd: empty.folder });
      expect(run.stderr).to.match(/^portwright: there are no ports in \.\/targets\n {2}hint: /);
      expect(run.status).to.equal(2);
    }
    empty.remove();
  });

  it("prints no colours where there is no terminal, whatever the environment says", () => {
    const run = portwright(["list", "tiny"], { cwd: work.folder, env: { FORCE_COLOR: "1", CI: "true" } });
    expect(run.stdout).not.to.contain("\u001b");
  });

  it("ends quietly when the reader has seen enough", () => {
    const shell = `"$0" "$1" list --json | head -n 1`;
    const { stdout, stderr } = spawnSync("sh", ["-c", shell, process.execPath, program], {
      cwd: work.folder,
      encoding: "utf8",
    });
    expect(stdout).to.equal("{\n");
    expect(stderr).to.equal("");
  });
});
