import type { InputObject } from "./input-object.js";

/**
 * What the objects and the linker say of who made them, each saying once; the objects' own sections are left out then.
 */
export function joinComments(inputs: readonly InputObject[], mark: string): Uint8Array {
  const comments = new Set<string>();
  for (const { sections } of inputs) {
    for (const [index, section] of sections.entries()) {
      if (section?.name === ".comment" && section.relocations.length === 0) {
        for (const comment of Buffer.from(section.bytes).toString("latin1").split("\0")) {
          comments.add(comment);
        }
        sections[index] = undefined;
      }
    }
  }
  comments.delete("");
  comments.add(mark);
  return Buffer.from([...comments].map((comment) => `${comment}\0`).join(""), "latin1");
}
