import type { Errata } from "../port/erratum.js";
import type { BodyItem, Node } from "../routines/node.js";

/** A body in one form of its errata, with the lists that macros returned spliced in. */
export function flattenBody(body: readonly BodyItem[], errata: Errata): readonly Node[] {
  return body.flatMap((item) => flattenItem(item, errata));
}

function flattenItem(item: BodyItem, errata: Errata): readonly Node[] {
  if (isBodyList(item)) {
    return flattenBody(item, errata);
  }
  return item.kind === "variant" ? flattenBody(item[errata], errata) : [item];
}

/** Is this what a macro returned, rather than one node? (`Array.isArray` does not narrow readonly arrays.) */
export function isBodyList(item: BodyItem): item is readonly BodyItem[] {
  return Array.isArray(item);
}
