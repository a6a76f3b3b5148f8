import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { packageFolder } from "../gen/own-package.js";
import { campaignTag, seedVariable, timesVariable } from "./campaign.js";

interface CampaignOptions {
  readonly seed?: number;
  readonly times: number;
}

/** `npm run campaign`: the random tests, longer than `npm test` runs them. */
new Command("npm run campaign --")
  .description(`Runs the tests that are marked ${campaignTag} with another seed, or over many times their plain count.`)
  .option("--seed <number>", "of everything random (default: each test's own)", wholeNumber)
  .option("--times <number>", "factor of the counts of npm test", wholeNumber, 10)
  .argument("[words...]", "passed on to mocha")
  .action((words: readonly string[], { seed, times }: CampaignOptions) => {
    const mocha = join(packageFolder, "node_modules/mocha/bin/mocha.js");
    const files = join(packageFolder, "dist/test/**/*.test.js");
    const { status } = spawnSync(process.execPath, [mocha, "--grep", campaignTag, files, ...words], {
      stdio: "inherit",
      env: {
        ...process.env,
        [timesVariable]: String(times),
        ...(seed === undefined ? {} : { [seedVariable]: String(seed) }),
      },
    });
    process.exitCode = status ?? 1;
  })
  .parse();

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw new InvalidArgumentError("A whole number from 1 is wanted.");
  }
  return Number(text);
}
