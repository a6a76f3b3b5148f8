import { join } from "node:path";
import type { InstructionGroup } from "../dsl/instructions/table/group.js";
import type { Gathered } from "./gather.js";
import { bundleDescription } from "./load/bundle.js";
import { evaluate } from "./load/evaluate.js";
import type { Finding } from "./load/position.js";
import { sourcePositions } from "./load/source-position.js";
import { packageFolder } from "./own-package.js";

/** The name under which the generated part of portwright's own instruction set is kept up to date. */
export const instructionSet = "instructions";

/**
 * What is generated from the instruction table. The table is read from its source, like any description, so that it
 * can be mended and extended without building first what depends on the old output.
 */
export async function gatherInstructions(): Promise<Gathered> {
  const tableFolder = join(packageFolder, "dsl", "instructions", "table");
  const entry = join(tableFolder, "table.ts");
  const table = await readTable(entry);
  if (table.kind === "broken") {
    return { sets: [], findings: table.findings, warnings: [] };
  }
  const { generatedFolder, instructionSetFiles, InstructionTableError } =
    await import("./instruction-set/instruction-set-files.js");
  try {
    const files = instructionSetFiles(table.groups).map(({ path, text }) => ({
      path: path.slice(generatedFolder.length + 1),
      content: text,
    }));
    const folder = { path: join(packageFolder, ...generatedFolder.split("/")), ownership: "whole" } as const;
    const set = { name: instructionSet, argument: instructionSet, folder, files, isMarked: () => false };
    return { sets: [set], findings: [], warnings: [] };
  } catch (error) {
    if (error instanceof InstructionTableError) {
      const findings = error.faults.map(({ group, line, message }) => ({
        code: "instruction-table",
        message: `${line}: ${message}`,
        description: join(tableFolder, `${group}.ts`),
      }));
      return { sets: [], findings, warnings: [] };
    }
    throw error;
  }
}

type Table =
  | { readonly kind: "table"; readonly groups: readonly InstructionGroup[] }
  | { readonly kind: "broken"; readonly findings: readonly Finding[] };

async function readTable(entry: string): Promise<Table> {
  const bundled = await bundleDescription(entry);
  if (bundled.kind === "broken") {
    return bundled;
  }
  // The table is below everything else of the language and so imports none of it.
  const evaluation = evaluate(bundled.bundle, entry, {}, sourcePositions(bundled.bundle));
  if (evaluation.kind === "broken") {
    return evaluation;
  }
  const { exports } = evaluation;
  if (
    typeof exports === "object" &&
    exports !== null &&
    "instructionTable" in exports &&
    isTable(exports.instructionTable)
  ) {
    return { kind: "table", groups: exports.instructionTable };
  }
  throw new Error(`${entry} exports no instructionTable`);
}

/** The type checker has seen to the lines; the rest is judged by the table's own checks. */
function isTable(value: unknown): value is readonly InstructionGroup[] {
  return (
    Array.isArray(value) && value.every((group) => typeof group === "object" && group !== null && "forms" in group)
  );
}
