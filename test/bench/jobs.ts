import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "../../gen/own-package.js";
import { program } from "../gen/run-portwright.js";
import type { Command, Measure } from "./measure.js";
import { measure } from "./measure.js";
import { writeDescription, writePeachPy } from "./stub-work.js";

/** Something that is measured: a row of a table. */
export interface Row {
  readonly name: string;
  /** By the size of the work, in the order of the columns; undefined where it is not tried. */
  readonly measures: ReadonlyMap<number, Measure>;
  /** Why there are no measures: a command that is missing. */
  readonly missing?: string;
}

/** A program that does the same work, or a part of it. */
interface Peer {
  readonly name: string;
  /** A command that succeeds where the peer is there, and the Debian package that brings it. */
  readonly probe: readonly [string, ...string[]];
  readonly debianPackage: string;
  readonly largest: number;
  command(folder: string, count: number): Command;
}

export const portwrightRow = "portwright: both texts, C header, object";
export const gasRow = "GNU `as`, on portwright's GNU text";
export const goRow = "`go tool asm`, on portwright's Plan 9 text";
export const peachPyRow = "PeachPy: Go text only";

const peers: readonly Peer[] = [
  {
    name: gasRow,
    probe: ["as", "--version"],
    debianPackage: "binutils",
    largest: Infinity,
    command: (folder) => ({ folder, words: ["as", "-o", "as.o", "out/gnu/stubs.s"] }),
  },
  {
    name: "`llvm-mc`, on the same",
    probe: ["llvm-mc", "--version"],
    debianPackage: "llvm",
    largest: Infinity,
    command: (folder) => ({
      folder,
      words: ["llvm-mc", "-triple=x86_64", "-filetype=obj", "-o", "mc.o", "out/gnu/stubs.s"],
    }),
  },
  {
    name: goRow,
    probe: ["go", "version"],
    debianPackage: "golang-go",
    largest: Infinity,
    command: (folder) => ({
      folder,
      words: ["go", "tool", "asm", "-o", "go.o", "out/stubs.s"],
      environment: { GOOS: "openbsd", GOARCH: "amd64" },
    }),
  },
  {
    name: peachPyRow,
    // Debian's own Python: another one before it on the PATH does not see Debian's packages.
    probe: ["/usr/bin/python3", "-c", "import peachpy"],
    debianPackage: "python3-peachpy",
    largest: 1000,
    command: (folder, count) => ({
      folder,
      words: ["/usr/bin/python3", writePeachPy(folder), String(count), "peachpy.s"],
    }),
  },
];

/** `count` stubs, by portwright and, from what it has written, by its peers. */
export function stubRows(work: string, counts: readonly number[], runsOf: (count: number) => number): readonly Row[] {
  const portwright = new Map<number, Measure>();
  const byPeer = peers.map((peer) => ({ peer, measures: new Map<number, Measure>(), missing: missing(peer) }));
  for (const count of counts) {
    const folder = join(work, String(count));
    mkdirSync(folder);
    const description = writeDescription(folder, count);
    portwright.set(
      count,
      measure(
        {
          folder,
          words: [process.execPath, program, "generate", description, "--out", "out"],
          // Everything is to be written every time.
          prepare: () => {
            rmSync(join(folder, "out"), { recursive: true, force: true });
          },
        },
        runsOf(count),
      ),
    );
    for (const { peer, measures, missing: why } of byPeer) {
      if (why === undefined && count <= peer.largest) {
        measures.set(count, measure(peer.command(folder, count), runsOf(count)));
      }
    }
    rmSync(folder, { recursive: true });
  }
  return [
    { name: portwrightRow, measures: portwright },
    ...byPeer.map(({ peer, measures, missing: why }) => ({
      name: peer.name,
      measures,
      ...(why === undefined ? {} : { missing: why }),
    })),
  ];
}

function missing({ probe: [command, ...words], debianPackage }: Peer): string | undefined {
  return spawnSync(command, words, { stdio: "ignore" }).status === 0
    ? undefined
    : `missing: apt-get install ${debianPackage}`;
}

/** What is done every day, from a start without anything in memory. */
const dailyCommands = {
  "`node -e 0`": ["-e", "0"],
  "`portwright --version`": [program, "--version"],
  "`portwright --help`": [program, "--help"],
  "`portwright generate openbsd-amd64`": [program, "generate", "openbsd-amd64"],
  "`portwright check openbsd-amd64`": [program, "check", "openbsd-amd64"],
  "`portwright verify openbsd-amd64`": [program, "verify", "openbsd-amd64"],
  "`portwright verify openbsd-amd64 --mutate`": [program, "verify", "openbsd-amd64", "--mutate"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type DailyCommand = keyof typeof dailyCommands;

/** Their names, in the order of the table. */
export const dailyCommandNames = Object.keys(dailyCommands).filter(isDailyCommand);

function isDailyCommand(name: string): name is DailyCommand {
  return Object.hasOwn(dailyCommands, name);
}

export function measureDaily(name: DailyCommand, runs: number): Measure {
  return measure({ folder: packageFolder, words: [process.execPath, ...dailyCommands[name]] }, runs);
}

/** States that `verify` tries in a second, beyond what it takes to start: from a run with ten times the states. */
export function statesPerSecond(runs: number): number {
  const words = (states: number): Command["words"] => [process.execPath, ...verifyWords(states)];
  const statesTried = (states: number): number => {
    const { stdout } = spawnSync(process.execPath, verifyWords(states), { cwd: packageFolder, encoding: "utf8" });
    const [, tried] = /, (\d+) states/.exec(stdout) ?? [];
    if (tried === undefined) {
      throw new Error(`verify does not say how many states it tried: ${stdout}`);
    }
    return Number(tried);
  };
  const few = measure({ folder: packageFolder, words: words(1000) }, runs);
  const many = measure({ folder: packageFolder, words: words(10_000) }, runs);
  return ((statesTried(10_000) - statesTried(1000)) * 1000) / (many.milliseconds - few.milliseconds);
}

function verifyWords(states: number): readonly string[] {
  return [program, "verify", "openbsd-amd64", "--states", String(states)];
}
