import { stringLiteral, type Expression, type Member, type Name } from "./expression.js";

/** How wide a line may be: what prettier would make of the module with the project's own settings. */
export const lineWidth = 120;

/** The word for a name, where it stands. */
export type Words = (name: Name) => string;

/** An expression on one line. */
export function flat(expression: Expression, words: Words): string {
  switch (expression.kind) {
    case "literal":
      return expression.text;
    case "lines":
      return stringLiteral(expression.lines.join("\n"));
    case "name":
      return words(expression.name);
    case "call":
      return `${flat(expression.callee, words)}(${expression.args.map((part) => flat(part, words)).join(", ")})`;
    case "list":
      return `[${expression.items.map((part) => flat(part, words)).join(", ")}]`;
    case "object":
      return objectText(expression.members.map((member) => flatMember(member, words)));
  }
}

function flatMember({ key, value }: Member, words: Words): string {
  return memberText(key, flat(value, words));
}

/** A member of an object or of a pattern: what is called as its key is not said twice. */
export function memberText(key: string, value: string): string {
  return key === value ? key : `${key}: ${value}`;
}

/** An object or a pattern on one line. */
export function objectText(members: readonly string[]): string {
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

/**
 * An expression that begins in column `column` (counted from 0) of a line that is indented by `indent`, and behind
 * which `behind` characters follow: on one line where that fits, broken as prettier breaks it where not.
 */
export function laidOut(
  expression: Expression,
  words: Words,
  { indent, column, behind }: { readonly indent: number; readonly column: number; readonly behind: number },
): string {
  const line = flat(expression, words);
  if (column + width(line) + behind <= lineWidth) {
    return line;
  }
  const inner = indent + 2;
  const nested = (part: Expression, before = 0): string =>
    laidOut(part, words, { indent: inner, column: inner + before, behind: 1 });
  switch (expression.kind) {
    case "literal":
    case "name":
      return line;
    case "lines":
      return stringsBelow(expression.lines, indent);
    case "call":
      return expression.args.length === 0
        ? line
        : block(
            `${flat(expression.callee, words)}(`,
            expression.args.map((part) => nested(part)),
            ")",
            indent,
          );
    case "list":
      return expression.items.length === 0
        ? line
        : block(
            "[",
            expression.items.map((part) => nested(part)),
            "]",
            indent,
          );
    case "object":
      return expandedObject(expression.members, words, indent);
  }
}

/** An object with a line for every member, which prettier leaves as it is. */
export function expandedObject(members: readonly Member[], words: Words, indent: number): string {
  const inner = indent + 2;
  const parts = members.map(({ key, value }) => {
    const start = `${key}: `;
    const text = laidOut(value, words, { indent: inner, column: inner + start.length, behind: 1 });
    return text.startsWith("\n") ? `${key}:${text}` : memberText(key, text);
  });
  return block("{", parts, "}", indent);
}

/** Strings that are put together, each on a line of its own below what they are given to. */
function stringsBelow(lines: readonly string[], indent: number): string {
  const margin = " ".repeat(indent + 2);
  const strings = lines.map((line, index) => stringLiteral(index + 1 < lines.length ? `${line}\n` : line));
  return `\n${margin}${strings.join(` +\n${margin}`)}`;
}

/** Parts on lines of their own, with a comma behind each. */
export function block(open: string, parts: readonly string[], close: string, indent: number): string {
  const margin = " ".repeat(indent);
  return `${open}\n${parts.map((part) => `${margin}  ${part},\n`).join("")}${margin}${close}`;
}

/** The width of a text in columns: wide characters of East Asia take two, marks above others none. */
export function width(text: string): number {
  let columns = 0;
  for (const character of text) {
    columns += /\p{M}/u.test(character) ? 0 : isWide(character) ? 2 : 1;
  }
  return columns;
}

function isWide(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (
    /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
      character,
    ) || code >= 0x1f300
  );
}
