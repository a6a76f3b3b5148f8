import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "chai";

/** The program as it is installed. */
export const program = fileURLToPath(new URL("../../bin/portwright.cjs", import.meta.url));

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Run as this user, which only root may ask for. */
  readonly uid?: number;
  /** A command in front of the program: `["sh", "-c", "ulimit ...; exec \"$@\"", "sh"]`. */
  readonly through?: readonly string[];
}

/** Runs portwright to its end. Whatever goes wrong in it, it must not show anybody a stack trace. */
export function portwright(words: readonly string[], { cwd, env = {}, uid, through = [] }: RunOptions): Run {
  const [command = "", ...rest] = [...through, process.execPath, program, ...words];
  const { status, stdout, stderr } = spawnSync(command, rest, {
    cwd,
    env: { PATH: process.env["PATH"], HOME: cwd, ...env },
    encoding: "utf8",
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  expect(stdout + stderr, "a stack trace").not.to.match(/^\s+at .*:\d+:\d+\)?$/m);
  return { status, stdout, stderr };
}

/** Runs portwright where nothing may go wrong, and gives what it printed. */
export function succeed(words: readonly string[], options: RunOptions): string {
  const run = portwright(words, options);
  expect(run.stderr).to.equal("");
  expect(run.status, run.stdout).to.equal(0);
  return run.stdout;
}
