/** A text as comments of one line each, behind the leader of the language: `//`, `#`. */
export function commentLines(text: string, leader: "//" | "#"): readonly string[] {
  return text.split("\n").map((line) => `${leader} ${line}`.trimEnd());
}
