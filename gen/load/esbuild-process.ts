import { spawn, spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { esbuildFlags } from "./esbuild-options.js";

/** What esbuild made of a description. */
export interface EsbuildOutput {
  readonly code: string;
  /** In JSON; asked for only by those who look for a line. */
  readonly sourceMapText: () => string;
}

const flags = [...esbuildFlags, "--log-level=warning"];

/**
 * Runs esbuild's program itself: its package for JavaScript takes longer to load and to talk to than the program takes
 * to bundle. Undefined where it has anything to say, or does not run: then the package is asked, which says what it is.
 */
export async function runEsbuild(entry: string): Promise<EsbuildOutput | undefined> {
  const program = esbuildProgram();
  if (program === undefined) {
    return undefined;
  }
  const code = await new Promise<string | undefined>((settle) => {
    const output: Buffer[] = [];
    let silent = true;
    const process = spawn(program, [entry, ...flags], {
      cwd: dirname(entry),
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
    });
    process.on("error", () => {
      settle(undefined);
    });
    process.stderr.on("data", () => {
      silent = false;
    });
    process.stdout.on("data", (data: Buffer) => output.push(data));
    process.on("close", (status) => {
      settle(silent && status === 0 ? Buffer.concat(output).toString() : undefined);
    });
  });
  return code === undefined ? undefined : { code, sourceMapText: () => sourceMap(program, entry, code) };
}

const mapComment = "//# sourceMappingURL=data:application/json;base64,";
const emptyMap = JSON.stringify({ version: 3, sources: [], mappings: "" });

/** The map of what was bundled: by bundling it again, since most runs never want it. Empty where it has changed. */
function sourceMap(program: string, entry: string, code: string): string {
  const { stdout } = spawnSync(program, [entry, ...flags, "--sourcemap=inline"], {
    cwd: dirname(entry),
    encoding: "utf8",
    maxBuffer: Infinity,
    windowsHide: true,
  });
  const end = stdout.lastIndexOf(mapComment);
  return stdout.slice(0, end) === code
    ? Buffer.from(stdout.slice(end + mapComment.length), "base64").toString()
    : emptyMap;
}

/** Where npm has put the program for this machine; undefined where esbuild's package has to find another way. */
function esbuildProgram(): string | undefined {
  if (process.platform === "win32" || (process.env["ESBUILD_BINARY_PATH"] ?? "") !== "") {
    return undefined;
  }
  try {
    const ofPackage = createRequire(createRequire(import.meta.filename).resolve("esbuild"));
    return ofPackage.resolve(`@esbuild/${process.platform}-${process.arch}/bin/esbuild`);
  } catch {
    return undefined;
  }
}
