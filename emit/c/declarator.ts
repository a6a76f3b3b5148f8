import type { CType, IntegerType } from "../../dsl/ctypes/ctype.js";

/** How a dialect of C spells the integers. */
export type IntegerSpelling = (type: IntegerType) => string;

/** The names that the runtime's own headers declare. */
export const runtimeSpelling: IntegerSpelling = (type) => type.name;

/** The names of <stdint.h>. The runtime's `byte` and `bool` are unsigned octets there, as in its own headers. */
export const standardSpelling: IntegerSpelling = (type) => {
  switch (type.name) {
    case "uintptr":
      return "uintptr_t";
    case "intptr":
      return "intptr_t";
    default:
      return `${type.signed ? "int" : "uint"}${type.size * 8}_t`;
  }
};

/** What a declaration begins with, and the rest with the name inside: `void` and `(*fn)(int32)`. */
interface Declaration {
  readonly specifier: string;
  readonly declarator: string;
}

/**
 * A declaration of `name` with a type, without semicolon: `void (*fn)(void)`. An empty name gives the type by itself,
 * as a cast or a parameter has it: `void*`.
 */
export function declare(type: CType, name: string, spell: IntegerSpelling): string {
  const { specifier, declarator } = wrap(type, name, spell);
  const space = declarator === "" || name === "" ? "" : " ";
  return `${specifier}${space}${declarator}`;
}

/** C declarators are read from the name outwards, so each layer of the type goes around what is there already. */
function wrap(type: CType, inner: string, spell: IntegerSpelling): Declaration {
  switch (type.kind) {
    case "void":
      return { specifier: "void", declarator: inner };
    case "integer":
      return { specifier: spell(type), declarator: inner };
    case "struct":
    case "union":
    case "typedef":
      return { specifier: type.name, declarator: inner };
    case "incomplete":
      return {
        specifier: type.typedefName === true ? type.tag : `${type.keyword} ${type.tag}`,
        declarator: inner,
      };
    case "pointer": {
      const { target } = type;
      // The brackets of an array and the parentheses of a function bind tighter than the star.
      const tight = target.kind === "array" || target.kind === "function";
      return wrap(target, tight ? `(*${inner})` : `*${inner}`, spell);
    }
    case "array":
      return wrap(type.element, `${inner}[${type.count}]`, spell);
    case "function": {
      const parameters = type.parameters.map((parameter) => declare(parameter, "", spell));
      return wrap(type.returns, `${inner}(${parameters.length === 0 ? "void" : parameters.join(", ")})`, spell);
    }
  }
}
