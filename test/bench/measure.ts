import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { performance } from "node:perf_hooks";

/** What a whole process took: time on the clock, in milliseconds, and its memory at its peak, in MiB. */
export interface Measure {
  readonly milliseconds: number;
  readonly mebibytes: number;
}

/** A command to measure; `prepare` runs before each time and is not measured. */
export interface Command {
  readonly words: readonly [string, ...string[]];
  readonly folder: string;
  readonly prepare?: () => void;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Debian's `time`: what a process took of memory is known to who waits for it only. */
const time = "/usr/bin/time";

/** The medians of `runs` runs. */
export function measure(command: Command, runs: number): Measure {
  return mediansOf(Array.from({ length: runs }, () => measureOnce(command)));
}

/**
 * The medians of `runs` runs of each command, one of each in turn: a machine that is slower for a while is so for all of
 * them, and their ratios remain.
 */
export function measureInTurn<Name>(commands: ReadonlyMap<Name, Command>, runs: number): ReadonlyMap<Name, Measure> {
  const turns = Array.from(
    { length: runs },
    () => new Map(Array.from(commands, ([name, command]) => [name, measureOnce(command)])),
  );
  return new Map(
    Array.from(commands.keys(), (name) => [name, mediansOf(turns.flatMap((turn) => turn.get(name) ?? []))]),
  );
}

function mediansOf(measures: readonly Measure[]): Measure {
  return {
    milliseconds: median(measures.map(({ milliseconds }) => milliseconds)),
    mebibytes: median(measures.map(({ mebibytes }) => mebibytes)),
  };
}

function measureOnce({ words, folder, prepare, environment }: Command): Measure {
  if (!existsSync(time)) {
    throw new Error(`there is no ${time}: apt-get install time`);
  }
  prepare?.();
  const begun = performance.now();
  const { status, stderr, error } = spawnSync(time, ["-f", "%M", ...words], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, ...environment },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const milliseconds = performance.now() - begun;
  if (status !== 0) {
    throw new Error(`${words.join(" ")}: ${error?.message ?? stderr}`);
  }
  return { milliseconds, mebibytes: Number(stderr.trim().split("\n").at(-1)) / 1024 };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
