import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { needs } from "../peers.js";
import { compileGuest } from "../run/run-guest.js";
import { portwright, program } from "./run-portwright.js";
import { workspace, type Workspace } from "./workspace.js";

describe("portwright run", function () {
  this.timeout(60_000);
  let work: Workspace;
  let shell: string;
  let ends: string;

  before(function () {
    needs(this, "gcc", "gcc");
    work = workspace({});
    shell = join(work.folder, "shell");
    ends = join(work.folder, "ends");
    writeFileSync(shell, compileGuest("shell"));
    writeFileSync(ends, compileGuest("ends"));
    // For another user, too.
    chmodSync(work.folder, 0o755);
  });
  after(() => {
    (work as Workspace | undefined)?.remove();
  });

  /** Runs a guest on the engine that is always there. */
  function run(...words: readonly string[]): ReturnType<typeof portwright> {
    return portwright(["run", "--engine", "builtin", ...words], { cwd: work.folder });
  }

  for (const [status, expected] of [
    ["000", 0],
    ["007", 7],
    ["255", 255],
    ["256", 0],
    ["-", 255],
  ] as const) {
    it(`exits as the program does: ${status}`, () => {
      expect(run(shell, "exit", status)).to.deep.equal({ status: expected, stdout: "", stderr: "" });
    });
  }

  it("exits with 128 and the signal's number, and says what happened", () => {
    const { status, stdout, stderr } = run(ends, "n");
    expect(status).to.equal(128 + 11);
    expect(stdout).to.equal("");
    expect(stderr).to.match(/^portwright: ends: SIGSEGV .*SEGV_MAPERR at address 0x0, rip 0x4[0-9a-f]+.*\n$/);
  });

  it("hands on all words behind the program, its own options' too", () => {
    expect(run(shell, "words", "--seed", "-x", "--help", "").stdout).to.equal(
      `${[shell, "words", "--seed", "-x", "--help", ""].join("\n")}\n`,
    );
  });

  it("hands on the environment, with changes", () => {
    const with1 = portwright(["run", "--engine", "builtin", "--env", "A=1", "--env", "B=x=y", shell, "environment"], {
      cwd: work.folder,
      env: { A: "0", C: "2" },
    });
    const lines = with1.stdout.split("\n");
    expect(lines).to.include.members(["A=1", "B=x=y", "C=2"]).and.not.to.include("A=0");
    expect(run("--clean-env", "--env", "ONLY=1", shell, "environment").stdout).to.equal("ONLY=1\n");
  });

  it("begins at the time that was asked for, and jumps where everything sleeps", () => {
    expect(run("--time", "1312934400", shell, "time").stdout).to.equal("seconds 1312934400\n");
    expect(run(shell, "sleep").stdout).to.match(/^slept 360[0-1]\n$/);
  });

  it("takes standard input from a pipe, a file and nothing", () => {
    const words = [program, "run", "--engine", "builtin", shell, "cat", "-"];
    const long = "line of input\n".repeat(20_000);
    expect(spawnSync(process.execPath, words, { input: long, encoding: "utf8" }).stdout).to.equal(long);
    const path = join(work.folder, "input");
    writeFileSync(path, "from a file\n");
    const file = openSync(path, "r");
    expect(spawnSync(process.execPath, words, { stdio: [file, "pipe", "pipe"], encoding: "utf8" }).stdout).to.equal(
      "from a file\n",
    );
    closeSync(file);
    const none = spawnSync(process.execPath, words, { stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
    expect(none.stdout + none.stderr).to.equal("");
    expect(none.status).to.equal(0);
  });

  it("shows no file of the host without --root, and with it none outside", () => {
    writeFileSync(join(work.folder, "secret"), "secret\n");
    const root = join(work.folder, "root");
    mkdirSync(root);
    writeFileSync(join(root, "motd"), "welcome\n");
    symlinkSync("../secret", join(root, "up"));
    symlinkSync(join(work.folder, "secret"), join(root, "absolute"));
    symlinkSync("/motd", join(root, "inside"));
    expect(run(shell, "cat", join(work.folder, "secret")).stdout).to.match(/ -2\n$/);
    expect(run(shell, "cat", "/etc/passwd").stdout).to.equal("/etc/passwd -2\n");
    expect(run("--root", root, shell, "cat", "/motd").stdout).to.equal("welcome\n");
    expect(run("--root", root, shell, "cat", "inside").stdout).to.equal("welcome\n");
    for (const path of ["/up", "/absolute", "/../secret", "../secret", "/dev/../../secret"]) {
      expect(run("--root", root, shell, "cat", path).stdout, path).to.equal(`${path} -2\n`);
    }
  });

  it("passes on what the host forbids", () => {
    const root = join(work.folder, "forbidding");
    mkdirSync(root);
    writeFileSync(join(root, "closed"), "closed\n");
    chmodSync(join(root, "closed"), 0);
    // Root may read everything; nobody may not.
    const nobody = process.getuid?.() === 0 ? { uid: 65534 } : {};
    const { stdout } = portwright(["run", "--engine", "builtin", "--root", root, shell, "cat", "/closed"], {
      cwd: "/",
      ...nobody,
    });
    expect(stdout).to.equal("/closed -13\n");
  });

  it("stops after so many instructions, or so much time, with 124", () => {
    const instructions = run("--max-instructions", "100000", ends, "l");
    expect(instructions.status).to.equal(124);
    expect(instructions.stderr).to.equal("portwright: ends: stopped after 100000 instructions (--max-instructions)\n");
    const time = run("--timeout", "0.3", ends, "l");
    expect(time.status).to.equal(124);
    expect(time.stderr).to.equal("portwright: ends: stopped after 0.3 s (--timeout)\n");
  });

  it("stops by --timeout while the program waits for input", async () => {
    const child = spawn(process.execPath, [
      program,
      "run",
      "--engine",
      "builtin",
      "--timeout",
      "0.3",
      shell,
      "cat",
      "-",
    ]);
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
    const status = await new Promise((resolve) => child.on("close", resolve));
    expect(errors).to.equal("portwright: shell: stopped after 0.3 s (--timeout)\n");
    expect(status).to.equal(124);
  });

  it("says so when all threads sleep for ever, and who", () => {
    const { status, stderr } = run(ends, "p");
    expect(status).to.equal(2);
    expect(stderr).to.match(
      /^portwright: ends: all threads sleep, and nothing can wake them\n {2}thread 1000 sleeps in thrsleep 0x[0-9a-f]+\n$/,
    );
  });

  it("hands on signals", async () => {
    const child = spawn(process.execPath, [program, "run", "--engine", "builtin", shell, "wait"], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (output === "") child.kill("SIGTERM");
      output += text;
    });
    const status = await new Promise((resolve) => child.on("close", resolve));
    expect(output).to.equal("ready\ngot signal 15\n");
    expect(status).to.equal(9);
  });

  it("writes down what the program asks for, as kdump does", () => {
    const { stderr } = run("--trace", "--time", "1000", shell, "time");
    const written = (text: string, size: number): readonly string[] => [
      `  1000 shell    CALL  write(1,ADDRESS,${String(size)})`,
      `  1000 shell    GIO   fd 1 wrote ${String(size)} ${size === 1 ? "byte" : "bytes"}`,
      `       "${text}"`,
      `  1000 shell    RET   write ${String(size)}`,
    ];
    expect(stderr.replaceAll(/0x[0-9a-f]+/g, "ADDRESS").split("\n")).to.deep.equal([
      "  1000 shell    CALL  gettimeofday(ADDRESS,0)",
      "  1000 shell    RET   gettimeofday 0",
      ...written("seconds", 7),
      ...written(" ", 1),
      ...written("1000", 4),
      ...written("\\n", 1),
      "  1000 shell    CALL  exit(0)",
      "",
    ]);
    const file = join(work.folder, "trace");
    expect(run("--trace-file", file, shell, "cat", "/no/such").stderr).to.equal("");
    expect(readFileSync(file, "utf8"))
      .to.contain('NAMI  "/no/such"\n')
      .and.contain("RET   open -1 errno 2 No such file or directory\n");
  });

  const wrongUses: readonly (readonly [what: string, words: readonly string[], message: RegExp])[] = [
    ["no program", [], /missing required argument 'program'/],
    ["a file that is not there", ["nowhere"], /^portwright: cannot run nowhere: there is no such file\n$/],
    ["a folder", ["."], /^portwright: cannot run \.: it is a directory\n$/],
    ["a text", ["text"], /^portwright: cannot run text: .*ELF.*\n$/],
    ["an empty file", ["empty"], /^portwright: cannot run empty: .+\n$/],
    ["a program of this machine", ["/bin/true"], /^portwright: cannot run \/bin\/true: .+\n$/],
    ["a huge file", ["huge"], /^portwright: cannot run huge: .+\n$/],
    ["an engine that is none", ["--engine", "qemu", "x"], /'--engine <name>' argument 'qemu' is invalid/],
    ["a seed that is no number", ["--seed", "x", "y"], /It is a whole number from 0 on/],
    ["a time limit of nothing", ["--timeout", "0", "y"], /It is a number of seconds/],
    ["an environment word without =", ["--env", "A", "y"], /It is NAME=value/],
    [
      "a root that is not there",
      ["--root", "nowhere", "shell"],
      /cannot use nowhere as the root folder: there is no such folder/,
    ],
    ["a trace that cannot be written", ["--trace-file", "no/where", "shell"], /cannot write the trace to no\/where/],
  ];
  for (const [what, words, message] of wrongUses) {
    it(`refuses ${what}`, () => {
      writeFileSync(join(work.folder, "text"), "#!/bin/sh\n");
      writeFileSync(join(work.folder, "empty"), "");
      writeFileSync(join(work.folder, "huge"), "");
      truncateSync(join(work.folder, "huge"), 2 ** 40);
      const { status, stdout, stderr } = portwright(["run", ...words], { cwd: work.folder });
      expect(stderr).to.match(message);
      expect(stdout).to.equal("");
      expect(status).to.equal(2);
    });
  }
});
