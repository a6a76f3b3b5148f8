import { spawnSync } from "node:child_process";
import { availableEngines } from "../verify/engine/available-engines.js";
import type { EngineName } from "../verify/engine/engine.js";

/** Set by CI: a peer that is missing is then a failure, never a skip. */
const required = process.env["PORTWRIGHT_REQUIRE_PEERS"] === "1";

/** Is `command` on this machine's PATH? */
function isThere(command: string): boolean {
  return spawnSync("sh", ["-c", `command -v -- "$1"`, "sh", command], { stdio: "ignore" }).status === 0;
}

/**
 * Says that the tests of this suite need `command`, which Debian's `debianPackage` brings. Without it they are
 * skipped by name, or fail where CI has promised every peer.
 *
 * @example
 * before(function () { needs(this, "as", "binutils"); });
 */
export function needs(context: Mocha.Context, command: string, debianPackage: string): void {
  if (!isThere(command)) skipForWant(context, `${command} is missing: apt-get install ${debianPackage}`);
}

/**
 * Skips by name what cannot run here, or fails where CI has promised every peer. `reason` says what is missing and how
 * to get it.
 */
export function skipForWant(context: Mocha.Context, reason: string): void {
  if (required) {
    throw new Error(reason);
  }
  const runnable = context.test;
  if (runnable !== undefined && "type" in runnable && runnable.type === "hook") {
    // The reporter shows the tests that the hook skips, not the hook.
    runnable.parent?.eachTest((test) => {
      test.title += ` (${reason})`;
    });
  } else if (runnable !== undefined) {
    runnable.title += ` (${reason})`;
  }
  context.skip();
}

/** The test needs an engine: skips it by name where that is not there. */
export async function needsEngine(context: Mocha.Context, name: EngineName): Promise<void> {
  const engine = (await availableEngines()).find((one) => one.name === name);
  if (engine?.available === false) {
    skipForWant(context, engine.reason);
  }
}
