import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, statSync, symlinkSync } from "node:fs";
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
  function run(words: readonly string[], below = "."): Run {
    const { status, stdout, stderr } = spawnSync(process.execPath, [work.path("dist/bin/portwright.cjs"), ...words], {
      cwd: work.path(below),
      env: { PATH: process.env["PATH"] },
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

  it("has no instruction set in another folder", () => {
    const refused = run(["generate", "instructions", "--out", "elsewhere"]);
    expect(refused.stderr).to.match(/^portwright: the instruction set has one place only\n/);
    expect(refused.status).to.equal(2);
  });
});
