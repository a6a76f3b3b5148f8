import { createRequire } from "node:module";
import { inspect } from "node:util";
import { Script } from "node:vm";
import type { Bundle } from "./bundle.js";
import type { Finding } from "./position.js";
import type { SourcePositions } from "./source-position.js";

export type Evaluation =
  | { readonly kind: "exports"; readonly exports: unknown }
  | { readonly kind: "broken"; readonly findings: readonly Finding[] };

/** Enough to reach from the depth of a recursive macro to the line of the description that began it. */
const framesKept = 200;

/** Runs a description, and says what it exports or what is wrong with it. */
export function evaluate(bundle: Bundle, entry: string, dsl: object, positions: SourcePositions): Evaluation {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = framesKept;
  try {
    return { kind: "exports", exports: runDescription(descriptionScript(bundle), entry, dsl) };
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

const wrapped = "(function (exports, require, module) {";

/** The script of a bundle, which gives a function of what it exports, requires and is. */
export function descriptionScript({ code, runsAs, bytecode }: Omit<Bundle, "sourceMapText">): Script {
  return new Script(`${wrapped}${code}\n})`, {
    filename: runsAs,
    // Places in it are those of the bundle.
    columnOffset: -wrapped.length,
    cachedData: bytecode,
  });
}

/**
 * What a description exports. It gets the `portwright/dsl` that this program itself uses, so that both mean the same
 * things by the same objects; every other package comes from where the description lies.
 */
export function runDescription(script: Script, entry: string, dsl: object): unknown {
  const fromEntry = createRequire(entry);
  const requireFor = (name: string): unknown => (name === "portwright/dsl" ? dsl : fromEntry(name));
  const module: { exports: unknown } = { exports: {} };
  const run: unknown = script.runInThisContext();
  if (typeof run === "function") {
    Reflect.apply(run, undefined, [module.exports, requireFor, module]);
  }
  return module.exports;
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
