import type { DefinedType } from "../../../dsl/ctypes/check-type.js";
import type { CType } from "../../../dsl/ctypes/ctype.js";

/** Where prettier breaks lines. */
const printWidth = 120;

/** A property of an object that is written out. */
export interface ObjectLine {
  readonly text: string;
  /** A comment above it. */
  readonly remark?: string | undefined;
  /** How it is written where it does not fit a line. */
  readonly pieces?: { readonly head: string; readonly items: readonly string[]; readonly tail: string };
}

/** Does a line fit? */
export function fits(line: string): boolean {
  return line.length <= printWidth;
}

/** An argument: an expression, or an object over several lines. */
export type Argument = string | { readonly lines: readonly ObjectLine[] };

/**
 * A call, broken as prettier breaks it: a last argument that is an object stays beside the others, unless there is
 * another object before it.
 */
export function call(callee: string, args: readonly Argument[]): string {
  const before = args.slice(0, -1).flatMap((arg) => (typeof arg === "string" && !arg.startsWith("{") ? [arg] : []));
  const last = args.at(-1);
  if (args.every((arg) => typeof arg === "string")) {
    const line = args.join(", ");
    if (!line.includes("{")) {
      return `${callee}(${line})`;
    }
  } else if (typeof last === "object" && before.length === args.length - 1) {
    return `${callee}(${before.map((arg) => `${arg}, `).join("")}${objectText(last.lines, "")})`;
  }
  const lines = args.map((arg) => `  ${typeof arg === "string" ? arg : objectText(arg.lines, "  ")},\n`);
  return `${callee}(\n${lines.join("")})`;
}

function objectText(lines: readonly ObjectLine[], indent: string): string {
  const inner = `${indent}  `;
  const properties = lines.map(({ text, remark, pieces }) => {
    const comment = remark === undefined ? "" : `${inner}// ${inComment(remark)}\n`;
    if (pieces === undefined || fits(`${inner}${text},`)) {
      const [, head = "", expression = text] = /^(\w+: )(.*)$/s.exec(text) ?? [];
      return `${comment}${wrapped(inner, head, expression, ",")}\n`;
    }
    const items = pieces.items.map((item) => `${inner}  ${item},\n`);
    return `${comment}${inner}${pieces.head}\n${items.join("")}${inner}${pieces.tail},\n`;
  });
  return `{\n${properties.join("")}${indent}}`;
}

/** A line with a call in it; where it does not fit, the arguments have lines of their own. */
export function wrapped(indent: string, head: string, expression: string, tail: string): string {
  const line = `${indent}${head}${expression}${tail}`;
  const [, callee, inside = ""] = /^(\w+)\((.+)\)$/s.exec(expression) ?? [];
  if (fits(line) || callee === undefined) {
    return line;
  }
  const args = argumentsIn(inside).map((arg) => `${wrapped(`${indent}  `, "", arg, ",")}\n`);
  return `${indent}${head}${callee}(\n${args.join("")}${indent})${tail}`;
}

/** Expressions with commas between them; those in parentheses and in names of types are theirs. */
function argumentsIn(text: string): readonly string[] {
  const args: string[] = [];
  let depth = 0;
  let from = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    depth += character === "(" ? 1 : character === ")" ? -1 : 0;
    if (character === "," && depth === 0) {
      args.push(text.slice(from, index));
      from = index + 1;
    }
  }
  return [...args, text.slice(from)].map((arg) => arg.trim());
}

/** Text that nothing in it ends a comment with, whatever the object calls its types. */
export function inComment(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, "?").replaceAll("*/", "* /");
}

/** Numbers below 256 in decimal, masks and addresses in hexadecimal; those that a number does not hold as bigint. */
export function numberText(value: bigint): string {
  const magnitude = value < 0n ? -value : value;
  const digits = magnitude < 256n ? magnitude.toString() : `0x${magnitude.toString(16)}`;
  const suffix = magnitude > BigInt(Number.MAX_SAFE_INTEGER) ? "n" : "";
  return `${value < 0n ? "-" : ""}${digits}${suffix}`;
}

export function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/** Words that no constant of a module can be called by. */
const reserved = new Set(
  (
    "arguments as async await break case catch class const continue debugger default delete do else enum eval export " +
    "extends false finally for function if implements import in instanceof interface let new null package private " +
    "protected public return static super switch this throw true try typeof undefined var void while with yield"
  ).split(" "),
);

/** What the language calls things that a module may need. */
const language = (
  "array bits bool byte constants definitions flexible functionType incompleteStruct incompleteUnion int16 int32 int64 " +
  "int8 intptr opaque placed pointer struct structAt typedef uint16 uint32 uint64 uint8 uintptr union unionAt voidType"
).split(" ");

/** Writes types as expressions, and keeps account of what has to be imported for them. */
export class TypeText {
  readonly #identifiers = new Map<CType, string>();
  readonly #used = new Set<string>([...reserved, ...language]);
  readonly #imports = new Set<string>();

  constructor(types: readonly DefinedType[]) {
    for (const type of types) {
      this.#identifiers.set(type, this.own(type.name));
    }
  }

  /** A name for something of the module's own. */
  own(wanted: string): string {
    let name = wanted;
    while (this.#used.has(name)) {
      name = `${name}_`;
    }
    this.#used.add(name);
    return name;
  }

  /** What a type of the module is called in it. */
  identifier(type: DefinedType): string {
    return this.#identifiers.get(type) ?? type.name;
  }

  /** A name of the language, which the module then imports. */
  use(name: string): string {
    this.#imports.add(name);
    return name;
  }

  imports(): readonly string[] {
    return [...this.#imports].toSorted();
  }

  of(type: CType): string {
    const identifier = this.#identifiers.get(type);
    if (identifier !== undefined) {
      return identifier;
    }
    switch (type.kind) {
      case "void":
        return this.use("voidType");
      case "integer":
        return this.use(type.name);
      case "pointer":
        return `${this.use("pointer")}(${this.of(type.target)})`;
      case "array":
        return this.#array(type.element, type);
      case "incomplete":
        return `${this.use(type.keyword === "struct" ? "incompleteStruct" : "incompleteUnion")}(${JSON.stringify(type.tag)})`;
      case "function":
        return `${this.use("functionType")}(${[type.returns, ...type.parameters].map((one) => this.of(one)).join(", ")})`;
      case "struct":
      case "union":
      case "typedef":
        return type.name;
    }
  }

  #array(element: CType, { count, size, align, flexible }: Extract<CType, { readonly kind: "array" }>): string {
    if (flexible === true) {
      return `${this.use("flexible")}(${this.of(element)})`;
    }
    return element.kind === "integer" && element.name === "byte"
      ? `${this.use("opaque")}(${size}, ${align})`
      : `${this.use("array")}(${this.of(element)}, ${count})`;
  }
}
