import type { DefinedType } from "../../../dsl/ctypes/check-type.js";
import { bitFieldsOf, fieldsOf, type StructType, type UnionType } from "../../../dsl/ctypes/ctype.js";
import type { NamedValue } from "./imported-type.js";
import { call, fits, inComment, numberText, propertyName, TypeText, wrapped, type ObjectLine } from "./module-text.js";
import type { PlannedType } from "./plan.js";
import { newTypeScriptProject } from "../../typescript-project.js";

/** What a module is made of. */
export interface ModuleContents {
  /** What the object has and the module does not, with the reason; one line each. */
  readonly leftOut: readonly string[];
  readonly constants: readonly NamedValue[];
  readonly types: readonly PlannedType[];
}

/**
 * The text of a module of the language of descriptions, as a person would write it and prettier leave it. `mark` are its
 * first lines.
 */
export function writeModule({ leftOut, constants, types }: ModuleContents, mark: string): string {
  const project = newTypeScriptProject();
  const file = project.createSourceFile("definitions.ts");
  const text = new TypeText(types.map(({ type }) => type));
  const kernel = text.own("kernel");
  const all = text.own("kernelDefinitions");
  const statements: string[] = [];
  if (constants.length > 0) {
    const lines = constants.map(({ name, value }) => ({ text: `${propertyName(name)}: ${numberText(value)}` }));
    statements.push(
      statement(kernel, "Numbers: enumerators and `const` variables.", call(text.use("constants"), [{ lines }])),
    );
  }
  for (const { type, doc, remarks } of types) {
    const whole = remarks.get("");
    const documentation = whole === undefined ? doc : `${doc} ${whole}`;
    statements.push(statement(text.identifier(type), documentation, definition(type, remarks, text)));
  }
  const parts: readonly ObjectLine[] = [
    { text: constants.length > 0 ? `constants: ${kernel}` : "constants: {}" },
    {
      text: list(
        "types",
        types.map(({ type }) => text.identifier(type)),
      ),
    },
  ];
  statements.push(statement(all, "Everything above, for headers.", call(text.use("definitions"), [{ lines: parts }])));
  file.addStatements([`import ${importClause(text.imports())} from "portwright/dsl";`, ...statements]);
  const lines = [...new Set(leftOut)].map((line) => `// - ${inComment(line)}\n`);
  const remarks = lines.length === 0 ? "" : `// Left out:\n${lines.join("")}\n`;
  return `${mark}\n${remarks}${file.getFullText()}`;
}

function importClause(names: readonly string[]): string {
  const line = `{ ${names.join(", ")} }`;
  return fits(`import ${line} from "portwright/dsl";`) ? line : `{\n${names.map((name) => `  ${name},\n`).join("")}}`;
}

/** As text: ts-morph would indent what goes over several lines. */
function statement(name: string, doc: string, initializer: string): string {
  const statement = initializer.includes("\n")
    ? `export const ${name} = ${initializer};`
    : wrapped("", `export const ${name} = `, initializer, ";");
  return `\n/** ${inComment(doc)} */\n${statement}`;
}

function definition(type: DefinedType, remarks: ReadonlyMap<string, string>, text: TypeText): string {
  const name = JSON.stringify(type.name);
  switch (type.kind) {
    case "typedef":
      return call(text.use("typedef"), [name, text.of(type.of)]);
    case "struct":
    case "union":
      return type.measured === undefined ? explicit(type, name, remarks, text) : natural(type, name, remarks, text);
  }
}

function natural(
  type: StructType | UnionType,
  name: string,
  remarks: ReadonlyMap<string, string>,
  text: TypeText,
): string {
  const members = fieldsOf(type).map((field) => ({
    text: `${propertyName(field.name)}: ${text.of(field.type)}`,
    remark: remarks.get(field.name),
  }));
  const offsets = fieldsOf(type).map((field) => `${propertyName(field.name)}: ${field.offset}`);
  const measured: readonly ObjectLine[] = [
    { text: `size: ${type.size}` },
    { text: `align: ${type.align}` },
    { text: `offsets: { ${offsets.join(", ")} }`, pieces: { head: "offsets: {", items: offsets, tail: "}" } },
  ];
  const line = `{ ${measured.map((one) => one.text).join(", ")} }`;
  return call(text.use(type.kind), [name, { lines: members }, fits(`  ${line},`) ? line : { lines: measured }]);
}

function explicit(
  type: StructType | UnionType,
  name: string,
  remarks: ReadonlyMap<string, string>,
  text: TypeText,
): string {
  const members = [
    ...fieldsOf(type).map((field) => ({
      name: field.name,
      bit: field.offset * 8,
      text: `${text.use("placed")}(${field.offset}, ${text.of(field.type)})`,
    })),
    ...bitFieldsOf(type).map((field) => ({
      name: field.name,
      bit: field.offset,
      text: `${text.use("bits")}(${field.offset}, ${field.width}, ${text.of(field.type)})`,
    })),
  ].toSorted((one, other) => one.bit - other.bit);
  return call(text.use(type.kind === "struct" ? "structAt" : "unionAt"), [
    name,
    `{ size: ${type.size}, align: ${type.align} }`,
    {
      lines: members.map((member) => ({
        text: `${propertyName(member.name)}: ${member.text}`,
        remark: remarks.get(member.name),
      })),
    },
  ]);
}

function list(name: string, items: readonly string[]): string {
  const line = `${name}: [${items.join(", ")}]`;
  return fits(`  ${line},`) ? line : `${name}: [\n${items.map((item) => `    ${item},\n`).join("")}  ]`;
}
