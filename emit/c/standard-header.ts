import type { DefinedType } from "../../dsl/ctypes/check-type.js";
import type { CType, Field, StructType, UnionType } from "../../dsl/ctypes/ctype.js";
import { fieldsOf } from "../../dsl/ctypes/ctype.js";
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
    ...(defined.types.length === 0
      ? []
      : ["// Types\n", tags(defined.types).join(""), ...defined.types.map(definition)]),
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
        ...memberDeclarations(type).map((member) => `\t${member};\n`),
        isPacked(type) ? `} __attribute__((packed, aligned(${type.align})));\n` : "};\n",
      ].join("");
  }
}

/** Tags are made known first where a parameter list brings them up: they would be another type in each of them. */
function tags(types: readonly DefinedType[]): readonly string[] {
  const found = types.flatMap((type) =>
    type.kind === "typedef"
      ? tagsInParameters(type.of, false)
      : fieldsOf(type).flatMap((member) => tagsInParameters(member.type, false)),
  );
  return [...new Set(found)].map((tag) => `${tag};\n`);
}

function tagsInParameters(type: CType, isParameter: boolean): readonly string[] {
  switch (type.kind) {
    case "incomplete":
      return isParameter && type.typedefName !== true ? [`${type.keyword} ${type.tag}`] : [];
    case "pointer":
      return tagsInParameters(type.target, isParameter);
    case "array":
      return tagsInParameters(type.element, isParameter);
    case "function":
      return [
        ...tagsInParameters(type.returns, isParameter),
        ...type.parameters.flatMap((parameter) => tagsInParameters(parameter, true)),
      ];
    case "void":
    case "integer":
    case "struct":
    case "union":
    case "typedef":
      return [];
  }
}

/** A layout that C has no words for: members that are not at a multiple of their alignment, or too little of it. */
function isPacked(type: StructType | UnionType): boolean {
  return fieldsOf(type).some((member) => member.offset % member.type.align !== 0 || member.type.align > type.align);
}

function memberDeclarations(type: StructType | UnionType): readonly string[] {
  const members = paddedMembers(type);
  if (isPacked(type)) {
    return members.map((member) => declare(member.type, member.name, standardSpelling));
  }
  const given = Math.max(...members.map((member) => member.type.align));
  // The first member lies at 0, so that it can bear the alignment of the whole.
  return members.map((member, index) =>
    memberDeclaration(member, index === 0 && given < type.align ? type.align : member.type.align),
  );
}

function memberDeclaration({ name, type }: Field, align: number): string {
  const alignment = align > naturalAlignment(type) ? `_Alignas(${align}) ` : "";
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
