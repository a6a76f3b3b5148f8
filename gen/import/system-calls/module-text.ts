import type { ImportedCall, ImportedTable } from "./table.js";
import { TypeText } from "./type-text.js";

/** How wide a line may be: what prettier would make of the module with the project's own settings. */
const width = 120;

/**
 * The text of a module that exports the calls of a table. `mark` are its first lines, `origin` what it was read from.
 * `check` makes it at every run: ts-morph, which lays out other modules, takes longer to load than everything else does.
 */
export function moduleText(table: ImportedTable, mark: string, origin: string): string {
  const types = new TypeText(table);
  const structs = types.constants();
  const known = table.calls.filter((call) => call.prototype !== undefined);
  const unknown = table.calls.filter((call) => call.prototype === undefined);
  const declarations = structs.map(({ name, initializer }) => `const ${name} = ${initializer};\n`);
  const add = (name: string, initializer: string, doc: string): void => {
    const space = declarations.length === 0 ? "" : "\n";
    declarations.push(`${space}/** ${doc} */\nexport const ${name} = ${initializer};\n`);
  };
  if (known.length > 0) {
    const doc = `The system calls of ${origin}, as the kernel reads their arguments.`;
    add(
      "sys",
      objectCall(
        types.use("systemCalls"),
        known.map((call) => knownEntry(call, types)),
      ),
      doc,
    );
  }
  if (unknown.length > 0) {
    const which = known.length > 0 ? "The other system calls" : "The system calls";
    const doc = `${which} of ${origin}, of which the number is all that is known: no prototype was given.`;
    add("numbers", objectCall(types.use("constants"), unknown.map(numberEntry)), doc);
  }
  return `${mark}\n${importText(types.imports)}\n${declarations.join("")}`;
}

function importText(names: readonly string[]): string {
  const line = `import { ${names.join(", ")} } from "portwright/dsl";\n`;
  return line.length <= width + 1
    ? line
    : `import {\n${names.map((name) => `  ${name},\n`).join("")}} from "portwright/dsl";\n`;
}

function objectCall(constructor: string, entries: readonly string[]): string {
  return `${constructor}({\n${entries.join("")}})`;
}

function knownEntry(call: ImportedCall, types: TypeText): string {
  const { name, number, prototype, notes, conditions } = call;
  const doc = docComment([
    `${String(number)}: \`${prototype?.shown ?? name}\`.`,
    ...notes,
    ...conditionNotes(conditions),
  ]);
  const returns = types.type(prototype?.returns ?? { kind: "void" });
  const parameters = (prototype?.parameters ?? []).map(
    (parameter) => `${propertyName(parameter.name)}: ${types.parameter(parameter)}`,
  );
  const start = `  ${propertyName(name)}: ${types.use("systemCall")}(${String(number)}, ${returns}, `;
  const list = parameters.length === 0 ? "{}" : `{ ${parameters.join(", ")} }`;
  const line = `${start}${list}),`;
  const broken = `${start}{\n${parameters.map((parameter) => `    ${parameter},\n`).join("")}  }),`;
  return `${doc}${line.length <= width ? line : broken}\n`;
}

function numberEntry({ name, number, function: function_, notes, conditions }: ImportedCall): string {
  const shownFunction = function_ === undefined ? "" : `: ${function_}`;
  const doc = docComment([`Call ${String(number)}${shownFunction}.`, ...notes, ...conditionNotes(conditions)]);
  return `${doc}  ${propertyName(name)}: ${String(number)},\n`;
}

function conditionNotes(conditions: readonly string[]): readonly string[] {
  return conditions.length === 0 ? [] : [`Only in kernels with ${conditions.join(" and ")}.`];
}

/** Every identifier is a name for a property, keyword or not; this one alone means something else to JavaScript. */
function propertyName(name: string): string {
  return name === "__proto__" ? `["__proto__"]` : name;
}

/** Sentences as a comment above an entry, on one line where they fit. */
function docComment(sentences: readonly string[]): string {
  const text = sentences.join(" ").replaceAll("*/", "* /");
  const line = `  /** ${text} */`;
  if (line.length <= width) {
    return `${line}\n`;
  }
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) {
      lines.push(`   * ${word}`);
    } else {
      lines[lines.length - 1] = `${last} ${word}`;
    }
  }
  return `  /**\n${lines.join("\n")}\n   */\n`;
}
