import { writeFileSync } from "node:fs";
import * as dsl from "../../../dsl/index.js";
import type { Definitions } from "../../../dsl/port/definitions.js";
import { bundleDescription } from "../../../gen/load/bundle.js";
import { evaluate } from "../../../gen/load/evaluate.js";
import { sourcePositions } from "../../../gen/load/source-position.js";

/** Runs a module that was imported, as `generate` would, and gives its definitions. */
export async function definitionsOf(text: string, path: string): Promise<Definitions> {
  writeFileSync(path, text);
  const bundled = await bundleDescription(path);
  if (bundled.kind === "broken") {
    throw new Error(bundled.findings.map(({ message }) => message).join("\n"));
  }
  const evaluation = evaluate(bundled.bundle, path, dsl, sourcePositions(bundled.bundle));
  if (evaluation.kind === "broken") {
    throw new Error(evaluation.findings.map(({ message }) => message).join("\n"));
  }
  const { exports } = evaluation;
  const found: unknown =
    typeof exports === "object" && exports !== null && "kernelDefinitions" in exports
      ? exports.kernelDefinitions
      : undefined;
  if (!isDefinitions(found)) {
    throw new Error("the module exports no kernelDefinitions");
  }
  return found;
}

function isDefinitions(value: unknown): value is Definitions {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "definitions";
}
