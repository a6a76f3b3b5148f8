import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "../../gen/own-package.js";
import { succeed, type Run } from "./run-portwright.js";
import { workspace, type Workspace } from "./workspace.js";

const generated = "dsl/instructions/generated";

describe("portwright's own checkout", () => {
  it("holds what its descriptions and its instruction table give", () => {
    succeed(["check"], { cwd: packageFolder });
  });

  it("offers its ports to other folders, which keep the output for themselves", () => {
    const work = workspace();
    const out = succeed(["generate", "openbsd-amd64"], { cwd: work.folder });
    expect(out).to.match(/^ {2}written {4}openbsd-amd64\/\S+\/sys\.s$/m);
    expect(succeed(["check", "openbsd-amd64"], { cwd: work.folder })).to.contain("up to date");
    work.remove();
  });
});

describe("a checkout elsewhere", () => {
  let work: Workspace;
  before(() => {
    work = workspace();
    for (const part of ["package.json", "dsl", "targets", "gen", "dist/bin"]) {
      mkdirSync(join(work.path(part), ".."), { recursive: true });
      cpSync(join(packageFolder, part), work.path(part), { recursive: true });
    }
    symlinkSync(join(packageFolder, "node_modules"), work.path("node_modules"));
  });
  after(() => {
    work.remove();
  });

  /** Runs the copy's own program. */
  function run(words: readonly string[], below = ".", env: Readonly<Record<string, string>> = {}): Run {
    const { status, stdout, stderr } = spawnSync(process.execPath, [work.path("dist/bin/portwright.cjs"), ...words], {
      cwd: work.path(below),
      env: { PATH: process.env["PATH"], ...env },
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  }

  it("writes the same bytes as this one", () => {
    const here = workspace();
    succeed(["generate", "openbsd-amd64", "--out", here.folder], { cwd: "/" });
    expect(run(["generate"]).status).to.equal(0);
    expect(work.files("targets/openbsd-amd64/generated")).to.deep.equal(here.files());
    here.remove();
  });

  it("is found from its folders", () => {
    expect(run(["generate", "openbsd-amd64"], "dsl").stdout).to.match(
      /^ {2}unchanged {2}\.\.\/targets\/openbsd-amd64\/generated\//,
    );
  });

  it("keeps the generated part of the instruction set up to date", () => {
    const forms = `${generated}/forms.ts`;
    const text = work.read(forms);
    work.write(forms, `${text}\n`);
    work.write(`${generated}/stray.ts`, "");
    const drift = run(["check", "instructions"]);
    expect(drift.stdout).to.contain(`stale: ${forms}\n`).and.to.contain(`orphaned: ${generated}/stray.ts\n`);
    expect(drift.stdout).to.contain("; to repair:\n  npx portwright generate instructions\n");
    expect(drift.status).to.equal(1);
    expect(run(["generate", "instructions"]).status).to.equal(0);
    expect(work.read(forms)).to.equal(text);
    const before = statSync(work.path(forms), { bigint: true }).mtimeNs;
    expect(run(["generate", "instructions"]).stdout).to.match(/^instructions: \d+ unchanged$/m);
    expect(statSync(work.path(forms), { bigint: true }).mtimeNs).to.equal(before);
  });

  it("reads the instruction table from its source, and refuses one that is incoherent", () => {
    const table = "dsl/instructions/table/stack.ts";
    const text = work.read(table);
    work.write(table, text.replace("Pushes a 64-bit word.", "Pushes a word of 64 bits."));
    expect(run(["check", "instructions"]).stdout).to.match(/^instructions: 1 stale; to repair:$/m);
    work.write(table, text.replace(/"pushq"/, `"poshq"`));
    const refused = run(["generate", "instructions"]);
    expect(refused.stderr).to.match(/^dsl\/instructions\/table\/stack\.ts: error: .* \(instruction-table\)$/m);
    expect(refused.stderr).to.contain("nothing was written");
    expect(refused.status).to.equal(1);
    work.write(table, text);
  });

  describe("with what the build has made of a port", () => {
    const check = (): Run => run(["check", "openbsd-amd64"]);
    /** Without an esbuild that runs. */
    const checkAsKept = (): Run => run(["check", "openbsd-amd64"], ".", { ESBUILD_BINARY_PATH: "/bin/false" });
    before(() => {
      expect(run(["generate", "openbsd-amd64"]).status).to.equal(0);
    });

    it("takes that for a port that is as it was", () => {
      expect(checkAsKept()).to.deep.equal(check());
      expect(checkAsKept().stdout).to.match(/^openbsd-amd64: \d+ files up to date$/m);
    });

    it("gives the lines of the sources all the same", () => {
      const verify = ["verify", "openbsd-amd64", "--errata", "original", "--states", "10"];
      const kept = run(verify, ".", { ESBUILD_BINARY_PATH: "/bin/false" });
      expect(kept.stdout).to.match(/^targets\/openbsd-amd64\/routines\/\w+\.ts:\d+:\d+: /m);
    });

    it("reads the sources again once one of them has changed", () => {
      const source = "targets/openbsd-amd64/system-call-table.ts";
      const text = work.read(source);
      work.write(source, text.replace(/73(?=,)/, "74"));
      expect(work.read(source)).not.to.equal(text);
      expect(checkAsKept().stderr).to.contain("esbuild, which reads descriptions, does not run");
      expect(check().stdout).to.match(/^openbsd-amd64: \d+ stale; to repair:$/m);
      work.write(source, text);
      expect(check().status).to.equal(0);
    });

    it("reads the sources again once there is a file that an import may mean", () => {
      const other = "targets/openbsd-amd64/errno.js";
      work.write(other, "throw new Error('here');\n");
      expect(check().stderr).to.match(/^targets\/openbsd-amd64\/errno\.js:1:\d+: error: here /m);
      rmSync(work.path(other));
      expect(check().status).to.equal(0);
    });
  });

  it("has no instruction set in another folder", () => {
    const refused = run(["generate", "instructions", "--out", "elsewhere"]);
    expect(refused.stderr).to.match(/^portwright: the instruction set has one place only\n/);
    expect(refused.status).to.equal(2);
  });
});
