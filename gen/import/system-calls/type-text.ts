import type { ImportedType } from "./imported-type.js";
import type { ImportedParameter, ImportedTable } from "./table.js";

/** Writes types in the language of descriptions, and keeps in mind what that needs. */
export class TypeText {
  readonly #imports = new Set<string>();
  readonly #structs: ReadonlyMap<string, string>;

  constructor(table: ImportedTable) {
    this.#structs = structConstants(table);
  }

  /** Something of portwright/dsl. */
  use(name: string): string {
    this.#imports.add(name);
    return name;
  }

  /** What was used, in the order of an import. */
  get imports(): readonly string[] {
    return [...this.#imports].toSorted((one, other) => {
      const [a, b] = [one.toLowerCase(), other.toLowerCase()];
      return a < b ? -1 : a > b ? 1 : 0;
    });
  }

  /** The structs and unions that pointers lead to: the constant of each, and what it is. */
  constants(): readonly { readonly name: string; readonly initializer: string }[] {
    return [...this.#structs].map(([type, name]) => {
      const [keyword = "", tag = ""] = type.split(" ");
      const constructor = this.use(keyword === "struct" ? "incompleteStruct" : "incompleteUnion");
      return { name, initializer: `${constructor}(${JSON.stringify(tag)})` };
    });
  }

  parameter({ type }: ImportedParameter): string {
    return type.kind === "padding" ? this.use("padding") : this.type(type);
  }

  type(type: ImportedType): string {
    switch (type.kind) {
      case "void":
        return this.use("voidType");
      case "integer":
        return this.use(type.name);
      case "pointer":
        return `${this.use("pointer")}(${this.type(type.target)})`;
      case "aggregate":
        return this.#structs.get(`${type.keyword} ${type.tag}`) ?? this.use("voidType");
      case "function": {
        const types = [type.returns, ...type.parameters].map((part) => this.type(part));
        return `${this.use("functionType")}(${types.join(", ")})`;
      }
    }
  }
}

/** A constant for each struct and union, by `struct tag`, named after it: `EpollEvent`. */
function structConstants({ calls }: ImportedTable): ReadonlyMap<string, string> {
  const types = new Set<string>();
  const collect = (type: ImportedType): void => {
    switch (type.kind) {
      case "void":
      case "integer":
        return;
      case "pointer":
        collect(type.target);
        return;
      case "aggregate":
        types.add(`${type.keyword} ${type.tag}`);
        return;
      case "function":
        [type.returns, ...type.parameters].forEach(collect);
    }
  };
  for (const { prototype } of calls) {
    if (prototype !== undefined) {
      collect(prototype.returns);
      prototype.parameters.forEach(({ type }) => {
        if (type.kind !== "padding") {
          collect(type);
        }
      });
    }
  }
  const taken = new Set<string>();
  const constants = new Map<string, string>();
  for (const type of [...types].toSorted()) {
    const tag = type.replace(/^\w+ /, "");
    const name = tag.replaceAll(/_*([^_]+)_*/g, (_, word: string) => word.charAt(0).toUpperCase() + word.slice(1));
    let free = /^[A-Za-z]/.test(name) ? name : `Struct${name}`;
    for (let count = 2; taken.has(free); count += 1) {
      free = `${name}_${String(count)}`;
    }
    taken.add(free);
    constants.set(type, free);
  }
  return constants;
}
