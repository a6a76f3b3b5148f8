import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { format, resolveConfig } from "prettier";
import { packageFolder } from "../../gen/own-package.js";
import { figuresOf } from "./figures.js";
import { measureDaily, statesPerSecond, stubRows } from "./jobs.js";
import { dailyTable, figuresTable, stubTable } from "./tables.js";

interface BenchOptions {
  readonly sizes: readonly number[];
  readonly runs: number;
  readonly write?: true;
}

/** Between these lines of README.md stand the tables. */
const begins = "<!-- bench: npm run bench -- --write -->";
const ends = "<!-- end of bench -->";

/** `npm run bench`: portwright and its peers beside each other, on the same work, in one run. */
await new Command("npm run bench --")
  .description("Measures portwright beside its peers: whole processes, the medians of several runs.")
  .option("--sizes <numbers>", "numbers of stubs", wholeNumbers, [100, 1000, 10_000, 100_000])
  .option("--runs <number>", "of each command; of long ones fewer", (text) => wholeNumbers(text)[0] ?? 1, 9)
  .option("--write", "put the tables into README.md")
  .action(async ({ sizes, runs, write }: BenchOptions) => {
    const work = mkdtempSync(join(tmpdir(), "portwright-bench-"));
    try {
      const stubs = stubRows(work, sizes, (count) => (count > 10_000 ? Math.min(runs, 3) : runs));
      const daily = measureDaily(work, 3 * runs);
      const figures = figuresOf(stubs, daily);
      const text = [
        stubTable(stubs, sizes),
        dailyTable(daily),
        `verify tries ${Math.round(statesPerSecond(1)).toLocaleString("en")} states in a second.`,
        figuresTable(figures),
      ].join("\n\n");
      const shown = `Measured on ${new Date().toISOString().slice(0, 10)}, ${machine()}.\n\n${text}`;
      console.log(shown);
      if (write === true) {
        await writeReadme(shown);
      }
      process.exitCode = figures.every(({ value, limit }) => value === undefined || value <= limit) ? 0 : 1;
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  })
  .parseAsync();

function wholeNumbers(text: string): readonly number[] {
  if (!/^[1-9]\d{0,6}(,[1-9]\d{0,6})*$/.test(text)) {
    throw new InvalidArgumentError("Whole numbers from 1, with commas between, are wanted.");
  }
  return text.split(",").map(Number);
}

/** The kind of machine, without its name: what the figures depend on. */
function machine(): string {
  return `${cpus()[0]?.model.trim() ?? "an unknown processor"}, ${String(availableParallelism())} cores, Node ${process.versions.node}`;
}

async function writeReadme(text: string): Promise<void> {
  const path = join(packageFolder, "README.md");
  const [before, rest] = readFileSync(path, "utf8").split(begins);
  const after = rest?.split(ends)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`README.md has no lines "${begins}" and "${ends}"`);
  }
  const options = (await resolveConfig(path)) ?? {};
  const whole = `${before}${begins}\n\n${text}\n\n${ends}${after}`;
  writeFileSync(path, await format(whole, { ...options, filepath: path }));
}
