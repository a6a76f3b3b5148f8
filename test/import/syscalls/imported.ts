import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import ts from "typescript";
import type { CType } from "../../../dsl/ctypes/ctype.js";
import type { SystemCall } from "../../../dsl/system-calls/system-call.js";
import { packageFolder } from "../../../gen/own-package.js";
import { moduleText } from "../../../gen/import/system-calls/module-text.js";
import { readTable, type TableRequest, type TableResult } from "../../../gen/import/system-calls/read-table.js";
import { declaredTypeOf } from "../../../gen/import/system-calls/type-resolver.js";

/** What a table is read with. */
export interface Given {
  readonly define?: readonly string[];
  readonly undefine?: readonly string[];
  readonly types?: Readonly<Record<string, string>>;
  readonly prototypes?: string;
  readonly dialect?: TableRequest["dialect"];
}

export function read(text: string, given: Given = {}): TableResult {
  const types = Object.entries(given.types ?? {}).map(([name, type]) => {
    const declared = declaredTypeOf(type);
    if (declared === undefined) {
      throw new Error(`${type} is no type`);
    }
    return [name, declared] as const;
  });
  return readTable({
    table: { path: "/table", text },
    prototypes: given.prototypes === undefined ? [] : [{ path: "/prototypes", text: given.prototypes }],
    dialect: given.dialect,
    macros: new Map<string, string | undefined>([
      ...(given.define ?? []).map((name) => [name, "1"] as const),
      ...(given.undefine ?? []).map((name) => [name, undefined] as const),
    ]),
    types: new Map(types),
  });
}

/** The module that a table gives; what is wrong with the table fails the test. */
export function moduleOf(text: string, given: Given = {}): string {
  const result = read(text, given);
  expect(result.kind === "broken" ? result.faults : [], "faults").to.deep.equal([]);
  return result.kind === "table" ? moduleText(result.table, "// A mark.\n", "a table") : "";
}

/** What a table's faults say, with their lines. */
export function faultsOf(text: string, given: Given = {}): readonly string[] {
  const result = read(text, given);
  return result.kind === "table"
    ? []
    : result.faults.map(
        ({ place, message }) => `${place.file}:${String(place.line)}:${String(place.column)}: ${message}`,
      );
}

/** Runs a module and gives each call as `4 int64 fd:int32 buf:*void nbyte:uint64`, and numbers without prototypes. */
export async function callsOf(module: string): Promise<Readonly<Record<string, string>>> {
  const dsl = pathToFileURL(join(packageFolder, "dist/dsl/index.js")).href;
  const { outputText } = ts.transpileModule(module, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
  });
  const code = outputText.replace(`"portwright/dsl"`, JSON.stringify(dsl));
  const exported: unknown = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  const { sys = {}, numbers = {} } = exported as {
    readonly sys?: Readonly<Record<string, SystemCall>>;
    readonly numbers?: Readonly<Record<string, { readonly value: number }>>;
  };
  return Object.fromEntries([
    ...Object.entries(sys).map(([name, call]) => [name, callText(call)] as const),
    ...Object.entries(numbers).map(([name, { value }]) => [name, `${String(value)} only`] as const),
  ]);
}

function callText({ number, returns, parameters }: SystemCall): string {
  const list = Object.entries(parameters).map(
    ([name, type]) => `${name}:${type.kind === "padding" ? "padding" : typeText(type)}`,
  );
  return [String(number), typeText(returns), ...list].join(" ");
}

function typeText(type: CType): string {
  switch (type.kind) {
    case "void":
      return "void";
    case "integer":
      return type.name;
    case "pointer":
      return `*${typeText(type.target)}`;
    case "incomplete":
      return `${type.keyword}-${type.tag}`;
    case "function":
      return `${typeText(type.returns)}(${type.parameters.map(typeText).join(",")})`;
    default:
      return type.kind;
  }
}
