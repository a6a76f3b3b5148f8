import { existsSync, readFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";

/** The folder of portwright's own package; compiled code lies two folders deep in it. */
export const packageFolder = dirname(dirname(import.meta.dirname));

/** The version that package.json gives. */
export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8"));
  return typeof manifest === "object" &&
    manifest !== null &&
    "version" in manifest &&
    typeof manifest.version === "string"
    ? manifest.version
    : "unknown";
}

/**
 * Does the command work in portwright's own checkout? There it also keeps the generated part of the instruction set,
 * whose generator is not part of the published package.
 */
export function inOwnCheckout(workingFolder: string): boolean {
  return isInside(packageFolder, workingFolder) && existsSync(join(packageFolder, "gen", "instruction-set"));
}

/** Is `path` the folder `folder` or something in it? Both absolute. */
function isInside(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
