import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { existsSync, linkSync, lstatSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { Guest, shown, temporaryFolder } from "./guest.js";

const O_WRONLY = 1;
const O_RDWR = 2;
const O_CREAT = 0x200;
const O_TRUNC = 0x400;
const O_EXCL = 0x800;
const O_NOFOLLOW = 0x100;
const O_DIRECTORY = 0x20000;

describe("the guest's root", () => {
  const folder = temporaryFolder();
  const root = join(folder.path, "root");
  const outside = join(folder.path, "outside");
  let guest: Guest;

  before(() => {
    mkdirSync(join(root, "a/b/c"), { recursive: true });
    mkdirSync(join(root, "etc"));
    mkdirSync(outside);
    writeFileSync(join(outside, "secret"), "SECRET");
    writeFileSync(join(root, "etc/passwd"), "inside");
    writeFileSync(join(root, "a/file"), "text of a file");
    const links: readonly (readonly [string, string])[] = [
      ["absolute", "/etc/passwd"],
      ["relative", "a/file"],
      ["up", "../outside/secret"],
      ["farup", "../../../../../../../../../../etc/passwd"],
      ["hostpath", join(outside, "secret")],
      ["folderlink", outside],
      ["updir", ".."],
      ["slashlink", "/"],
      ["loop", "loop"],
      ["one", "two"],
      ["two", "one"],
      ["dangling", "nothing/here"],
      ["newfile", "a/made"],
      ["escape", "../outside/made"],
      ["afolder", "a/b/"],
    ];
    for (const [name, target] of links) {
      symlinkSync(target, join(root, name));
    }
    symlinkSync("/proc/self/root/etc", join(root, "a/proclink"));
    symlinkSync(`${"x/".repeat(510)}y`, join(root, "longlink"));
    execFileSync("mkfifo", [join(root, "fifo")]);
  });

  after(() => {
    folder.remove();
  });

  beforeEach(() => {
    guest = new Guest(root);
  });

  afterEach(() => {
    guest.files.closeAll();
    guest.files.fileSystem.close();
  });

  const content = (path: string): string => {
    const answer = guest.call("open", path, 0, 0);
    return typeof answer === "number" ? guest.read(answer) : shown(answer);
  };

  it("is the host's folder", () => {
    expect(content("/a/file")).to.equal("text of a file");
    expect(content("a/b/../file")).to.equal("text of a file");
    expect(content("//a//./b/..//file")).to.equal("text of a file");
  });

  it("is its own parent", () => {
    expect(content("/../../../etc/passwd")).to.equal("inside");
    expect(content("../outside/secret")).to.equal("ENOENT");
    expect(content("a/../../outside/secret")).to.equal("ENOENT");
    expect(content(join("/", outside, "secret"))).to.equal("ENOENT");
  });

  it("is what absolute links begin at, and what no link leads out of", () => {
    expect(content("absolute")).to.equal("inside");
    expect(content("relative")).to.equal("text of a file");
    expect(content("farup")).to.equal("inside");
    for (const path of ["up", "hostpath", "folderlink/secret", "updir/outside/secret", "slashlink/outside/secret"]) {
      expect(content(path), path).to.equal("ENOENT");
    }
    expect(content("updir/a/file")).to.equal("text of a file");
    expect(content("slashlink/slashlink/a/file")).to.equal("text of a file");
    expect(content("a/proclink/passwd")).to.equal("ENOENT");
  });

  it("has an end to links that lead in circles, and to paths", () => {
    expect(content("loop")).to.equal("ELOOP");
    expect(content("one/x")).to.equal("ELOOP");
    expect(content("dangling")).to.equal("ENOENT");
    expect(content(`/${"a/../".repeat(300)}`)).to.equal("ENAMETOOLONG");
    expect(content("n".repeat(256))).to.equal("ENAMETOOLONG");
    expect(content("n".repeat(255))).to.equal("ENOENT");
    expect(content("longlink")).to.equal("ENOENT");
    expect(content("longlink/more")).to.equal("ENAMETOOLONG");
    expect(content("")).to.equal("ENOENT");
  });

  it("takes a slash at the end for a folder", () => {
    expect(content("a/file/")).to.equal("ENOTDIR");
    expect(content("relative/")).to.equal("ENOTDIR");
    expect(content("a/file/x")).to.equal("ENOTDIR");
    expect(guest.call("open", "a/b/", 0, 0)).to.be.a("number");
    expect(guest.call("open", "afolder", 0, 0)).to.be.a("number");
    expect(guest.call("open", "nothing/", O_CREAT | O_WRONLY, 0o644)).to.equal("ENOENT");
    expect(guest.call("mkdir", "new/", 0o755)).to.equal(0);
    expect(guest.call("rmdir", "new/")).to.equal(0);
  });

  it("does not make, remove, change or link anything outside", () => {
    expect(guest.call("open", "escape", O_CREAT | O_WRONLY, 0o644)).to.equal("ENOENT");
    expect(guest.call("open", "folderlink/x", O_CREAT | O_WRONLY, 0o644)).to.equal("ENOENT");
    expect(guest.call("mkdir", "folderlink/x", 0o755)).to.equal("ENOENT");
    expect(guest.call("unlink", "folderlink/secret")).to.equal("ENOENT");
    expect(guest.call("rename", "folderlink/secret", "a/secret")).to.equal("ENOENT");
    expect(guest.call("rename", "a/file", "folderlink/file")).to.equal("ENOENT");
    expect(guest.call("link", "hostpath", "a/hard")).to.equal("ENOENT");
    expect(guest.call("chmod", "hostpath", 0o600)).to.equal("ENOENT");
    expect(guest.call("truncate", "hostpath", 0, 0)).to.equal("ENOENT");
    expect(guest.call("utimes", "hostpath", 0)).to.equal("ENOENT");
    expect(guest.call("chdir", "folderlink")).to.equal("ENOENT");
    expect(guest.call("chdir", "updir")).to.equal(0);
    expect(guest.call("rmdir", "/")).to.equal("EBUSY");
    expect(readFileSync(join(outside, "secret"), "utf8")).to.equal("SECRET");
    expect(existsSync(join(outside, "made"))).to.be.false;
  });

  it("follows a link to make what it names, inside", () => {
    expect(guest.call("open", "newfile", O_CREAT | O_EXCL | O_WRONLY, 0o644)).to.equal("EEXIST");
    const made = guest.value("open", "newfile", O_CREAT | O_WRONLY, 0o644);
    guest.write(made, "made");
    expect(readFileSync(join(root, "a/made"), "utf8")).to.equal("made");
    expect(lstatSync(join(root, "newfile")).isSymbolicLink()).to.be.true;
  });

  it("opens nothing of the host that waits or leads elsewhere", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(root, "socket"), resolve));
    expect(guest.call("open", "fifo", 0, 0)).to.equal("ENXIO");
    expect(guest.call("open", "fifo", O_WRONLY, 0)).to.equal("ENXIO");
    expect(guest.call("open", "socket", O_RDWR, 0)).to.equal("EOPNOTSUPP");
    await new Promise((resolve) => server.close(resolve));
  });

  it("refuses links where no link is wanted", () => {
    expect(guest.call("open", "relative", O_NOFOLLOW, 0)).to.equal("ELOOP");
    expect(guest.call("open", "a/file", O_NOFOLLOW, 0)).to.be.a("number");
    expect(guest.call("open", "a/file", O_DIRECTORY, 0)).to.equal("ENOTDIR");
    expect(guest.call("open", "a/b", O_DIRECTORY, 0)).to.be.a("number");
  });

  it("has a /dev of its own", () => {
    mkdirSync(join(root, "dev"));
    writeFileSync(join(root, "dev/mine"), "of the host");
    expect(content("/dev/mine")).to.equal("ENOENT");
    expect(content("/dev/null")).to.equal("");
    expect(guest.call("open", "/dev/new", O_CREAT | O_WRONLY, 0o644)).to.equal("EROFS");
    expect(guest.call("unlink", "/dev/null")).to.equal("EROFS");
    expect(guest.call("rmdir", "/dev")).to.equal("EROFS");
    expect(guest.call("rename", "/dev", "/x")).to.equal("EROFS");
    expect(guest.call("rename", "/a/file", "/dev/x")).to.equal("EXDEV");
    expect(guest.call("link", "/dev/null", "/x")).to.equal("EXDEV");
    expect(guest.call("mkdir", "/dev/x", 0o755)).to.equal("EROFS");
    expect(guest.call("symlink", "x", "/dev/x")).to.equal("EROFS");
    expect(guest.call("mkdir", "/dev", 0o755)).to.equal("EEXIST");
  });

  it("gives no file of the guest the set-user bit", () => {
    const made = guest.value("open", "a/setuid", O_CREAT | O_WRONLY, 0o4755);
    expect(guest.call("fchmod", made, 0o4755)).to.equal("EPERM");
    expect(guest.call("chmod", "a/setuid", 0o2755)).to.equal("EPERM");
    expect(statSync(join(root, "a/setuid")).mode & 0o7777).to.equal(0o755);
  });

  it("is not left when a process of the host swaps a folder for a link all the time", async function () {
    this.timeout(20_000);
    mkdirSync(join(root, "swap"));
    writeFileSync(join(root, "swap/secret"), "inside");
    const worker = new Worker(
      `const { renameSync } = require("node:fs"); const { workerData: [folder, link, other] } = require("node:worker_threads");
       require("node:worker_threads").parentPort.postMessage("started");
       for (;;) { renameSync(folder, other); renameSync(link, folder); renameSync(folder, link); renameSync(other, folder); }`,
      { eval: true, workerData: [join(root, "swap"), join(root, "swaplink"), join(root, "swapother")] },
    );
    symlinkSync(outside, join(root, "swaplink"));
    await new Promise((resolve) => worker.once("message", resolve));
    const seen = new Set<string>();
    const end = performance.now() + 3000;
    while (performance.now() < end) {
      seen.add(content("/swap/secret"));
      seen.add(shown(guest.call("open", "/swap/planted", O_CREAT | O_TRUNC | O_WRONLY, 0o644)));
      guest.call("mkdir", "/swap/folder", 0o755);
      guest.call("chmod", "/swap/secret", 0o644);
      guest.call("rename", "/swap/planted", "/swap/moved");
      guest.call("unlink", "/swap/moved");
      guest.files.closeAll();
    }
    await worker.terminate();
    expect([...seen])
      .to.include("inside")
      .and.to.include("ENOENT");
    expect([...seen].join()).to.not.include("SECRET");
    expect(readFileSync(join(outside, "secret"), "utf8")).to.equal("SECRET");
    expect(execFileSync("ls", [outside], { encoding: "utf8" })).to.equal("secret\n");
  });

  it("cannot tell a hard link to the outside from a file of its own", () => {
    linkSync(join(outside, "secret"), join(root, "hard"));
    expect(content("hard")).to.equal("SECRET");
    rmSync(join(root, "hard"));
  });

  it("keeps the working folder inside when it is moved away", () => {
    mkdirSync(join(root, "moving"));
    expect(guest.call("chdir", "moving")).to.equal(0);
    renameSync(join(root, "moving"), join(folder.path, "moved"));
    expect(content("../outside/secret")).to.equal("ENOENT");
    expect(content("../../outside/secret")).to.equal("ENOENT");
    expect(guest.call("__getcwd", guest.room(1024), 1024)).to.equal("ENOENT");
  });

  it("shows nothing of procfs where it is a part of the root", function () {
    if (process.platform !== "linux") {
      this.skip();
    }
    const whole = new Guest("/");
    const open = whole.call("open", "/proc/self/mem", O_RDWR, 0);
    expect(open).to.equal("EACCES");
    expect(whole.call("open", "/etc/passwd", 0, 0)).to.be.a("number");
    whole.files.closeAll();
    whole.files.fileSystem.close();
  });
});

describe("a guest without a root", () => {
  const guest = new Guest();

  it("sees nothing but /dev", () => {
    expect(guest.call("open", "/etc/passwd", 0, 0)).to.equal("ENOENT");
    expect(guest.call("open", "/proc/self/mem", 0, 0)).to.equal("ENOENT");
    expect(guest.call("open", "/../../etc", 0, 0)).to.equal("ENOENT");
    expect(guest.call("open", "/new", O_CREAT | O_WRONLY, 0o644)).to.equal("EROFS");
    expect(guest.call("mkdir", "/new", 0o755)).to.equal("EROFS");
    expect(guest.call("stat", "/dev/null", guest.room(144))).to.equal(0);
    expect(guest.call("access", "/dev/null", 6)).to.equal(0);
    expect(guest.call("access", "/dev", 2)).to.equal("EACCES");
  });
});
