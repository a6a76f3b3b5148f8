import { createRequire } from "node:module";
import { inspect } from "node:util";
import { compileFunction } from "node:vm";
import type { Bundle } from "./bundle.js";
import type { Finding } from "./position.js";
import type { SourcePositions } from "./source-position.js";

export type Evaluation =
  | { readonly kind: "exports"; readonly exports: unknown }
  | { readonly kind: "broken"; readonly findings: readonly Finding[] };

/** Enough to reach from the depth of a recursive macro to the line of the description that began it. */
const framesKept = 200;

/**
 * Runs a description. It gets the `portwright/dsl` that this program itself uses, so that both mean the same things by
 * the same objects; every other package comes from where the description lies.
 */
export function evaluate(bundle: Bundle, entry: string, dsl: object, positions: SourcePositions): Evaluation {
  const fromEntry = createRequire(entry);
  const requireFor = (name: string): unknown => (name === "portwright/dsl" ? dsl : fromEntry(name));
  const module: { exports: unknown } = { exports: {} };
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = framesKept;
  try {
    const run = compileFunction(bundle.code, ["exports", "require", "module"], { filename: bundle.runsAs });
    Reflect.apply(run, undefined, [module.exports, requireFor, module]);
    return { kind: "exports", exports: module.exports };
  } catch (error) {
    return {
      kind: "broken",
      findings: [
        {
          code: "description-exception",
          message: messageOf(error),
          position: positions.ofError(error),
          description: entry,
        },
      ],
    };
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** How the bundle spells an imported name: `(0 , import_dsl.MOVQ)` for `MOVQ`. */
const bundledName = /\(0 ?, import_\w+\.([\w$]+)\)|\bimport_\w+\.([\w$]+)/g;

/** What was thrown, in one line. What Node adds about modules that it looked for is left out. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return `the description threw ${inspect(error)}`;
  }
  const [first] = error.message.split("\nRequire stack:");
  const text = (first ?? "")
    .trim()
    .replaceAll(/\s*\n\s*/g, " ")
    .replaceAll(bundledName, "$1$2");
  return error.name === "Error" ? text : `${error.name}: ${text}`;
}
