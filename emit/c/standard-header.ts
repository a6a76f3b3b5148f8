import type { DefinedType } from "../../dsl/ctypes/check-type.js";
import type { CType, Field, StructType, UnionType } from "../../dsl/ctypes/ctype.js";
import type { Definitions, NamedNumber } from "../../dsl/port/definitions.js";
import { generatedMark } from "../generated-mark.js";
import type { Origin } from "../origin.js";
import { declare, standardSpelling } from "./declarator.js";
import { paddedMembers } from "./explicit-padding.js";
import { includeGuard } from "./include-guard.js";
import { fitsInt, standardLiteral } from "./integer-literal.js";

/**
 * Definitions as standard C (C11), for any compiler of the machine: the padding of the Plan 9 header under the same
 * names, and assertions that the compiler lays everything out as described. `path` names the include guard.
 */
export function emitStandardHeader(defined: Definitions, origin: Origin, path: string): string {
  const { portName } = origin;
  const guard = includeGuard(portName, path);
  const sections = [
    `#ifndef ${guard}\n#define ${guard}\n`,
    introduction(portName),
    "#include <stddef.h>\n#include <stdint.h>\n",
    ...(defined.constants.length === 0 ? [] : ["// Constants\n", ...defined.constants.map(constant)]),
    ...(defined.types.length === 0 ? [] : ["// Types\n", ...defined.types.map(definition)]),
    "// The values and layouts, as the description has them.\n",
    defined.constants.map((named) => constantAssertion(named, portName)).join(""),
    ...defined.types.map((type) => layoutAssertions(type, portName)),
    `#endif // ${guard}\n`,
  ];
  return `${generatedMark("slashes", origin)}\n${sections.filter((text) => text !== "").join("\n")}`;
}

function introduction(portName: string): string {
  return [
    `// Kernel constants and types of ${portName} as standard C11.`,
    "//",
    "// System headers that define some of the constants as macros (<signal.h>, <errno.h>, <sys/mman.h>, ...) go before",
    "// this one: their macros are then left alone and compared with the description, so headers of another system,",
    "// whose numbers are other ones, are refused instead of mixed in.",
    "",
  ].join("\n");
}

/** An enumerator, which a debugger can name; numbers wider than int, which standard C has no enumerators for, a macro. */
function constant({ name, value }: NamedNumber): string {
  const definition = fitsInt(value)
    ? `enum { ${name} = ${standardLiteral(value)} };`
    : `#define ${name} ${standardLiteral(value)}`;
  return `#ifndef ${name}\n${definition}\n#endif\n`;
}

function definition(type: DefinedType): string {
  switch (type.kind) {
    case "typedef":
      return `typedef ${declare(type.of, type.name, standardSpelling)};\n`;
    case "struct":
    case "union":
      return [
        `typedef ${type.kind} ${type.name} ${type.name};\n${type.kind} ${type.name} {\n`,
        ...paddedMembers(type).map((member) => `\t${memberDeclaration(member)};\n`),
        "};\n",
      ].join("");
  }
}

function memberDeclaration({ name, type }: Field): string {
  const alignment = type.align > naturalAlignment(type) ? `_Alignas(${type.align}) ` : "";
  return `${alignment}${declare(type, name, standardSpelling)}`;
}

/** The alignment that C gives a type by itself, where the described one may be larger: see `opaque`. */
function naturalAlignment(type: CType): number {
  switch (type.kind) {
    case "array":
      return naturalAlignment(type.element);
    case "typedef":
      return naturalAlignment(type.of);
    case "void":
    case "integer":
    case "pointer":
    case "struct":
    case "union":
    case "incomplete":
    case "function":
      return type.align;
  }
}

function constantAssertion({ name, value }: NamedNumber, portName: string): string {
  const literal = standardLiteral(value);
  return assertion(`${name} == ${literal}`, `${name} is ${literal} on ${portName}`);
}

function layoutAssertions(type: DefinedType, portName: string): string {
  if (type.size === 0) {
    // A name for void or for a function: C gives it no size.
    return "";
  }
  return [
    assertion(`sizeof(${type.name}) == ${type.size}`, `${type.name} takes ${type.size} bytes on ${portName}`),
    ...(type.kind === "typedef" ? [] : aggregateAssertions(type, portName)),
  ].join("");
}

function aggregateAssertions(type: StructType | UnionType, portName: string): readonly string[] {
  return [
    assertion(`_Alignof(${type.name}) == ${type.align}`, `${type.name} is aligned to ${type.align} on ${portName}`),
    ...paddedMembers(type).map(({ name, offset }) =>
      assertion(
        `offsetof(${type.name}, ${name}) == ${offset}`,
        `${type.name}.${name} lies at ${offset} on ${portName}`,
      ),
    ),
  ];
}

function assertion(condition: string, otherwise: string): string {
  return `_Static_assert(${condition}, "${otherwise}");\n`;
}
