import { availableParallelism } from "node:os";
import { join } from "node:path";
import { encodeInThread } from "../assemble/shared-encoder.js";
import { packageFolder } from "./own-package.js";

/** Lets the assembler load on another core, where there is one, for a command that is likely to need it. */
export function beginEncoding(): void {
  if (availableParallelism() > 1) {
    encodeInThread(join(packageFolder, "dist", "bin", "encoder-thread.cjs"));
  }
}
