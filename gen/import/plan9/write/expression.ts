/** What an identifier of the module stands for; which word it becomes is decided once all of them are known. */
export type Name =
  /** An export of portwright/dsl. */
  | { readonly scope: "dsl"; readonly name: string }
  /** A declaration of the module, by its key. */
  | { readonly scope: "module"; readonly key: string }
  /** A name of the routine whose body it stands in. */
  | { readonly scope: "argument"; readonly name: string }
  | { readonly scope: "label"; readonly name: string };

/** An expression of TypeScript, as far as descriptions need any. */
export type Expression =
  | { readonly kind: "literal"; readonly text: string }
  /** A string of several lines, which stand below each other where they do not fit on one. */
  | { readonly kind: "lines"; readonly lines: readonly string[] }
  | { readonly kind: "name"; readonly name: Name }
  | { readonly kind: "call"; readonly callee: Expression; readonly args: readonly Expression[] }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "object"; readonly members: readonly Member[] };

/** A member of an object literal; one that needs no quotation marks. */
export interface Member {
  readonly key: string;
  readonly value: Expression;
}

/** An export of portwright/dsl. */
export function dsl(name: string): Expression {
  return { kind: "name", name: { scope: "dsl", name } };
}

/** A call of an export of portwright/dsl. */
export function dslCall(name: string, ...args: readonly Expression[]): Expression {
  return { kind: "call", callee: dsl(name), args };
}

/** Something that the module declares. */
export function declared(key: string): Expression {
  return { kind: "name", name: { scope: "module", key } };
}

/** A string, in the quotation marks that need fewer backslashes. */
export function string(text: string): Expression {
  return { kind: "literal", text: stringLiteral(text) };
}

/** A text of one line or of several. */
export function textOf(text: string): Expression {
  const lines = text.split("\n");
  return lines.length === 1 ? string(text) : { kind: "lines", lines };
}

/** A string as prettier writes it. */
export function stringLiteral(text: string): string {
  const escaped = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(/[\u2028\u2029\u007f-\u009f]/g, unicodeEscape);
  const doubles = text.split('"').length;
  const singles = text.split("'").length;
  return doubles > singles ? `'${escaped.replaceAll('\\"', '"').replaceAll("'", "\\'")}'` : `"${escaped}"`;
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Numbers of this size and more are mostly addresses and masks, which people read in hexadecimal. */
const hexadecimalFrom = 0x1_0000n;

/** ... but for those that people have counted: a million. */
const round = 1000n;

/**
 * A number, in the base in which it was written where that is known; one that a `number` does not hold exactly is a
 * bigint.
 */
export function number(value: bigint, written?: string): Expression {
  return { kind: "literal", text: writtenAs(value, written) ?? numberText(value) };
}

function writtenAs(value: bigint, written = ""): string | undefined {
  const isSame = /^(?:0x[0-9a-f]+|0|[1-9]\d*)$/i.test(written) && BigInt(written) === value;
  return isSame ? `${written.toLowerCase()}${isExact(value) ? "" : "n"}` : undefined;
}

function isExact(value: bigint): boolean {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
}

function numberText(value: bigint): string {
  const magnitude = value < 0n ? -value : value;
  const digits =
    magnitude < hexadecimalFrom || magnitude % round === 0n ? String(magnitude) : `0x${magnitude.toString(16)}`;
  return `${value < 0n ? "-" : ""}${digits}${isExact(value) ? "" : "n"}`;
}

/** The names in an expression, each as often as it stands there. */
export function namesIn(expression: Expression): readonly Name[] {
  switch (expression.kind) {
    case "literal":
    case "lines":
      return [];
    case "name":
      return [expression.name];
    case "call":
      return [expression.callee, ...expression.args].flatMap(namesIn);
    case "list":
      return expression.items.flatMap(namesIn);
    case "object":
      return expression.members.flatMap(({ value }) => namesIn(value));
  }
}
