import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "../../gen/own-package.js";
import { program } from "../gen/run-portwright.js";
import type { Command, Measure } from "./measure.js";
import { measure, measureInTurn } from "./measure.js";
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
  const tried = peers.map((peer) => ({ peer, missing: missing(peer) }));
  const measured = counts.map((count) => {
    const folder = join(work, String(count));
    mkdirSync(folder);
    const measures = measureInTurn(
      new Map([
        [portwrightRow, portwright(folder, writeDescription(folder, count))],
        ...tried.flatMap(({ peer, missing: why }) =>
          why === undefined && count <= peer.largest ? [[peer.name, peer.command(folder, count)] as const] : [],
        ),
      ]),
      runsOf(count),
    );
    rmSync(folder, { recursive: true });
    return { count, measures };
  });
  const measuresOf = (name: string): ReadonlyMap<number, Measure> =>
    new Map(
      measured.flatMap(({ count, measures }) => {
        const measure = measures.get(name);
        return measure === undefined ? [] : [[count, measure]];
      }),
    );
  return [
    { name: portwrightRow, measures: measuresOf(portwrightRow) },
    ...tried.map(({ peer: { name }, missing: why }) => ({
      name,
      measures: measuresOf(name),
      ...(why === undefined ? {} : { missing: why }),
    })),
  ];
}

/** Everything is to be written every time. */
function portwright(folder: string, description: string): Command {
  return {
    folder,
    words: [process.execPath, program, "generate", description, "--out", "out"],
    prepare: () => {
      rmSync(join(folder, "out"), { recursive: true, force: true });
    },
  };
}

function missing({ probe: [command, ...words], debianPackage }: Peer): string | undefined {
  return spawnSync(command, words, { stdio: "ignore" }).status === 0
    ? undefined
    : `missing: apt-get install ${debianPackage}`;
}

interface Daily {
  readonly words: readonly string[];
  /** In a folder with a copy of the port, instead of portwright's own. */
  readonly ofCopy?: true;
  /** By how many times less often it is run than a start is. */
  readonly rarer?: number;
}

/** What is done every day, from a start without anything in memory. */
const dailyCommands = {
  "`node -e 0`": { words: ["-e", "0"] },
  "`portwright --version`": { words: [program, "--version"] },
  "`portwright --help`": { words: [program, "--help"] },
  "`portwright generate openbsd-amd64`": { words: [program, "generate", "openbsd-amd64"] },
  "the same of a copy of the port": { words: [program, "generate", "openbsd-amd64"], ofCopy: true },
  "`portwright check openbsd-amd64`": { words: [program, "check", "openbsd-amd64"] },
  "`portwright verify openbsd-amd64`": { words: [program, "verify", "openbsd-amd64"], rarer: 3 },
  "`portwright verify openbsd-amd64 --mutate`": { words: [program, "verify", "openbsd-amd64", "--mutate"], rarer: 15 },
} as const satisfies Readonly<Record<string, Daily>>;

export type DailyCommand = keyof typeof dailyCommands;

/** Measures them in the order of the table, a start `runs` times. The port's copy lies in `work`. */
export function measureDaily(work: string, runs: number): ReadonlyMap<DailyCommand, Measure> {
  const folderOfCopy = join(work, "copy");
  cpSync(join(packageFolder, "targets"), join(folderOfCopy, "targets"), { recursive: true });
  const all = Object.keys(dailyCommands).filter(isDailyCommand);
  const commands = new Map(
    all.map((name): readonly [DailyCommand, Command] => {
      const { words, ofCopy }: Daily = dailyCommands[name];
      return [name, { folder: ofCopy === true ? folderOfCopy : packageFolder, words: [process.execPath, ...words] }];
    }),
  );
  const rarer = (name: DailyCommand): number => {
    const { rarer: times = 1 }: Daily = dailyCommands[name];
    return times;
  };
  const short = measureInTurn(new Map([...commands].filter(([name]) => rarer(name) === 1)), runs);
  return new Map(
    Array.from(commands, ([name, command]) => [
      name,
      short.get(name) ?? measure(command, Math.ceil(runs / rarer(name))),
    ]),
  );
}

function isDailyCommand(name: string): name is DailyCommand {
  return Object.hasOwn(dailyCommands, name);
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
