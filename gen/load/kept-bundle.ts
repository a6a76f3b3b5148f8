import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { packageFolder } from "../own-package.js";
import type { Bundle } from "./bundle.js";

/** What is kept of a description: the script, what V8 makes of it, its source map, and what all were made of. */
interface KeptFiles {
  readonly code: string;
  readonly bytecode: string;
  readonly map: string;
  readonly made: string;
}

/** Where the build keeps the bundle of a description that comes with portwright; undefined of any other. */
export function keptFiles(entry: string): KeptFiles | undefined {
  if (!entry.startsWith(packageFolder + sep)) {
    return undefined;
  }
  const name = relative(packageFolder, entry).replaceAll(/[^\w.-]/g, "-");
  const base = join(packageFolder, "dist", "bin", "descriptions", name);
  return { code: `${base}.cjs`, bytecode: `${base}.bytecode`, map: `${base}.map`, made: `${base}.made-of` };
}

/**
 * The bundle that the build has kept of a description, if nothing has changed since: to see that takes 1 ms, and esbuild
 * 15 of a processor that is wanted for other things. Undefined of any other description.
 */
export function keptBundle(entry: string): Omit<Bundle, "runsAs"> | undefined {
  const files = keptFiles(entry);
  if (files === undefined) {
    return undefined;
  }
  try {
    const made = readFileSync(files.made);
    const sources = made.subarray(0, made.indexOf(endOfNames)).toString().split("\n");
    return made.equals(madeOf(dirname(entry), sources))
      ? {
          code: readFileSync(files.code, "utf8"),
          bytecode: readFileSync(files.bytecode),
          sourceMapText: () => readFileSync(files.map, "utf8"),
        }
      : undefined;
  } catch {
    // Not kept, or of files that are gone.
    return undefined;
  }
}

const endOfNames = "\n\n";

/**
 * All that a bundle depends on: the names of its sources, relative to `folder`, and behind an empty line their bytes. And
 * what else lies in their folders, since a new file may be what an import means from now on.
 */
export function madeOf(folder: string, sources: readonly string[]): Buffer {
  const folders = new Set(sources.map((source) => dirname(source)));
  return Buffer.concat([
    Buffer.from(sources.join("\n") + endOfNames),
    ...sources.flatMap((source) => {
      const bytes = readFileSync(join(folder, source));
      return [Buffer.from(`${bytes.length}\n`), bytes];
    }),
    ...Array.from(folders, (one) => Buffer.from(readdirSync(join(folder, one)).sort().join("\n") + endOfNames)),
  ]);
}
