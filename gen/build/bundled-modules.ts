import type { Plugin } from "esbuild";
import { Code } from "iced-x86";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Form } from "../../dsl/instructions/form.js";
import { forms } from "../../dsl/instructions/generated/forms.js";
import { icedFunctions } from "./lean-packages.js";
import { exportTable } from "./lean-wasm.js";

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
      contents: onDemand(readFileSync(path, "utf8")),
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

/**
 * iced-x86 with its enumerations and its functions made when somebody asks for them; of the largest enumeration, the
 * 4,936 encodings, a name by its number without the rest.
 */
function onDemand(text: string): string {
  const enumeration = /^module\.exports\.(\w+) = Object\.freeze\((\{[^{}]*\})\);$/gm;
  const exported = "wasm = wasmInstance.exports;";
  if (!text.includes(exported)) {
    throw new Error(`iced-x86 no longer says ${exported}`);
  }
  return `
function onDemand(name, make) {
  let made;
  Object.defineProperty(module.exports, name, { enumerable: true, get: () => (made ??= make()) });
}
function namesByNumber(names) {
  let whole;
  const all = () =>
    (whole ??= Object.fromEntries(names.flatMap((name, number) => [[number, name], [name, number]])));
  return new Proxy({}, {
    get: (_, key) => (/^\\d/.test(key) ? names[key] : all()[key]),
    has: (_, key) => key in all(),
    ownKeys: () => Reflect.ownKeys(all()),
    getOwnPropertyDescriptor: (_, key) => Object.getOwnPropertyDescriptor(all(), key),
    set: () => false,
  });
}
function functionsOnDemand(exports) {
  const names = ${JSON.stringify(icedFunctions().join(" "))}.split(" ");
  const positions = new Map(names.map((name, position) => [name, position]));
  const made = Object.create(
    new Proxy({}, {
      get: (_, name) => positions.has(name) ? (made[name] = exports.${exportTable}.get(positions.get(name))) : undefined,
    }),
  );
  return Object.assign(made, exports);
}
${text
  .replaceAll(enumeration, (_, name: string, object: string) =>
    name === "Code"
      ? `onDemand("Code", () => namesByNumber(${JSON.stringify(namesInOrder(Code).join(" "))}.split(" ")));`
      : `onDemand("${name}", () => Object.freeze(${object}));`,
  )
  .replace(exported, "wasm = functionsOnDemand(wasmInstance.exports);")}`;
}

/** The names of an enumeration that counts from 0. */
function namesInOrder(enumeration: Readonly<Record<string, unknown>>): readonly string[] {
  const names: string[] = [];
  for (const [name, number] of Object.entries(enumeration)) {
    if (typeof number === "number") {
      names[number] = name;
    }
  }
  if (Object.keys(names).length !== names.length) {
    throw new Error("an enumeration of iced-x86 no longer counts from 0");
  }
  return names;
}
