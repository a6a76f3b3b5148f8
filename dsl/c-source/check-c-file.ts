import { checkLocalName, checkSymbolName } from "../ctypes/c-name.js";
import { isLaidOutByC } from "../ctypes/check-layout.js";
import { checkType, checkUnnamed } from "../ctypes/check-type.js";
import type { CType } from "../ctypes/ctype.js";
import { fieldsOf } from "../ctypes/ctype.js";
import type { Diagnostic } from "../diagnostic.js";
import type { Errata } from "../port/erratum.js";
import { chooseForm } from "../port/erratum.js";
import { textFlagBits } from "../routines/text-flag.js";
import type { SourceSite } from "../source-site.js";
import type { CFile, CHeader, CItem } from "./c-file.js";
import type { CFunctionDefinition } from "./c-function.js";
import type { ResolvedLine } from "./c-text.js";
import { resolveText } from "./c-text.js";
import type { Callable, Signature } from "./callable.js";
import { isCallable } from "./callable.js";
import { checkDialect } from "./check-dialect.js";
import { checkStatics, checkUsed } from "./check-used.js";
import type { Reference } from "./expression.js";
import { about } from "./expression.js";
import { sameType } from "./judge.js";

/** What is wrong with a C source, in either form of its errata; what is wrong in both is said once. */
export function checkCFile(file: CFile): readonly Diagnostic[] {
  const forms: readonly Errata[] = ["original", "corrected"];
  const inForms = new Map(
    forms.flatMap((errata) => checkForm(file, errata)).map((found) => [`${found.code} ${found.message}`, found]),
  );
  return [
    ...file.includes
      .filter(({ path }) => !/^[\w.+-]+(\/[\w.+-]+)*$/u.test(path))
      .map(({ path }) => ({
        code: "include-name",
        message: `${JSON.stringify(path)} is no header: expected its path without quotes, as in "defs.h"`,
        site: file.site,
      })),
    ...checkDoc(file.doc, "the head of a C source", file.site),
    ...inForms.values(),
    ...functionsOf(file).flatMap(checkUsed),
  ];
}

function functionsOf(file: CFile): readonly CFunctionDefinition[] {
  const items = ["original" as const, "corrected" as const].flatMap((errata) => chooseForm<CItem>(file.items, errata));
  return [...new Set(items)].filter((item) => item.kind === "c-function");
}

/** What is declared where a piece of C stands. */
interface Known {
  readonly names: Set<string>;
  readonly types: Set<string>;
  readonly signatures: Map<string, { readonly signature: Signature; readonly header: string }>;
}

function checkForm(file: CFile, errata: Errata): readonly Diagnostic[] {
  const known = knownFrom(file.includes);
  const items = chooseForm<CItem>(file.items, errata);
  const defined = new Set<string>();
  const found = items.flatMap((item): readonly Diagnostic[] => {
    const names = namesOfItem(item);
    const twice = names
      .filter((name) => defined.has(name))
      .map((name) => ({
        code: "definition-twice",
        message: `${name} is defined twice in one C source`,
        site: item.site,
      }));
    names.forEach((name) => defined.add(name));
    if (item.kind === "type-definition") {
      known.types.add(item.type.kind === "incomplete" ? item.type.tag : item.type.name);
    } else {
      names.forEach((name) => known.names.add(name));
    }
    return [...twice, ...checkItem(item, known, errata)];
  });
  return [...found, ...checkStatics(items, errata)];
}

function knownFrom(headers: readonly CHeader[]): Known {
  const known: Known = { names: new Set(), types: new Set(), signatures: new Map() };
  for (const { path, declares } of headers) {
    (declares.types ?? []).flatMap(typeNames).forEach((name) => known.types.add(name));
    Object.values(declares.constants ?? {}).forEach(({ name }) => known.names.add(name));
    for (const { symbol, signature } of declares.functions ?? []) {
      known.names.add(symbol);
      known.signatures.set(symbol, { signature, header: path });
    }
    (declares.variables ?? []).flatMap(namesOf).forEach((name) => known.names.add(name));
  }
  return known;
}

function namesOfItem(item: CItem): readonly string[] {
  switch (item.kind) {
    case "enumeration":
      return item.constants.map(({ name }) => name);
    case "type-definition":
      return [item.type.kind === "incomplete" ? `${item.type.keyword} ${item.type.tag}` : item.type.name];
    case "extern":
      return namesOf(item.declared);
    case "c-function":
      return [item.symbol];
  }
}

function namesOf(reference: Reference): readonly string[] {
  return reference[about].fragments.flatMap((fragment) => (fragment.kind === "global" ? [fragment.name] : []));
}

function checkItem(item: CItem, known: Known, errata: Errata): readonly Diagnostic[] {
  switch (item.kind) {
    case "enumeration":
      return [
        ...checkDoc(item.doc, "an enumeration", item.site),
        ...item.constants.flatMap(({ name }) => checkLocalName(name, "a constant", item.site)),
      ];
    case "type-definition":
      return [
        ...checkDoc(item.doc, "a type", item.site),
        ...(item.type.kind === "incomplete" ? [] : checkType(item.type)),
        ...(item.type.kind === "incomplete" || isLaidOutByC(item.type)
          ? []
          : [
              {
                code: "c-layout",
                message: `the ${item.type.kind} ${item.type.name} is not laid out as C does it from its members alone`,
                hint: "let a header define it: definitions({ types: [...] })",
                site: item.site,
              },
            ]),
        ...(item.type.kind === "incomplete"
          ? Object.values(item.type.members)
          : fieldsOf(item.type).map(({ type }) => type)
        )
          .flatMap(typeNames)
          .filter((name) => !known.types.has(name))
          .map((name) => undeclared(name, `the type ${namesOfItem(item).join("")}`, item.site)),
      ];
    case "extern":
      return typeNames(item.declared[about].type)
        .filter((name) => !known.types.has(name))
        .map((name) => undeclared(name, `the declaration of ${namesOf(item.declared).join("")}`, item.site));
    case "c-function":
      return checkFunction(item, known, errata);
  }
}

function undeclared(name: string, user: string, site: SourceSite, routine?: string): Diagnostic {
  return {
    code: "c-undeclared",
    message: `${user} uses ${name}, which neither a header that the file includes nor an item before it declares`,
    hint: "Include its header, put its definition first, or declare it with extern(...).",
    site,
    routine,
  };
}

function checkFunction(item: CFunctionDefinition, known: Known, errata: Errata): readonly Diagnostic[] {
  const { symbol, site, body } = item;
  const lines = resolveText(body, errata);
  const locals = Object.entries({ ...item.parameters, ...item.locals });
  const declared = known.signatures.get(symbol);
  return [
    ...checkSymbolName(symbol, "a function", site),
    ...checkDoc(item.doc, symbol, site),
    ...valueType(item.returns, `the result of ${symbol}`, site, "returns"),
    ...locals.flatMap(([name, type]) => [
      ...checkLocalName(name, `a parameter or local of ${symbol}`, site),
      ...valueType(type, `${name} of ${symbol}`, site, Object.hasOwn(item.parameters, name) ? "parameter" : "object"),
    ]),
    ...Object.keys(item.locals)
      .filter((name) => Object.hasOwn(item.parameters, name))
      .map((name) => fault("c-local-twice", `${symbol}: ${name} is a parameter and a local`, site, symbol)),
    ...[item.returns, ...locals.map(([, type]) => type)]
      .flatMap(typeNames)
      .filter((name) => !known.types.has(name))
      .map((name) => undeclared(name, symbol, site, symbol)),
    ...(declared === undefined || agrees(item, declared.signature)
      ? []
      : [
          fault(
            "c-prototype",
            `${symbol} is not what ${declared.header} declares: other types of parameters or result`,
            site,
            symbol,
          ),
        ]),
    ...item.flags
      .filter((flag) => !Object.hasOwn(textFlagBits, flag))
      .map((flag) => ({
        ...fault("text-flag", `${symbol}: there is no text flag ${flag}`, site, symbol),
        hint: `There are ${Object.keys(textFlagBits).join(", ")}.`,
      })),
    ...lines.flatMap((line) => checkLine(item, line, known)),
    ...checkDialect(symbol, lines, known.types),
  ];
}

function fault(code: string, message: string, site: SourceSite, routine: string): Diagnostic {
  return { code, message, site, routine };
}

function agrees(item: CFunctionDefinition, { returns, parameters }: Signature): boolean {
  const own = Object.values(item.parameters);
  return (
    sameType(item.returns, returns) &&
    own.length === parameters.length &&
    own.every((type, index) => sameType(type, parameters[index]?.type ?? type))
  );
}

function checkLine(item: CFunctionDefinition, line: ResolvedLine, known: Known): readonly Diagnostic[] {
  const { symbol } = item;
  return line.fragments.flatMap((fragment): readonly Diagnostic[] => {
    switch (fragment.kind) {
      case "text":
        return [];
      case "fault":
        return [{ ...fragment.diagnostic, message: `in ${symbol}: ${fragment.diagnostic.message}`, routine: symbol }];
      case "local":
        return fragment.owner === symbol
          ? []
          : [
              fault(
                "c-other-function",
                `${symbol} uses ${fragment.name}, a parameter or local of ${fragment.owner}`,
                line.site,
                symbol,
              ),
            ];
      case "global":
        if (Object.hasOwn(item.parameters, fragment.name) || Object.hasOwn(item.locals, fragment.name)) {
          return [
            fault(
              "c-shadowed",
              `${symbol} uses ${fragment.name} of the headers, which its own ${fragment.name} hides`,
              line.site,
              symbol,
            ),
          ];
        }
        return known.names.has(fragment.name) ? [] : [undeclared(fragment.name, symbol, line.site, symbol)];
      case "type":
        return typeNames(fragment.type)
          .filter((name) => !known.types.has(name))
          .map((name) => undeclared(name, symbol, line.site, symbol));
    }
  });
}

/** A struct of the headers can be passed by value though its members are not all known here. */
function valueType(
  type: CType,
  what: string,
  site: SourceSite,
  use: "returns" | "parameter" | "object",
): readonly Diagnostic[] {
  return type.kind === "incomplete" && type.members !== undefined ? [] : checkUnnamed(type, what, site, use);
}

/** The structs, unions and typedefs that a type spells out. */
function typeNames(type: CType): readonly string[] {
  switch (type.kind) {
    case "struct":
    case "union":
    case "typedef":
      return [type.name];
    case "incomplete":
      return [type.tag];
    case "pointer":
      return typeNames(type.target);
    case "array":
      return typeNames(type.element);
    case "function":
      return [type.returns, ...type.parameters].flatMap(typeNames);
    case "void":
    case "integer":
      return [];
  }
}

/** Comments run to the end of their line, wherever that is. */
function checkDoc(doc: string | undefined, what: string, site: SourceSite): readonly Diagnostic[] {
  return doc === undefined || !/\\$|[^\P{Cc}\n]/mu.test(doc)
    ? []
    : [
        {
          code: "c-comment",
          message: `the comment of ${what} has a line that ends in a backslash, or characters that no line has`,
          site,
        },
      ];
}

/** The routines of the port that a C source calls or takes the address of. */
export function routinesIn(file: CFile): readonly Callable[] {
  const declared = [
    ...file.includes.flatMap(({ declares }) => declares.functions ?? []),
    ...["original" as const, "corrected" as const]
      .flatMap((errata) => chooseForm<CItem>(file.items, errata))
      .flatMap((item) => (item.kind === "extern" && isCallable(item.declared) ? [item.declared] : [])),
  ];
  return [...new Set(declared)].filter(({ routine }) => routine !== undefined);
}
