import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { portwright, program, succeed, type RunOptions } from "./run-portwright.js";
import { skipForWant } from "../peers.js";
import { smallPort, workspace, type Workspace } from "./workspace.js";

const generated = "targets/tiny/generated";
const paths = ["ERRATA.md", "new/deep/ERRATA.md", "b/ERRATA.md"];
/** So long that a small disk does not hold the files. */
const longReason = "It goes wrong. ".repeat(4000);
const nobody = 65534;

describe("a generate that fails", () => {
  let work: Workspace;
  beforeEach(() => {
    work = workspace({ "targets/tiny/port.ts": smallPort("tiny", ["ERRATA.md", "b/ERRATA.md"]) });
    succeed(["generate", "tiny"], { cwd: work.folder });
    work.write("targets/tiny/port.ts", smallPort("tiny", paths, longReason));
  });
  afterEach(() => {
    work.remove();
  });

  /** Fails with exit 2, one message of two lines, and everything below `watched` as it was. */
  function fails(
    message: RegExp,
    options: Partial<RunOptions> = {},
    words = ["generate", "tiny"],
    watched = ".",
  ): void {
    const before = work.files(watched);
    const run = portwright(words, { cwd: work.folder, ...options });
    expect(run.stderr).to.match(message);
    expect(run.stderr.trimEnd().split("\n")).to.have.lengthOf(2);
    expect(run.stdout).to.equal("");
    expect(run.status).to.equal(2);
    expect(work.files(watched)).to.deep.equal(before);
  }

  /** Can another user run the program from where it lies? */
  function needsOtherUser(context: Mocha.Context): void {
    const probe =
      process.getuid?.() === 0 && spawnSync(process.execPath, [program, "--version"], { uid: nobody, gid: nobody });
    if (probe === false || probe.status !== 0) {
      skipForWant(context, "needs root, and a checkout that others can read");
    }
    chmodSync(work.folder, 0o755);
  }

  it("for want of space leaves everything as it was (files limited in size)", () => {
    fails(/^portwright: cannot write .*ERRATA\.md: file too large \(EFBIG\)\n {2}hint: nothing was changed/, {
      through: ["sh", "-c", `ulimit -f 1; exec "$@"`, "sh"],
    });
    expect(Object.keys(work.files(generated))).to.deep.equal(["ERRATA.md", "b/ERRATA.md"]);
    expect(spawnSync("ls", [work.path(generated)], { encoding: "utf8" }).stdout).not.to.contain("new");
  });

  it("on a full disk leaves everything as it was", function () {
    const disk = work.path("disk");
    mkdirSync(disk);
    const mount = spawnSync("mount", ["-t", "tmpfs", "-o", "size=160k", "tmpfs", disk]);
    if (mount.status !== 0) {
      skipForWant(this, "needs root and mount");
    }
    try {
      work.write("disk/ERRATA.md", "old\n");
      fails(
        /^portwright: cannot write .*disk\/(new\/deep|b)\/ERRATA\.md: no space left on device \(ENOSPC\)\n/,
        {},
        ["generate", "tiny", "--out", "disk"],
        "disk",
      );
      expect(work.files("disk")).to.deep.equal({ "ERRATA.md": "old\n" });
    } finally {
      spawnSync("umount", [disk]);
    }
  });

  it("for a folder that may not be written leaves everything as it was", function () {
    needsOtherUser(this);
    fails(/^portwright: cannot (write|make the folder) .*: permission denied \(EACCES\)\n {2}hint: nothing/, {
      uid: nobody,
    });
  });

  it("half-way through replacing puts the old files back", function () {
    needsOtherUser(this);
    // In a folder like /tmp the other user may add files, and replace its own, but not somebody else's.
    mkdirSync(work.path("sticky/b"), { recursive: true });
    work.write("sticky/ERRATA.md", "theirs\n");
    work.write("sticky/b/ERRATA.md", "root's\n");
    for (const folder of ["sticky", "sticky/b"]) {
      chmodSync(work.path(folder), 0o1777);
    }
    chownSync(work.path("sticky/ERRATA.md"), nobody, nobody);
    chmodSync(work.path("sticky/b/ERRATA.md"), 0o666);
    fails(/^portwright: cannot replace .*sticky\/b\/ERRATA\.md: operation not permitted \(EPERM\)\n/, { uid: nobody }, [
      "generate",
      "tiny",
      "--out",
      "sticky",
    ]);
  });

  it("names the path when a file is where a folder should be", () => {
    work.write("file", "");
    fails(/^portwright: \S*\/file is not a folder\n/, {}, ["generate", "tiny", "--out", "file"]);
    fails(/^portwright: cannot look at \S*\/file\/below: not a directory \(ENOTDIR\)\n/, {}, [
      "generate",
      "tiny",
      "--out",
      "file/below",
    ]);
    work.write("out/b", "a file");
    fails(/^portwright: \S*\/out\/b is not a folder\n/, {}, ["generate", "tiny", "--out", "out"]);
  });

  it("names the path when a folder is where a file should be", () => {
    mkdirSync(work.path("out/ERRATA.md"), { recursive: true });
    fails(/^portwright: \S*\/out\/ERRATA\.md is a folder where a file belongs\n/, {}, [
      "generate",
      "tiny",
      "--out",
      "out",
    ]);
  });

  it("does not write or delete through a link that stands for the output folder", () => {
    work.write("precious/file", "precious");
    rmSync(work.path(generated), { recursive: true });
    symlinkSync("../../precious", work.path(generated));
    fails(/^portwright: \S*generated is a symbolic link; portwright does not write or delete through it\n/);
    expect(work.files("precious")).to.deep.equal({ file: "precious" });
  });

  it("does not write through a link that stands for a folder in it", () => {
    work.write("precious/file", "precious");
    symlinkSync("../../../precious", work.path(`${generated}/new`));
    fails(/^portwright: \S*generated\/new is a symbolic link; portwright does not write through it\n/);
    expect(work.files("precious")).to.deep.equal({ file: "precious" });
  });

  it("removes a left-over link, not what it leads to", () => {
    work.write("precious/file", "precious");
    symlinkSync("../../../precious", work.path(`${generated}/stray`));
    symlinkSync("../../../precious/file", work.path(`${generated}/stray-file`));
    const out = succeed(["generate", "tiny"], { cwd: work.folder });
    expect(out).to.contain(`removed    ${generated}/stray\n`).and.to.contain(`removed    ${generated}/stray-file\n`);
    expect(work.files("precious")).to.deep.equal({ file: "precious" });
  });

  it("follows a link that is itself named with --out, deleting nothing of others", () => {
    work.write("elsewhere/theirs", "theirs");
    symlinkSync("elsewhere", work.path("link"));
    succeed(["generate", "tiny", "--out", "link"], { cwd: work.folder });
    expect(Object.keys(work.files("elsewhere"))).to.deep.equal([
      "ERRATA.md",
      "b/ERRATA.md",
      "new/deep/ERRATA.md",
      "theirs",
    ]);
  });

  it("for a description that is wrong changes nothing and exits with 1", () => {
    work.write("targets/tiny/port.ts", `throw new Error("not today");\n`);
    const before = work.files();
    const run = portwright(["generate", "tiny"], { cwd: work.folder });
    expect(run.stderr).to.equal(
      "targets/tiny/port.ts:1:7: error: not today (description-exception)\n1 error; nothing was written\n",
    );
    expect(run.status).to.equal(1);
    expect(work.files()).to.deep.equal(before);
  });

  it("says so when its own output cannot be written", () => {
    const { stderr, status } = spawnSync("sh", ["-c", `"$0" "$1" list >/dev/full`, process.execPath, program], {
      cwd: work.folder,
      encoding: "utf8",
    });
    expect(stderr).to.equal("portwright: cannot write the output: no space left on device (ENOSPC)\n");
    expect(status).to.equal(2);
  });
});
