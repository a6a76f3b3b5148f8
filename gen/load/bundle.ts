import type { BuildFailure, Message, OutputFile } from "esbuild";
import { dirname, resolve } from "node:path";
import { Failure } from "../failure.js";
import { bundleOptions, runsAs } from "./esbuild-options.js";
import { runEsbuild } from "./esbuild-process.js";
import { keptBundle } from "./kept-bundle.js";
import type { Finding, Position } from "./position.js";

/** A description with all its own modules as one script, and the way back to its lines. */
export interface Bundle {
  readonly code: string;
  /** What V8 has made of the script in another process. */
  readonly bytecode?: Buffer;
  /** The name under which the script runs. No such file exists: it says only which folder sources are relative to. */
  readonly runsAs: string;
  /** In JSON. */
  readonly sourceMapText: () => string;
}

export type BundleResult =
  | { readonly kind: "bundle"; readonly bundle: Bundle; readonly warnings: readonly Finding[] }
  | { readonly kind: "broken"; readonly findings: readonly Finding[] };

/** What esbuild is doing for those who have not asked for it yet. */
const begun = new Map<string, Promise<BundleResult>>();

/** Lets esbuild, a process of its own, begin with a description while the parts are loaded that go on with it. */
export function beginBundling(entry: string): void {
  const result = bundle(entry);
  // Whoever asks for it hears of failures.
  result.catch(() => undefined);
  begun.set(entry, result);
}

/**
 * Bundles the TypeScript of a description in memory. The source is read every time, so that an edit shows without a
 * build, and nothing is written anywhere; what comes with portwright, and is as it was, the build has bundled. Packages
 * stay outside: they are required when the bundle runs.
 */
export function bundleDescription(entry: string): Promise<BundleResult> {
  const result = begun.get(entry) ?? bundle(entry);
  begun.delete(entry);
  return result;
}

async function bundle(entry: string): Promise<BundleResult> {
  const output = keptBundle(entry) ?? (await runEsbuild(entry));
  return output === undefined
    ? bundleByPackage(entry)
    : { kind: "bundle", bundle: { runsAs: runsAs(entry), ...output }, warnings: [] };
}

/** By esbuild's own package for JavaScript, which says what it finds wrong, and where, as data. */
async function bundleByPackage(entry: string): Promise<BundleResult> {
  const { buildSync } = await import("esbuild");
  try {
    const { outputFiles, warnings } = buildSync(bundleOptions(entry));
    return {
      kind: "bundle",
      bundle: {
        code: outputEndingIn(outputFiles, ".cjs"),
        runsAs: runsAs(entry),
        sourceMapText: () => outputEndingIn(outputFiles, ".map"),
      },
      warnings: warnings.map((warning) => finding(warning, entry, "description-warning")),
    };
  } catch (error) {
    if (isBuildFailure(error)) {
      return { kind: "broken", findings: error.errors.map((found) => finding(found, entry, "description-syntax")) };
    }
    const [reason] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new Failure(`esbuild, which reads descriptions, does not run: ${reason ?? ""}`, "run npm ci again", error);
  }
}

function outputEndingIn(files: readonly OutputFile[], suffix: string): string {
  return files.find((file) => file.path.endsWith(suffix))?.text ?? "";
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors) && error.errors.length > 0;
}

function finding(message: Message, entry: string, code: string): Finding {
  return { code, message: message.text, position: positionOf(message, dirname(entry)), description: entry };
}

/** esbuild counts columns from 0 and in bytes. */
function positionOf({ location }: Message, folder: string): Position | undefined {
  if (location === null) {
    return undefined;
  }
  const before = Buffer.from(location.lineText).subarray(0, location.column).toString();
  return { file: resolve(folder, location.file), line: location.line, column: before.length + 1 };
}
