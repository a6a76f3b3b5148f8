import type { BuildOptions } from "esbuild";
import { dirname, join } from "node:path";

/** How descriptions are bundled, by esbuild's package for JavaScript as by its program. */
const esbuildOptions = {
  bundle: true,
  packages: "external",
  format: "cjs",
  platform: "node",
  target: "node20",
  // The virtual machine that runs the bundle has no importer of modules; `import()` becomes `require`.
  supported: { "dynamic-import": false },
  charset: "utf8",
  sourcesContent: false,
} as const satisfies BuildOptions;

/** The name under which the bundle of a description runs. */
export function runsAs(entry: string): string {
  return join(dirname(entry), "portwright-description.cjs");
}

/** How esbuild's package is asked for the bundle of a description, and for the way back to its lines. */
export function bundleOptions(entry: string) {
  return {
    ...esbuildOptions,
    absWorkingDir: dirname(entry),
    entryPoints: [entry],
    outfile: runsAs(entry),
    sourcemap: "external",
    write: false,
    logLevel: "silent",
  } as const satisfies BuildOptions;
}

/** The same as esbuild's own command line has them. */
export const esbuildFlags: readonly string[] = Object.entries(esbuildOptions).flatMap(([name, value]) => {
  const flag = `--${name.replaceAll(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`;
  if (value === true) {
    return [flag];
  }
  return typeof value === "object"
    ? Object.entries(value).map(([feature, is]) => `${flag}:${feature}=${String(is)}`)
    : [`${flag}=${String(value)}`];
});
