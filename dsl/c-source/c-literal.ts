/** A string of C, in UTF-8. A question mark behind another one is escaped so that they make no trigraph. */
export function stringLiteral(value: string): string {
  const escaped = value
    .replaceAll(/["\\]|(?<=\?)\?/gu, "\\$&")
    .replaceAll("\n", "\\n")
    .replaceAll("\t", "\\t");
  return `"${escaped.replaceAll(/\p{Cc}/gu, octalEscape)}"`;
}

function octalEscape(character: string): string {
  return `\\${(character.codePointAt(0) ?? 0).toString(8).padStart(3, "0")}`;
}

/** A number as an author would write it in C: in decimal. */
export function numberLiteral(value: number | bigint): string {
  return String(value);
}
