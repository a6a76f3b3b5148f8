import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { portwright, program, succeed, type Run } from "./run-portwright.js";
import { smallPort, workspace, type Workspace } from "./workspace.js";

const generated = "targets/tiny/generated";

describe("check", () => {
  let work: Workspace;
  beforeEach(() => {
    work = workspace({ "targets/tiny/port.ts": smallPort("tiny", ["ERRATA.md", "b/ERRATA.md"]) });
    succeed(["generate", "tiny"], { cwd: work.folder });
  });
  afterEach(() => {
    work.remove();
  });

  function drift(words: readonly string[] = ["tiny"], env: Readonly<Record<string, string>> = {}): Run {
    const before = work.files();
    const run = portwright(["check", ...words], { cwd: work.folder, env });
    expect(run.status, run.stdout + run.stderr).to.equal(1);
    expect(run.stderr).to.equal("");
    expect(work.files(), "check writes nothing").to.deep.equal(before);
    return run;
  }

  /** Runs the command that a check printed last, and finds everything clean then. */
  function repair(printed: string, check: readonly string[] = ["check", "tiny"]): void {
    const command = /; to repair:\n {2}npx portwright (.*)\n$/.exec(printed)?.[1];
    const { status, stderr } = spawnSync("sh", ["-c", `"$0" "$1" ${command ?? ""}`, process.execPath, program], {
      cwd: work.folder,
      encoding: "utf8",
    });
    expect(status, stderr).to.equal(0);
    succeed(check, { cwd: work.folder });
  }

  it("is content with what generate wrote", () => {
    expect(succeed(["check", "tiny"], { cwd: work.folder })).to.equal("tiny: 2 files up to date\n");
    expect(succeed(["check"], { cwd: work.folder })).to.equal("tiny: 2 files up to date\n");
  });

  it("shows a changed byte as a difference that patch can apply", () => {
    const text = work.read(`${generated}/ERRATA.md`);
    work.write(`${generated}/ERRATA.md`, text.replace("does the wrong thing", "does the wrong thinG"));
    const { stdout } = drift();
    expect(stdout).to.contain(
      `stale: ${generated}/ERRATA.md\n--- a/${generated}/ERRATA.md\n+++ b/${generated}/ERRATA.md\n@@ `,
    );
    expect(stdout).to.match(/^-.*does the wrong thinG.*\n\+.*does the wrong thing.*$/m);
    expect(stdout).to.match(/^tiny: 1 stale; to repair:\n {2}npx portwright generate tiny\n$/m);
    const patch = spawnSync("patch", ["-p1"], { cwd: work.folder, input: stdout, encoding: "utf8" });
    if (patch.error === undefined) {
      expect(patch.status, patch.stdout).to.equal(0);
      expect(work.read(`${generated}/ERRATA.md`)).to.equal(text);
    }
    work.write(`${generated}/ERRATA.md`, `${text}\n`);
    repair(drift().stdout);
  });

  it("names missing and orphaned files", () => {
    rmSync(work.path(`${generated}/b`), { recursive: true });
    work.write(`${generated}/new/added.s`, "added");
    const { stdout } = drift();
    expect(stdout).to.equal(
      `missing: ${generated}/b/ERRATA.md\norphaned: ${generated}/new/added.s\n` +
        `tiny: 1 missing, 1 orphaned; to repair:\n  npx portwright generate tiny\n`,
    );
    repair(stdout);
    expect(Object.keys(work.files(generated))).to.deep.equal(["ERRATA.md", "b/ERRATA.md"]);
  });

  it("notices a change of the description, in every file it bears on", () => {
    work.write("targets/tiny/port.ts", smallPort("tiny", ["ERRATA.md", "b/ERRATA.md"], "Counts to 7."));
    const { stdout } = drift();
    expect(stdout).to.contain(`stale: ${generated}/ERRATA.md\n`).and.to.contain(`stale: ${generated}/b/ERRATA.md\n`);
    expect(stdout).to.contain("\n+Counts to 7.\n");
    repair(stdout);
  });

  it("notices that everything is gone", () => {
    rmSync(work.path(generated), { recursive: true });
    expect(drift().stdout).to.contain("tiny: 2 missing; to repair:");
  });

  it("takes a link for drift, and generate replaces it without following", () => {
    work.write("outside.md", work.read(`${generated}/ERRATA.md`));
    rmSync(work.path(`${generated}/ERRATA.md`));
    symlinkSync(work.path("outside.md"), work.path(`${generated}/ERRATA.md`));
    work.write("outside.md", "untouched");
    const { stdout } = drift();
    expect(stdout).to.contain(`stale: ${generated}/ERRATA.md\n(it is not a regular file)\n`);
    repair(stdout);
    expect(work.read("outside.md")).to.equal("untouched");
  });

  it("does not print endless differences", () => {
    work.write(`${generated}/ERRATA.md`, Array.from({ length: 3000 }, (_, line) => `line ${String(line)}\n`).join(""));
    const { stdout } = drift();
    expect(stdout.split("\n").length).to.be.lessThan(420);
    expect(stdout).to.match(/^\(\d+ more lines\)$/m);
    work.write(`${generated}/ERRATA.md`, Array.from({ length: 30000 }, (_, line) => `line ${String(line)}\n`).join(""));
    expect(drift().stdout).to.contain("(too different for a diff)");
  });

  it("compares with a folder elsewhere, and repairs that one", () => {
    const words = ["targets/tiny/port.ts", "--against", "else where/it's", "--errata", "original"];
    mkdirSync(work.path("else where/it's"), { recursive: true });
    writeFileSync(work.path("else where/it's/theirs.md"), "not ours");
    const { stdout } = drift(words);
    expect(stdout).to.contain(
      `npx portwright generate targets/tiny/port.ts --out 'else where/it'\\''s' --errata original\n`,
    );
    repair(stdout, ["check", ...words]);
    expect(work.read("else where/it's/theirs.md")).to.equal("not ours");
    work.write("else where/it's/OLD.md", work.read("else where/it's/ERRATA.md"));
    expect(drift(words).stdout).to.contain("orphaned: else where/it's/OLD.md\n");
  });

  it("labels differences in a folder outside by the files' own paths", () => {
    const outside = workspace({ "ERRATA.md": "x\n" });
    expect(drift(["tiny", "--against", outside.folder]).stdout).to.contain("--- a/ERRATA.md\n+++ b/ERRATA.md\n");
    outside.remove();
  });

  it("checks every port of targets/", () => {
    work.write("targets/other/port.ts", smallPort("other"));
    const { stdout } = drift([]);
    expect(stdout).to.contain("other: 1 missing; to repair:\n  npx portwright generate other\n");
    expect(stdout).to.contain("tiny: 2 files up to date\n");
  });

  it("reports to programs as JSON", () => {
    work.write(`${generated}/ERRATA.md`, "other\n");
    work.write(`${generated}/stray`, "");
    const report: unknown = JSON.parse(drift(["tiny", "--json"]).stdout);
    expect(report).to.have.property("clean", false);
    expect(report).to.have.nested.property("sets[0].repair", "npx portwright generate tiny");
    expect(report).to.have.nested.property("sets[0].files[0].state", "stale");
    expect(report).to.have.nested.property("sets[0].files[0].diff").that.contains("\n-other\n");
    expect(report).to.have.deep.nested.property("sets[0].files[1]", { path: "b/ERRATA.md", state: "current" });
    expect(report).to.have.deep.nested.property("sets[0].files[2]", { path: "stray", state: "orphaned" });
  });

  it("annotates for GitHub, and lets no file's text pass for a command", () => {
    work.write(`${generated}/ERRATA.md`, "::error::forged\n");
    const { stdout } = drift(["tiny"], { GITHUB_ACTIONS: "true", GITHUB_WORKSPACE: work.path("targets") });
    expect(stdout).to.contain(
      `::error file=tiny/generated/ERRATA.md,title=stale::Not what the description of tiny gives.%0ATo repair: npx portwright generate tiny\n`,
    );
    const stopped = /::stop-commands::(\w+)\n([^]*)\n::\1::\n/.exec(stdout);
    expect(stopped?.[2]).to.contain("-::error::forged");
    expect(drift(["tiny", "--format", "text"], { GITHUB_ACTIONS: "true" }).stdout).not.to.contain("::error file");
  });
});
