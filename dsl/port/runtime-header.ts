import { checkFileName, checkLocalName } from "../ctypes/c-name.js";
import { checkUnnamed } from "../ctypes/check-type.js";
import type { IncompleteType, ScalarType } from "../ctypes/ctype.js";
import type { Prototype } from "../ctypes/prototype.js";
import { checkPrototype } from "../ctypes/prototype.js";
import { tagsIn } from "../ctypes/tags-in.js";
import type { Diagnostic } from "../diagnostic.js";
import { immediateClass } from "../operands/immediate.js";
import type { SourceSite } from "../source-site.js";
import { captureSite } from "../source-site.js";
import type { Errata, Variant } from "./erratum.js";
import { chooseForm } from "./erratum.js";

/** A macro that stands for a number of a type: `#define SIG_IGN ((void*)1)`. */
export interface MacroDefinition {
  readonly kind: "macro";
  readonly name: string;
  readonly type: ScalarType;
  readonly value: number | bigint;
  readonly site: SourceSite;
}

/** A tag made known before prototypes point at it: `struct sigaction;`. */
export interface ForwardDeclaration {
  readonly kind: "forward-declaration";
  readonly type: IncompleteType;
  readonly site: SourceSite;
}

/** One line of a runtime header. */
export type RuntimeHeaderItem = MacroDefinition | ForwardDeclaration | Prototype;

/** The header of what the port's C files share: macros and prototypes, both forms of every erratum among them. */
export interface RuntimeHeader {
  readonly kind: "runtime-header";
  readonly items: readonly (RuntimeHeaderItem | Variant<RuntimeHeaderItem>)[];
}

/** A macro for a number of a type. */
export function macro(name: string, type: ScalarType, value: number | bigint): MacroDefinition {
  return Object.freeze({ kind: "macro", name, type, value, site: captureSite(macro) });
}

/** Makes a tag known. */
export function forwardDeclaration(type: IncompleteType): ForwardDeclaration {
  return Object.freeze({ kind: "forward-declaration", type, site: captureSite(forwardDeclaration) });
}

/**
 * A header of macros and prototypes, in the order given.
 *
 * @example
 * runtimeHeader(
 *   macro("SIG_DFL", pointer(voidType), 0),
 *   prototype("runtime·sigpanic", voidType),
 *   erratum(undefinedFunction, { original: [prototype("runtime·gone", voidType)], corrected: [] }),
 * )
 */
export function runtimeHeader(...items: readonly (RuntimeHeaderItem | Variant<RuntimeHeaderItem>)[]): RuntimeHeader {
  return Object.freeze({ kind: "runtime-header", items: Object.freeze(items) });
}

/** What is wrong with a header, in either of its forms. */
export function checkRuntimeHeader(header: RuntimeHeader): readonly Diagnostic[] {
  const forms: readonly Errata[] = ["original", "corrected"];
  const items = new Set(forms.flatMap((errata) => chooseForm<RuntimeHeaderItem>(header.items, errata)));
  // What is wrong in both forms is said once.
  const inForms = new Map(
    forms
      .flatMap((errata) => checkForm(chooseForm<RuntimeHeaderItem>(header.items, errata)))
      .map((found) => [found.message, found]),
  );
  return [...[...items].flatMap(checkItem), ...inForms.values()];
}

function checkItem(item: RuntimeHeaderItem): readonly Diagnostic[] {
  switch (item.kind) {
    case "prototype":
      return checkPrototype(item);
    case "forward-declaration":
      return checkLocalName(item.type.tag, `a ${item.type.keyword}`, item.site);
    case "macro":
      return [
        ...checkFileName(item.name, "a macro", item.site),
        ...checkUnnamed(item.type, `the macro ${item.name}`, item.site, "parameter"),
        ...(immediateClass(item.value) === "too-wide"
          ? [
              {
                code: "constant-range",
                message: `the macro ${item.name} is ${String(item.value)}: expected a whole number of at most 64 bits`,
                site: item.site,
              },
            ]
          : []),
      ];
  }
}

/** Names declared twice, and tags that C would take for new ones inside a parameter list. */
function checkForm(items: readonly RuntimeHeaderItem[]): readonly Diagnostic[] {
  const names = new Set<string>();
  const tags = new Set<string>();
  const found: Diagnostic[] = [];
  for (const item of items) {
    if (item.kind === "forward-declaration") {
      tags.add(`${item.type.keyword} ${item.type.tag}`);
      continue;
    }
    if (names.has(item.name)) {
      found.push({
        code: "definition-twice",
        message: `${item.name} is declared twice in one header`,
        site: item.site,
      });
    }
    names.add(item.name);
    const used =
      item.kind === "macro" ? tagsIn(item.type) : [item.returns, ...Object.values(item.parameters)].flatMap(tagsIn);
    for (const tag of new Set(used)) {
      if (!tags.has(tag)) {
        found.push({
          code: "tag-undeclared",
          message: `${item.name} points at ${tag}, which is not declared before it`,
          hint: `put a forwardDeclaration of ${tag} before it`,
          site: item.site,
        });
      }
    }
  }
  return found;
}
