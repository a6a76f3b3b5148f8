import type { Diagnostic } from "../diagnostic.js";
import type { SourceSite } from "../source-site.js";
import { checkFileName, checkLocalName } from "./c-name.js";
import type { CType, StructType, TypedefType, UnionType } from "./ctype.js";
import { checkLayout } from "./check-layout.js";
import { bitFieldsOf, fieldsOf } from "./ctype.js";

/** A type that a header defines under a name. */
export type DefinedType<Name extends string = string> = StructType<Name> | UnionType<Name> | TypedefType<number, Name>;

/** Names of members that printers use for the padding they make explicit. */
const paddingName = /^pad_godefs_\d+$/u;

/**
 * What C would not accept of a type, or what would come out as another layout than the described one. Types used by
 * it are judged where they are defined, but for those without a name.
 */
export function checkType(type: DefinedType): readonly Diagnostic[] {
  const what = `the ${type.kind} ${type.name}`;
  const own = checkFileName(type.name, `a ${type.kind}`, type.site);
  if (type.kind === "typedef") {
    return [...own, ...checkUnnamed(type.of, what, type.site, "typedef")];
  }
  const members = [...fieldsOf(type), ...bitFieldsOf(type)];
  const empty: readonly Diagnostic[] =
    members.length > 0
      ? []
      : [
          {
            code: "type-empty",
            message: `${what} has no members, which C does not allow`,
            hint: `use incompleteStruct or incompleteUnion for a type that is only pointed at`,
            site: type.site,
          },
        ];
  return [
    ...own,
    ...empty,
    ...checkLayout(type),
    ...members.flatMap(({ name, type: member }) => [
      ...checkLocalName(name, `a member of ${what}`, type.site),
      ...(paddingName.test(name)
        ? [
            {
              code: "member-padding",
              message: `${what} has a member ${name}: padding is computed, never written`,
              hint: "leave it out; where a member is more aligned than its type says, use opaque(size, align)",
              site: type.site,
            },
          ]
        : []),
      ...checkUnnamed(member, `member ${name} of ${what}`, type.site, "object"),
    ]),
  ];
}

/**
 * Looks into a type as far as it has no name of its own. `use` is what it stands for: a value in memory, what a
 * pointer points at, what a typedef names, a function's result or parameter.
 */
export function checkUnnamed(
  type: CType,
  what: string,
  site: SourceSite,
  use: "object" | "target" | "typedef" | "returns" | "parameter",
): readonly Diagnostic[] {
  switch (type.kind) {
    case "void":
      return use === "object" || use === "parameter" ? [noValue(what, "void", site)] : [];
    case "incomplete":
      return use === "target" || use === "typedef"
        ? checkLocalName(type.tag, `a ${type.keyword} that ${what} points at`, site)
        : [noValue(what, `${type.keyword} ${type.tag}, of which only the tag is known`, site)];
    case "function": {
      const misplaced = use === "target" || use === "typedef" ? [] : [noValue(what, "a function", site)];
      return [
        ...misplaced,
        ...checkUnnamed(type.returns, `the result of ${what}`, site, "returns"),
        ...type.parameters.flatMap((parameter, index) =>
          checkUnnamed(parameter, `parameter ${index + 1} of ${what}`, site, "parameter"),
        ),
      ];
    }
    case "array": {
      const misplaced =
        use === "returns" || use === "parameter"
          ? [
              {
                code: "type-array",
                message: `${what} is an array, which C passes as a pointer`,
                hint: "write pointer(element)",
                site,
              },
            ]
          : [];
      return [
        ...misplaced,
        ...(type.flexible === true ? [] : checkArray(type.count, type.size, type.align, what, site)),
        ...checkUnnamed(type.element, what, site, "object"),
      ];
    }
    case "pointer":
      return checkUnnamed(type.target, what, site, "target");
    case "typedef":
      return (use === "object" || use === "parameter") && type.size === 0
        ? [noValue(what, `${type.name}, a name of a type without a size`, site)]
        : [];
    case "integer":
    case "struct":
    case "union":
      return [];
  }
}

function checkArray(count: number, size: number, align: number, what: string, site: SourceSite): readonly Diagnostic[] {
  if (!Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(size)) {
    return [
      {
        code: "array-count",
        message: `${what} is an array of ${count} elements: expected a whole number from 1 up`,
        site,
      },
    ];
  }
  return size % align === 0
    ? []
    : [
        {
          code: "type-align",
          message: `${what} is ${size} bytes aligned to ${align}: the size of a C type is a multiple of its alignment`,
          site,
        },
      ];
}

function noValue(what: string, is: string, site: SourceSite): Diagnostic {
  return {
    code: "type-no-value",
    message: `${what} is ${is}: expected a type with a size`,
    hint: "point at it instead: pointer(...)",
    site,
  };
}
