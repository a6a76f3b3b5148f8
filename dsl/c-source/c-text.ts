import type { CType } from "../ctypes/ctype.js";
import type { Diagnostic } from "../diagnostic.js";
import { once } from "../lowering/once.js";
import type { NamedNumber } from "../port/definitions.js";
import type { Errata, Variant } from "../port/erratum.js";
import type { SourceSite } from "../source-site.js";
import { captureSite } from "../source-site.js";
import type { Fragment, Reference } from "./expression.js";
import { isReference, text } from "./expression.js";
import { isConstant, written } from "./judge.js";

/** Text of C between typed references: some lines, or a piece of one. */
export interface CText {
  readonly kind: "c-text";
  readonly lines: readonly CLine[];
  readonly site: SourceSite;
}

/** A line, as far as it is indented below the text that it belongs to. */
export interface CLine {
  readonly depth: number;
  readonly parts: readonly (Fragment | Block)[];
  readonly site: SourceSite;
}

/** Text inside a text: what a macro returned, or the two forms of an erratum. */
export interface Block {
  readonly kind: "block";
  readonly texts: readonly (CText | Variant<CText>)[];
}

/** What can stand between `${` and `}`. */
export type Inserted =
  Reference | NamedNumber | CType | number | bigint | CText | Variant<CText> | readonly (CText | Variant<CText>)[];

/** A line in one form of the errata. */
export interface ResolvedLine {
  readonly depth: number;
  readonly fragments: readonly PlainFragment[];
  readonly site: SourceSite;
}

/** A fragment that has no text inside it any more. */
export type PlainFragment = Exclude<Fragment, { readonly kind: "inner" }>;

/**
 * Text of C. References stand in it by `${...}` and come out as C: a parameter, a member, a constant, a call, a type,
 * more text. Two spaces at the beginning of a line are a tab of the output; the indentation of the whole is taken away.
 *
 * @example
 * c`
 *   ${v} = ${mmap({ addr: nil, len: n, prot, flags, fd: -1, off: 0 })};
 *   if(${v} == nil)
 *     return nil;
 * `
 */
export function c(strings: TemplateStringsArray, ...values: readonly Inserted[]): CText {
  const site = captureSite(c);
  return Object.freeze({ kind: "c-text", lines: Object.freeze(dedented(rawLines(strings, values, site))), site });
}

/** A line before its indentation is known. */
interface RawLine {
  readonly indent: string;
  readonly parts: readonly (Fragment | Block)[];
  readonly site: SourceSite;
}

function rawLines(strings: TemplateStringsArray, values: readonly unknown[], site: SourceSite): readonly RawLine[] {
  const lines: (Fragment | Block)[][] = [[]];
  strings.raw.forEach((raw, index) => {
    const [first = "", ...rest] = unescaped(raw).split(/\r?\n/u);
    lines.at(-1)?.push(text(first));
    lines.push(...rest.map((line) => [text(line)]));
    if (index < values.length) {
      lines.at(-1)?.push(inserted(values[index], site, placeIn(lines, site)));
    }
  });
  return lines.map((parts, line) => {
    const [first, ...rest] = parts;
    const head = first?.kind === "text" ? first.text : "";
    const indent = /^[ \t]*/u.exec(head)?.[0] ?? "";
    return {
      indent,
      parts: [text(head.slice(indent.length)), ...rest].filter((part) => part.kind !== "text" || part.text !== ""),
      site: siteOfLine(site, line, indent),
    };
  });
}

/** The first line begins behind the tag and its back quote. */
function siteOfLine(site: SourceSite, line: number, indent: string): SourceSite {
  return { inside: { site, line, column: line === 0 ? "c`".length + indent.length : indent.length + 1 } };
}

/** The site of the line that is being read. */
function placeIn(lines: readonly (readonly (Fragment | Block)[])[], site: SourceSite): SourceSite {
  const [first] = lines.at(-1) ?? [];
  const indent = first?.kind === "text" ? (/^[ \t]*/u.exec(first.text)?.[0] ?? "") : "";
  return siteOfLine(site, lines.length - 1, indent);
}

/** What an author has to escape in a template is itself in C; everything else is left as C has it. */
function unescaped(raw: string): string {
  return raw.replaceAll(/\\(`|\$\{)/gu, "$1");
}

/** Takes away the empty lines around a text, and the indentation that all of its lines have. */
function dedented(raw: readonly RawLine[]): readonly CLine[] {
  const first = raw.findIndex(({ parts }) => parts.length > 0);
  const last = raw.findLastIndex(({ parts }) => parts.length > 0);
  const lines = first < 0 ? [] : raw.slice(first, last + 1);
  const indents = lines
    .filter(({ parts }, index) => parts.length > 0 && !(index === 0 && first === 0))
    .map(({ indent }) => columns(indent));
  const common = indents.length === 0 ? 0 : Math.min(...indents);
  return lines.map(({ indent, parts, site }, index) => {
    const own = parts.length === 0 || (index === 0 && first === 0) ? 0 : columns(indent) - common;
    return Object.freeze({ depth: own / 2, parts: Object.freeze(parts), site });
  });
}

/** How far a line is indented: a tab is a level, as two spaces are. */
function columns(indent: string): number {
  return indent.replaceAll("\t", "  ").length;
}

function inserted(value: unknown, site: SourceSite, lineSite: SourceSite): Fragment | Block {
  if (isReference(value) || isConstant(value) || typeof value === "number" || typeof value === "bigint") {
    const fragments = written(value);
    return fragments.length === 1 && fragments[0] !== undefined
      ? fragments[0]
      : { kind: "block", texts: [{ kind: "c-text", lines: [{ depth: 0, parts: fragments, site }], site }] };
  }
  if (isList(value) && value.every(isTextOrVariant)) {
    return { kind: "block", texts: value };
  }
  if (isTextOrVariant(value)) {
    return { kind: "block", texts: [value] };
  }
  if (isType(value)) {
    return { kind: "type", type: value };
  }
  return fault(
    "c-reference",
    `what stands here is no piece of C but ${shown(value)}`,
    lineSite,
    typeof value === "string" ? "write the text itself, or c`...`" : undefined,
  );
}

/** What somebody without types has put where something else is wanted. */
export function shown(value: unknown): string {
  return typeof value === "function"
    ? `the function ${value.name}`
    : typeof value === "string"
      ? JSON.stringify(value)
      : String(value);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isTextOrVariant(value: unknown): value is CText | Variant<CText> {
  return (
    typeof value === "object" &&
    value !== null &&
    "kind" in value &&
    (value.kind === "c-text" || value.kind === "variant")
  );
}

export function isType(value: unknown): value is CType {
  return typeof value === "object" && value !== null && "kind" in value && "align" in value;
}

function fault(code: string, message: string, site: SourceSite, hint?: string): Fragment {
  const diagnostic: Diagnostic = { code, message, site, hint };
  return { kind: "fault", diagnostic };
}

/** The lines of a text in one form of the errata. A line of nothing but text inside it is that text's lines. */
export function resolveText(given: CText, errata: Errata): readonly ResolvedLine[] {
  return hasForms(given) ? resolved[errata](given) : resolved.corrected(given);
}

/** A text without errata is the same lines in both forms, so that what was found in them need not be looked for again. */
const hasForms = once((given: CText) => errataOfText(given).length > 0);

/** Several checks and the printer ask for the same texts. */
const resolved = {
  original: once((given: CText) => resolve(given, "original")),
  corrected: once((given: CText) => resolve(given, "corrected")),
};

function resolve(given: CText, errata: Errata): readonly ResolvedLine[] {
  return given.lines.flatMap((line): readonly ResolvedLine[] => {
    const blocks = line.parts.filter((part) => part.kind === "block");
    const isSpliced = blocks.length > 0 && blocks.length === line.parts.length;
    if (!isSpliced) {
      return [{ ...line, fragments: line.parts.flatMap((part) => inlined(part, errata, line.site)) }];
    }
    return blocks
      .flatMap((block) => blockLines(block, errata))
      .map((inner) => ({ ...inner, depth: inner.depth + line.depth }));
  });
}

function blockLines({ texts }: Block, errata: Errata): readonly ResolvedLine[] {
  return texts
    .flatMap((one) => (one.kind === "variant" ? one[errata] : [one]))
    .flatMap((chosen) => resolveText(chosen, errata));
}

function inlined(part: Fragment | Block, errata: Errata, site: SourceSite): readonly PlainFragment[] {
  if (part.kind !== "block" && part.kind !== "inner") {
    return [part];
  }
  const lines = part.kind === "block" ? blockLines(part, errata) : resolveText(part.text, errata);
  return lines.length > 1
    ? [
        {
          kind: "fault",
          diagnostic: {
            code: "c-inline",
            message: "text of several lines stands inside a line: it takes a line of its own",
            site,
          },
        },
      ]
    : lines.flatMap(({ fragments }) => fragments);
}

/** The errata that a text has two forms for. */
export function errataOfText(given: CText): readonly string[] {
  return given.lines
    .flatMap(({ parts }) => parts)
    .flatMap((part) => (part.kind === "block" ? part.texts : part.kind === "inner" ? [part.text] : []))
    .flatMap((one) =>
      one.kind === "variant"
        ? [one.erratum.id, ...[...one.original, ...one.corrected].flatMap(errataOfText)]
        : errataOfText(one),
    );
}
