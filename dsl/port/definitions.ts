import type { DefinedType } from "../ctypes/check-type.js";
import { checkType } from "../ctypes/check-type.js";
import { checkFileName } from "../ctypes/c-name.js";
import type { CType } from "../ctypes/ctype.js";
import { bitFieldsOf, fieldsOf } from "../ctypes/ctype.js";
import type { Diagnostic } from "../diagnostic.js";
import type { Constant } from "../operands/immediate.js";
import { immediateClass } from "../operands/immediate.js";
import type { LongList } from "../long-list.js";
import type { SourceSite } from "../source-site.js";
import { captureSite } from "../source-site.js";

/** A constant as headers see it: its name and its value, whatever instructions may make of it. */
export type NamedNumber = Pick<Constant, "kind" | "name" | "value" | "site">;

/** What the kernel and the runtime agree on: constants and types, in the order a header gives them. */
export interface Definitions<TypeName extends string = string> {
  readonly kind: "definitions";
  readonly constants: readonly NamedNumber[];
  readonly types: readonly DefinedType<TypeName>[];
  readonly site: SourceSite;
}

/**
 * Gathers constants and types for the headers. A type stands after those it uses.
 *
 * @example
 * definitions({ constants: kernel, types: [Timeval, Itimerval] })
 */
export function definitions<const TypeName extends string>(parts: {
  readonly constants: Readonly<Record<string, NamedNumber>>;
  readonly types: LongList<DefinedType<TypeName>>;
}): Definitions<TypeName> {
  return Object.freeze({
    kind: "definitions",
    constants: Object.freeze(Object.values(parts.constants)),
    types: Object.freeze(parts.types),
    site: captureSite(definitions),
  });
}

/** What is wrong with definitions, by themselves and among each other. */
export function checkDefinitions(defined: Definitions): readonly Diagnostic[] {
  return [
    ...defined.constants.flatMap((constant) => checkConstant(constant, defined.site)),
    ...checkDistinct(defined),
    ...defined.types.flatMap(checkType),
    ...checkOrder(defined.types),
  ];
}

function checkConstant(constant: NamedNumber, site: SourceSite): readonly Diagnostic[] {
  return [
    ...checkFileName(constant.name, "a constant", site),
    ...(immediateClass(constant.value) === "too-wide"
      ? [
          {
            code: "constant-range",
            message: `the constant ${constant.name} is ${String(constant.value)}: expected a whole number of at most 64 bits`,
            hint: "write numbers above 2^53 as bigint: 0x8000000000000000n",
            site,
          },
        ]
      : []),
  ];
}

function checkDistinct(defined: Definitions): readonly Diagnostic[] {
  const seen = new Set<string>();
  const found: Diagnostic[] = [];
  const named = [
    ...defined.constants.map(({ name }) => ({ name, site: defined.site })),
    ...defined.types.map(({ name, site }) => ({ name, site })),
  ];
  for (const { name, site } of named) {
    if (seen.has(name)) {
      found.push({
        code: "definition-twice",
        message: `${name} is defined twice: constants, structs, unions and typedefs share one set of names`,
        site,
      });
    }
    seen.add(name);
  }
  return found;
}

/** C knows a type from its definition on, so every type used must stand before its user. */
function checkOrder(types: readonly DefinedType[]): readonly Diagnostic[] {
  const known = new Set<CType>();
  return types.flatMap((type) => {
    const used =
      type.kind === "typedef"
        ? namesIn(type.of)
        : [...fieldsOf(type), ...bitFieldsOf(type)].flatMap((member) => namesIn(member.type));
    const missing = [...new Set(used)].filter((name) => !known.has(name));
    known.add(type);
    return missing.map((name) => ({
      code: "definition-order",
      message: `${type.name} uses ${name.name}, which ${types.includes(name) ? "comes later" : "is not in the list of types"}`,
      hint: types.includes(name) ? `move ${name.name} before ${type.name}` : `add ${name.name} before ${type.name}`,
      site: type.site,
    }));
  });
}

/** The named types that a declaration of `type` spells out. */
function namesIn(type: CType): readonly DefinedType[] {
  switch (type.kind) {
    case "struct":
    case "union":
    case "typedef":
      return [type];
    case "pointer":
      return namesIn(type.target);
    case "array":
      return namesIn(type.element);
    case "function":
      return [type.returns, ...type.parameters].flatMap(namesIn);
    case "void":
    case "integer":
    case "incomplete":
      return [];
  }
}
