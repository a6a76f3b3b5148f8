import { readFileSync } from "node:fs";

/** The port's tables as they were published, independent of the description; copies lie under test/data. */
export interface DefinitionFacts {
  readonly constants: readonly { readonly name: string; readonly value: number }[];
  readonly types: readonly TypeFact[];
}

export type TypeFact =
  | { readonly kind: "struct" | "union"; readonly name: string; readonly fields: readonly FieldFact[] }
  | { readonly kind: "typedef"; readonly name: string; readonly of: string };

export interface FieldFact {
  readonly name: string;
  readonly type: string;
  readonly count?: number;
}

export interface SignalFact {
  readonly number: number;
  readonly flags: readonly string[];
  readonly text: string;
}

export function definitionFacts(): DefinitionFacts {
  const facts = read("defs.json");
  if (isRecord(facts) && isListOf(facts["constants"], isConstant) && isListOf(facts["types"], isType)) {
    return { constants: facts["constants"], types: facts["types"] };
  }
  throw new Error("test/data/defs.json has another shape");
}

export function signalFacts(): readonly SignalFact[] {
  const facts = read("sigtab.json");
  if (isListOf(facts, isSignal)) {
    return facts;
  }
  throw new Error("test/data/sigtab.json has another shape");
}

function read(file: string): unknown {
  // From dist/test/emit-c to the sources' test/data.
  return JSON.parse(readFileSync(new URL(`../../../test/data/${file}`, import.meta.url), "utf8"));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isListOf<T>(value: unknown, isElement: (element: unknown) => element is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isElement);
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}

function isConstant(value: unknown): value is DefinitionFacts["constants"][number] {
  return isRecord(value) && isString(value["name"]) && typeof value["value"] === "number";
}

function isType(value: unknown): value is TypeFact {
  if (!isRecord(value) || !isString(value["name"])) {
    return false;
  }
  return value["kind"] === "typedef"
    ? isString(value["of"])
    : (value["kind"] === "struct" || value["kind"] === "union") && isListOf(value["fields"], isField);
}

function isField(value: unknown): value is FieldFact {
  return (
    isRecord(value) &&
    isString(value["name"]) &&
    isString(value["type"]) &&
    (value["count"] === undefined || typeof value["count"] === "number")
  );
}

function isSignal(value: unknown): value is SignalFact {
  return (
    isRecord(value) &&
    typeof value["number"] === "number" &&
    isListOf(value["flags"], isString) &&
    isString(value["text"])
  );
}
