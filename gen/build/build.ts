import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { bundleProgram } from "./bundle-program.js";

await bundleProgram();
const { status } = spawnSync(process.execPath, [fileURLToPath(new URL("./keep-bytecode.js", import.meta.url))], {
  stdio: ["ignore", "ignore", "inherit"],
});
process.exitCode = status ?? 1;
