import type { CType, StructType, UnionType } from "../ctypes/ctype.js";
import type { NamedNumber } from "../port/definitions.js";
import type { Variant } from "../port/erratum.js";
import type { SourceSite } from "../source-site.js";
import { captureSite } from "../source-site.js";
import type { CFunctionDefinition } from "./c-function.js";
import type { Callable } from "./callable.js";
import type { Reference } from "./expression.js";
import type { HeaderType } from "./header-type.js";

/** A header that C sources include, and what of it they use: names that no header declares are mistakes. */
export interface CHeader {
  readonly kind: "c-header";
  /** As it stands between the quotes. */
  readonly path: string;
  readonly declares: HeaderContents;
}

/** What a header declares. */
export interface HeaderContents {
  readonly types?: readonly CType[];
  readonly constants?: Readonly<Record<string, NamedNumber>>;
  readonly functions?: readonly Callable[];
  readonly variables?: readonly Reference[];
}

/** Constants of the file's own: `enum { ENOMEM = 12 }`. */
export interface Enumeration {
  readonly kind: "enumeration";
  readonly doc: string | undefined;
  readonly constants: readonly NamedNumber[];
  readonly site: SourceSite;
}

/** A struct or union that the file defines. */
export interface TypeDefinition {
  readonly kind: "type-definition";
  readonly doc: string | undefined;
  readonly type: StructType | UnionType | HeaderType;
  readonly site: SourceSite;
}

/** What other files define and no header declares: `extern void runtime·sigtramp(void);` */
export interface ExternDeclaration {
  readonly kind: "extern";
  readonly declared: Callable | Reference;
  readonly site: SourceSite;
}

export type CItem = Enumeration | TypeDefinition | ExternDeclaration | CFunctionDefinition;

/** A C source of a port. */
export interface CFile {
  readonly kind: "c-file";
  readonly doc: string | undefined;
  readonly includes: readonly CHeader[];
  readonly items: readonly (CItem | Variant<CItem>)[];
  readonly site: SourceSite;
}

/**
 * A header and what it declares.
 *
 * @example
 * const mallocHeader = cHeader("malloc.h", { functions: [], variables: [mstats], types: [MStats] });
 */
export function cHeader(path: string, declares: HeaderContents): CHeader {
  return Object.freeze({ kind: "c-header", path, declares: Object.freeze(declares) });
}

/** Constants that no header has. */
export function enumeration(doc: string, ...constants: readonly NamedNumber[]): Enumeration {
  return Object.freeze({
    kind: "enumeration",
    doc,
    constants: Object.freeze(constants),
    site: captureSite(enumeration),
  });
}

/** Defines a struct or union in the file. */
export function defineType(type: StructType | UnionType | HeaderType, doc?: string): TypeDefinition {
  return Object.freeze({ kind: "type-definition", doc, type, site: captureSite(defineType) });
}

/** Declares a function or variable that another file defines. */
export function extern(declared: Callable | Reference): ExternDeclaration {
  return Object.freeze({ kind: "extern", declared, site: captureSite(extern) });
}

/**
 * A C source: headers, then items in the order given. What an item uses stands before it, or in a header.
 *
 * @example
 * cFile({ doc: "Memory.", includes: [runtimeHeader, defsHeader], items: [SysAlloc, SysFree] })
 */
export function cFile(parts: {
  readonly doc?: string;
  readonly includes: readonly CHeader[];
  readonly items: readonly (CItem | Variant<CItem>)[];
}): CFile {
  return Object.freeze({
    kind: "c-file",
    doc: parts.doc,
    includes: Object.freeze(parts.includes),
    items: Object.freeze(parts.items),
    site: captureSite(cFile),
  });
}
