import type { CFile, CItem, Enumeration, ExternDeclaration, TypeDefinition } from "../../dsl/c-source/c-file.js";
import type { CFunctionDefinition } from "../../dsl/c-source/c-function.js";
import type { PlainFragment, ResolvedLine } from "../../dsl/c-source/c-text.js";
import { resolveText } from "../../dsl/c-source/c-text.js";
import type { Signature } from "../../dsl/c-source/callable.js";
import { isCallable } from "../../dsl/c-source/callable.js";
import { usedLocals } from "../../dsl/c-source/check-used.js";
import { about } from "../../dsl/c-source/expression.js";
import type { CType } from "../../dsl/ctypes/ctype.js";
import { fieldsOf, functionType, pointer } from "../../dsl/ctypes/ctype.js";
import type { Errata } from "../../dsl/port/erratum.js";
import { chooseForm } from "../../dsl/port/erratum.js";
import { textFlagNumber } from "../../dsl/routines/text-flag.js";
import { commentLines } from "../comment-lines.js";
import { generatedMark } from "../generated-mark.js";
import type { Origin } from "../origin.js";
import { declare, runtimeSpelling } from "./declarator.js";
import { hexLiteral } from "./integer-literal.js";

/** A C source for the Plan 9 compiler, which other compilers with the runtime's headers take as well. */
export function emitCSource(file: CFile, origin: Origin): string {
  const items = chooseForm<CItem>(file.items, origin.errata);
  const typedefs = new Set(
    file.includes
      .flatMap(({ declares }) => declares.types ?? [])
      .flatMap((type) => (type.kind === "incomplete" && type.typedefName === true ? [type.tag] : [])),
  );
  return [
    generatedMark("slashes", origin),
    "\n",
    ...(file.doc === undefined ? [] : [comment(file.doc), "\n"]),
    ...file.includes.map(({ path }) => `#include "${path}"\n`),
    ...items.map((item, index) => {
      // Declarations of one line stand together.
      const together = item.kind === "extern" && items[index - 1]?.kind === "extern";
      return `${together ? "" : "\n"}${printItem(item, origin.errata, typedefs)}`;
    }),
  ].join("");
}

function printItem(item: CItem, errata: Errata, typedefs: ReadonlySet<string>): string {
  switch (item.kind) {
    case "enumeration":
      return printEnumeration(item);
    case "type-definition":
      return printType(item);
    case "extern":
      return printExtern(item, typedefs);
    case "c-function":
      return printFunction(item, errata);
  }
}

function comment(doc: string | undefined): string {
  return doc === undefined
    ? ""
    : commentLines(doc, "//")
        .map((line) => `${line}\n`)
        .join("");
}

function printEnumeration({ doc, constants }: Enumeration): string {
  const lines = constants.map(({ name, value }) => `\t${name} = ${enumerator(value)},\n`);
  return `${comment(doc)}enum\n{\n${lines.join("")}};\n`;
}

/** Small numbers read best in decimal, masks in hexadecimal. */
function enumerator(value: number | bigint): string {
  return value >= 0 && value < 256 ? String(value) : hexLiteral(value);
}

function printType({ doc, type }: TypeDefinition): string {
  const members: readonly (readonly [string, CType])[] =
    type.kind === "incomplete"
      ? Object.entries(type.members)
      : fieldsOf(type).map((member) => [member.name, member.type]);
  const lines = members.map(([name, member]) => `\t${declare(member, name, runtimeSpelling)};\n`);
  const name = type.kind === "incomplete" ? type.tag : type.name;
  const keyword = type.kind === "incomplete" ? type.keyword : type.kind;
  const alias = type.kind === "incomplete" && type.typedefName !== true ? "" : `typedef ${keyword} ${name} ${name};\n`;
  return `${comment(doc)}${alias}${keyword} ${name}\n{\n${lines.join("")}};\n`;
}

function printExtern({ declared }: ExternDeclaration, typedefs: ReadonlySet<string>): string {
  if (isCallable(declared)) {
    const { returns, parameters, formats } = declared.signature;
    const list = parameterList({
      returns,
      parameters: parameters.map((parameter) => ({ ...parameter, type: byTypedef(parameter.type, typedefs) })),
      formats,
    });
    return `extern ${declare(byTypedef(returns, typedefs), `${declared.symbol}(${list})`, runtimeSpelling)};\n`;
  }
  const { type, fragments } = declared[about];
  const global = fragments.find((fragment) => fragment.kind === "global");
  const name = global?.name ?? "";
  return global?.what === "array" && type.kind === "pointer"
    ? `extern ${declare(type.target, `${name}[]`, runtimeSpelling)};\n`
    : `extern ${declare(type, name, runtimeSpelling)};\n`;
}

/** Routines know the runtime's structs by their tags: in a file that has typedefs of them, those are written. */
function byTypedef(type: CType, typedefs: ReadonlySet<string>): CType {
  switch (type.kind) {
    case "incomplete":
      return typedefs.has(type.tag) ? { ...type, typedefName: true } : type;
    case "pointer":
      return pointer(byTypedef(type.target, typedefs));
    case "function":
      return functionType(
        byTypedef(type.returns, typedefs),
        ...type.parameters.map((parameter) => byTypedef(parameter, typedefs)),
      );
    case "void":
    case "integer":
    case "array":
    case "struct":
    case "union":
    case "typedef":
      return type;
  }
}

function parameterList({ parameters, formats }: Signature): string {
  const list = [
    ...parameters.map(({ name = "", type }) => declare(type, name, runtimeSpelling)),
    ...(formats ? ["..."] : []),
  ];
  return list.length === 0 ? "void" : list.join(", ");
}

/** The result on a line of its own, so that the name begins a line, as people of Plan 9 look for it. */
function printFunction(item: CFunctionDefinition, errata: Errata): string {
  const lines = resolveText(item.body, errata);
  const used = usedLocals(lines);
  const locals = Object.entries(item.locals).filter(([name]) => used.has(name));
  const flags = textFlagNumber(item.flags);
  return [
    comment(item.doc),
    ...(flags === 0 ? [] : [`#pragma textflag ${flags}\n`]),
    `${item.isStatic ? "static " : ""}${declare(item.returns, "", runtimeSpelling)}\n`,
    `${item.symbol}(${parameterList(item.signature)})\n{\n`,
    ...locals.map(([name, type]) => `\t${declare(type, name, runtimeSpelling)};\n`),
    ...(locals.length > 0 && lines.length > 0 ? ["\n"] : []),
    ...lines.map((line) => `${printLine(line)}\n`),
    "}\n",
  ].join("");
}

function printLine({ depth, fragments }: ResolvedLine): string {
  return fragments.length === 0 ? "" : `${"\t".repeat(depth + 1)}${fragments.map(printFragment).join("")}`.trimEnd();
}

function printFragment(fragment: PlainFragment): string {
  switch (fragment.kind) {
    case "text":
      return fragment.text;
    case "local":
    case "global":
      return fragment.name;
    case "type":
      return declare(fragment.type, "", runtimeSpelling);
    case "fault":
      // A description with faults is not printed.
      return "";
  }
}
