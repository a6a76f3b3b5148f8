import { availableParallelism } from "node:os";
import { join } from "node:path";
import { encodeInThread } from "../assemble/shared-encoder.js";
import { packageFolder } from "./own-package.js";
import { arrive, expectShortRun, startTogether } from "./short-run.js";

/** Where the assembler's thread is met that has been started, until it has been. */
const meeting: { start?: Int32Array; isOver: boolean } = { isOver: false };

/** Lets the assembler load on another core, where there is one, for a command that is likely to need it. */
export function beginEncoding(): void {
  if (availableParallelism() > 1) {
    const start = startTogether();
    if (encodeInThread(join(packageFolder, "dist", "bin", "encoder-thread.cjs"), start)) {
      meeting.start = start;
    }
  }
}

/** Everything is loaded that a description needs: the rest is a short run of it. */
export function partsAreLoaded(): void {
  if (meeting.isOver) {
    return;
  }
  meeting.isOver = true;
  if (meeting.start === undefined) {
    expectShortRun();
  } else {
    arrive(meeting.start);
  }
}
