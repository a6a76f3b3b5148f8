import type { Errata } from "../port/erratum.js";
import type { BodyItem, Node } from "../routines/node.js";
import { once } from "./once.js";

/** A body in one form of its errata, with the lists that macros returned spliced in. */
export function flattenBody(body: readonly BodyItem[], errata: Errata): readonly Node[] {
  return flattened[errata](body);
}

// A dozen checks and printers ask for the same body.
const flattened = {
  original: once((body: readonly BodyItem[]) => spliceInto([], body, "original")),
  corrected: once((body: readonly BodyItem[]) => spliceInto([], body, "corrected")),
};

function spliceInto(nodes: Node[], items: readonly BodyItem[], errata: Errata): readonly Node[] {
  for (const item of items) {
    if (isBodyList(item)) {
      spliceInto(nodes, item, errata);
    } else if (item.kind === "variant") {
      spliceInto(nodes, item[errata], errata);
    } else {
      nodes.push(item);
    }
  }
  return nodes;
}

/** Is this what a macro returned, rather than one node? (`Array.isArray` does not narrow readonly arrays.) */
export function isBodyList(item: BodyItem): item is readonly BodyItem[] {
  return Array.isArray(item);
}
