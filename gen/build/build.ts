import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { bundleProgram } from "./bundle-program.js";

await bundleProgram();
const keeper = fileURLToPath(new URL("./keep-bytecode.js", import.meta.url));
for (const parts of ["early", "late"]) {
  const { status } = spawnSync(process.execPath, [keeper, parts], { stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) {
    process.exitCode = status ?? 1;
  }
}
