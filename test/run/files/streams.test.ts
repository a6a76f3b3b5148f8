import { expect } from "chai";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { spawn, spawnSync } from "node:child_process";
import { openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Guest, temporaryFolder } from "./guest.js";

const program = fileURLToPath(new URL("stream-program.js", import.meta.url));

interface Outcome {
  readonly output: string;
  readonly errors: string;
  readonly status: number | null;
}

function start(what: string): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [program, what]);
}

async function outcome(child: ChildProcessWithoutNullStreams): Promise<Outcome> {
  let [output, errors] = ["", ""];
  child.stdout.on("data", (data: Buffer) => (output += data.toString()));
  child.stderr.on("data", (data: Buffer) => (errors += data.toString()));
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { output, errors, status };
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("the host's standard streams", function () {
  this.timeout(20_000);
  const folder = temporaryFolder();

  after(() => {
    folder.remove();
  });

  it("input comes from a pipe as it is written, up to the end", async () => {
    const child = start("copy");
    const end = outcome(child);
    for (const part of ["one ", "two ", "three"]) {
      child.stdin.write(part);
      await pause(50);
    }
    child.stdin.end();
    expect(await end).to.deep.equal({ output: "one two three|0", errors: "", status: 0 });
  });

  it("poll waits for input", async () => {
    const child = start("poll");
    const end = outcome(child);
    await pause(200);
    child.stdin.end("late");
    expect(await end).to.deep.equal({ output: "1 1 late|0", errors: "", status: 0 });
  });

  it("O_NONBLOCK tells what is there, or that nothing is", async () => {
    const empty = start("nonblocking");
    const end = outcome(empty);
    expect((await end).output).to.equal("EAGAIN");
    empty.stdin.destroy();
    const full = start("nonblocking");
    full.stdin.write("there");
    expect((await outcome(full)).output).to.equal("5");
  });

  it("input from a file has a position", () => {
    const path = join(folder.path, "input");
    writeFileSync(path, "0123456789");
    const run = (what: string): string =>
      spawnSync(process.execPath, [program, what], { stdio: [openSync(path, "r"), "pipe", "pipe"] }).stdout.toString();
    expect(run("position")).to.equal("0123123");
    expect(run("copy")).to.equal("0123456789|0");
  });

  it("output to a file is appended where the host stands", () => {
    const path = join(folder.path, "output");
    writeFileSync(path, "before ");
    spawnSync(process.execPath, [program, "copy"], { input: "text", stdio: ["pipe", openSync(path, "a"), "pipe"] });
    expect(readFileSync(path, "utf8")).to.equal("before text|0");
  });

  it("output nobody reads is EPIPE and SIGPIPE", async () => {
    const child = start("pipe");
    child.stdout.destroy();
    const { errors, status } = await outcome(child);
    expect(errors).to.equal("EPIPE 13");
    expect(status).to.equal(0);
  });

  it("output that the host takes slowly is written whole", async () => {
    const child = start("large");
    await pause(300);
    const { output, errors } = await outcome(child);
    expect(output).to.have.length(1 << 20);
    expect(errors).to.equal(String(1 << 20));
  });

  it("have the kinds that the host has given them", async () => {
    const child = start("kinds");
    child.stdin.end();
    const { errors } = await outcome(child);
    expect(errors).to.match(/^(1000|c000) (1000|c000) (1000|c000) ENOTTY ESPIPE$/);
  });

  it("are not there where the host has closed them", () => {
    const run = spawnSync("sh", ["-c", '"$0" "$1" kinds <&-', process.execPath, program], { encoding: "utf8" });
    // Node opens /dev/null in place of what is closed.
    expect(run.stderr).to.match(/^2000 /);
  });

  it("do not keep the program from ending while a thread waits for input", async () => {
    const child = start("leave");
    expect((await outcome(child)).output).to.equal("left");
    child.stdin.destroy();
  });

  it("of a test come from the test", async () => {
    const guest = new Guest();
    guest.input.end();
    expect(await guest.finished(guest.call("read", 0, guest.room(4), 4))).to.equal("EBADF");
  });
});
