import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { bundleProgram, programFolder } from "./bundle-program.js";
import { keepBundles } from "./keep-bundles.js";
import { writeLeanPackages } from "./lean-packages.js";

await bundleProgram();
await keepBundles();
await writeLeanPackages(programFolder);
const keeper = fileURLToPath(new URL("./keep-bytecode.js", import.meta.url));
for (const parts of ["early", "late"]) {
  const { status } = spawnSync(process.execPath, [keeper, parts], { stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) {
    process.exitCode = status ?? 1;
  }
}
