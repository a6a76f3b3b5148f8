import type { Plugin } from "esbuild";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Form } from "../../dsl/instructions/form.js";
import { forms } from "../../dsl/instructions/generated/forms.js";

/**
 * Modules that the bundle has in another way than the compiler gives them: what is regular as data, so that V8 has
 * thousands of functions less to make at each start.
 */
export const bundledModules: Plugin = {
  name: "bundled-modules",
  setup(build) {
    build.onLoad({ filter: /\/dsl\/instructions\/generated\/[\w-]+\.js$/ }, ({ path }) => ({
      contents: basename(path) === "forms.js" ? formsAsText(forms) : constructorsAsCalls(readFileSync(path, "utf8")),
    }));
    build.onLoad({ filter: /\/iced_x86\.js$/ }, ({ path }) => ({
      contents: enumerationsOnDemand(readFileSync(path, "utf8")),
    }));
    build.onLoad({ filter: /\/gen\/load\/dsl-module\.js$/ }, () => ({
      // What the part exports anyway: a namespace of its own would have a getter for each name.
      contents: `export const dslModule = () => module.exports["dist/dsl/index.js"];`,
    }));
  },
};

/** The table with a line of text for each mnemonic, which is parsed when somebody asks for it. */
function formsAsText(forms: ReadonlyMap<string, readonly Form[]>): string {
  const lines = [...forms.values()].map((ofOne) => JSON.stringify(ofOne));
  return `
import { FormTable } from "../form-table.js";
const lines = ${JSON.stringify(lines.join("\n"))}.split("\\n");
const mnemonics = ${JSON.stringify([...forms.keys()].join(" "))}.split(" ");
export const forms = new FormTable(mnemonics, (position) => JSON.parse(lines[position]));
`;
}

/** Each constructor by one call: they do the same, each for its mnemonic. */
function constructorsAsCalls(text: string): string {
  const constructor =
    /^export function (\w+)\(\.\.\.operands\) \{\n {4}return instruction\("\1", operands, \1\);\n\}$/gm;
  return text
    .replaceAll(constructor, `export const $1 = constructorOf("$1");`)
    .replace("import { instruction }", "import { constructorOf, instruction }");
}

/** iced-x86 with its enumerations, of thousands of names, made when somebody asks for them. */
function enumerationsOnDemand(text: string): string {
  const enumeration = /^module\.exports\.(\w+) = Object\.freeze\((\{[^{}]*\})\);$/gm;
  return `
function onDemand(name, make) {
  let made;
  Object.defineProperty(module.exports, name, { enumerable: true, get: () => (made ??= Object.freeze(make())) });
}
${text.replaceAll(enumeration, `onDemand("$1", () => ($2));`)}`;
}
