import { fieldKey, fieldMember, type Declaration, type Declarations } from "./declarations.js";
import { declared, dslCall, namesIn, string, textOf, type Expression, type Member, type Name } from "./expression.js";
import { Identifiers, identifier } from "./identifiers.js";
import { block, expandedObject, laidOut, lineWidth, memberText, objectText, width } from "./layout.js";
import type { CommentBlock } from "./outline.js";
import { lineComment, routineText } from "./routine-text.js";
import type { WrittenRoutine } from "./routines.js";
import { newTypeScriptProject } from "../../../typescript-project.js";

/** A routine or a variable with its declaration. */
export type WrittenItem = {
  readonly key: string;
  readonly symbol: string;
  readonly wanted: readonly string[];
  readonly above: readonly CommentBlock[];
} & (
  { readonly kind: "routine"; readonly routine: WrittenRoutine } | { readonly kind: "data"; readonly value: Expression }
);

/** Everything that a module says. */
export interface WrittenModule {
  readonly doc: string | undefined;
  readonly includes: readonly string[];
  readonly items: readonly WrittenItem[];
  readonly below: readonly CommentBlock[];
  readonly declarations: Declarations;
}

const unitKey = "unit";

/** The text of a module that exports a unit. `mark` are its first lines. */
export function moduleText(module: WrittenModule, mark: string): string {
  const { declarations, items } = module;
  const fields = declarations.fields;
  const unit = unitExpression(module);
  const expressions = [
    ...declarations.constants.map(({ value }) => value),
    ...fields.map((field) => fieldMember(field).value),
    ...declarations.words.map(({ value }) => value),
    ...declarations.symbols.map(({ value }) => value),
    ...items.flatMap((item) =>
      item.kind === "data"
        ? [item.value]
        : [
            ...item.routine.lines.map(({ expression }) => expression),
            ...item.routine.options.map(({ value }) => value),
          ],
    ),
    unit,
  ];
  const imported = new Set([
    ...expressions.flatMap(namesIn).flatMap((name) => (name.scope === "dsl" ? [name.name] : [])),
    ...(items.some(({ kind }) => kind === "routine") ? ["routine"] : []),
    ...(fields.length === 0 ? [] : ["runtimeFields"]),
  ]);
  const identifiers = new Identifiers(imported);
  const wordsByKey = new Map<string, string>();
  const take = (key: string, wanted: readonly string[]): void => {
    if (!wordsByKey.has(key)) {
      wordsByKey.set(key, identifiers.take(wanted));
    }
  };
  // What is exported has the first choice of its name.
  for (const { key, wanted } of items) {
    take(key, wanted);
  }
  take(unitKey, ["unit", "assembly"]);
  for (const { key, wanted } of [...declarations.constants, ...declarations.words, ...declarations.symbols]) {
    take(key, wanted);
  }
  for (const { macro } of fields) {
    take(fieldKey(macro), [identifier(macro)]);
  }
  const words = (name: Name): string =>
    name.scope === "module" ? (wordsByKey.get(name.key) ?? name.key) : nameOf(name);
  const statements: string[] = [];
  const add = (text: string): void => {
    statements.push(text);
  };
  const addDeclarations = (group: readonly Declaration[]): void => {
    for (const [index, { key, value }] of group.entries()) {
      const name = wordsByKey.get(key) ?? key;
      const text = laidOut(value, words, { indent: 0, column: `const ${name} = `.length, behind: 1 });
      add(`${index === 0 ? "\n" : ""}const ${name} = ${text};`);
    }
  };
  addDeclarations(declarations.constants);
  if (fields.length > 0) {
    const members = fields.map(({ macro }) => memberText(macro, wordsByKey.get(fieldKey(macro)) ?? macro));
    const pattern = objectText(members);
    const table = (indent: number): string =>
      `runtimeFields(${expandedObject(fields.map(fieldMember), words, indent)})`;
    const start = `const ${pattern} =`;
    const text =
      width(`${start} runtimeFields({`) <= lineWidth
        ? `${start} ${table(0)}`
        : width(start) <= lineWidth
          ? `${start}\n  ${table(2)}`
          : `const ${block("{", members, "}", 0)} = ${table(0)}`;
    add(`\n${text};`);
  }
  addDeclarations(declarations.words);
  addDeclarations(declarations.symbols);
  for (const item of items) {
    const name = wordsByKey.get(item.key) ?? item.key;
    const start = `export const ${name} = `;
    const text =
      item.kind === "routine"
        ? routineText(name, item.symbol, item.routine, words)
        : `${start}${laidOut(item.value, words, { indent: 0, column: start.length, behind: 1 })}`;
    add(`\n${commentText(item.above)}${text};`);
  }
  const name = wordsByKey.get(unitKey) ?? unitKey;
  add(`\n${commentText(module.below)}export const ${name} = ${unitText(unit, words)};`);
  const file = project.createSourceFile("module.ts", { statements }, { overwrite: true });
  return `${mark}\n${importText([...imported].sort())}${file.getFullText()}`;
}

function nameOf(name: Exclude<Name, { readonly scope: "module" }>): string {
  return name.name;
}

/** One for all modules: making it takes longer than a module does. */
const project = newTypeScriptProject();

function importText(names: readonly string[]): string {
  const line = `import { ${names.join(", ")} } from "portwright/dsl";\n`;
  return line.length <= lineWidth + 1
    ? line
    : `import {\n${names.map((name) => `  ${name},\n`).join("")}} from "portwright/dsl";\n`;
}

/** Comments that stand by themselves, with an empty line behind each. */
function commentText(blocks: readonly CommentBlock[]): string {
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.map((line) => lineComment(line)).join("\n")}\n\n`)
    .join("");
}

function unitExpression({ doc, includes, items }: WrittenModule): Expression {
  const list = (kind: WrittenItem["kind"]): Expression => ({
    kind: "list",
    items: items.filter((item) => item.kind === kind).map(({ key }) => declared(key)),
  });
  const members: readonly Member[] = [
    ...(doc === undefined ? [] : [{ key: "doc", value: textOf(doc) }]),
    { key: "includes", value: { kind: "list", items: includes.map(string) } },
    { key: "routines", value: list("routine") },
    ...(items.some(({ kind }) => kind === "data") ? [{ key: "data", value: list("data") }] : []),
  ];
  return dslCall("assemblyUnit", { kind: "object", members });
}

function unitText(unit: Expression, words: (name: Name) => string): string {
  const [members] = unit.kind === "call" ? unit.args : [];
  return members?.kind === "object" ? `assemblyUnit(${expandedObject(members.members, words, 0)})` : "";
}
