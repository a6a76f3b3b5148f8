import type { Diagnostic } from "../diagnostic.js";
import type { Output } from "./output.js";

/** What an output is made from. */
interface Source {
  /** The property of the output that holds it. */
  readonly property: string;
  /** How an author makes it. */
  readonly written: string;
  readonly isThat: (value: unknown) => boolean;
}

const unit: Source = { property: "unit", written: "an assemblyUnit(...)", isThat: ofKind("assembly-unit") };
const defined: Source = { property: "definitions", written: "definitions(...)", isThat: ofKind("definitions") };

const sources: Readonly<Record<Output["kind"], Source>> = Object.freeze({
  "plan9-assembly": unit,
  "gnu-assembly": unit,
  "elf-object": unit,
  "godefs-header": defined,
  "standard-c-header": defined,
  "godefs-input": { property: "input", written: "a godefsInput(...)", isThat: ofKind("godefs-input") },
  "runtime-header": { property: "header", written: "a runtimeHeader(...)", isThat: ofKind("runtime-header") },
  "signal-table": { property: "table", written: "a signalTable(...)", isThat: ofKind("signal-table") },
  "c-source": { property: "file", written: "a cFile(...)", isThat: ofKind("c-file") },
  "makefile-conditional": {
    property: "conditional",
    written: "a makefileConditional(...)",
    isThat: ofKind("makefile-conditional"),
  },
  "bridge-header": {
    property: "bridges",
    written: "a list of bridges",
    isThat: (value) => Array.isArray(value) && value.every(ofKind("bridge")),
  },
  "errata-table": {
    property: "table",
    written: "{ errata: [...] }",
    isThat: (value) => Array.isArray(propertyOf(value, "errata")),
  },
});

/** What a description that no type checker has seen puts in place of outputs; nothing else can be said of such a port. */
export function checkOutputShapes(outputs: readonly unknown[]): readonly Diagnostic[] {
  return outputs.flatMap(checkShape);
}

function checkShape(output: unknown, index: number): readonly Diagnostic[] {
  const [kind, path] = [propertyOf(output, "kind"), propertyOf(output, "path")];
  const fault = (message: string, hint: string): readonly Diagnostic[] => [{ code: "output-shape", message, hint }];
  if (typeof path !== "string") {
    return fault(`output number ${String(index + 1)} has no path`, 'Write path: "...", below the output folder.');
  }
  const [known, source] = Object.entries(sources).find(([name]) => name === kind) ?? [];
  if (known === undefined || source === undefined) {
    return fault(
      `output "${path}": ${typeof kind === "string" ? `there is no kind ${JSON.stringify(kind)}` : "it has no kind"}`,
      `There are ${Object.keys(sources).join(", ")}.`,
    );
  }
  const { property, written, isThat } = source;
  const given = propertyOf(output, property);
  return isThat(given)
    ? []
    : fault(
        `output "${path}": its property ${property} is ${given === undefined ? "missing" : `not ${written}`}`,
        `Of kind ${known} it is made from ${property}: ${written}.`,
      );
}

function ofKind(kind: string): (value: unknown) => boolean {
  return (value) => propertyOf(value, "kind") === kind;
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
