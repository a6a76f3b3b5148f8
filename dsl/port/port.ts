import type { EquivalentMutants } from "../contracts/equivalent-mutants.js";
import type { Erratum } from "./erratum.js";
import type { SourceSite } from "../source-site.js";
import { captureSite } from "../source-site.js";
import type { Output } from "./output.js";

/** A whole port: what it is called, what is known to be wrong in its original, and the files it consists of. */
export interface Port {
  readonly kind: "port";
  /** Also the name of its folder under targets/: `openbsd-amd64`. */
  readonly name: string;
  /** One line that says what it is. */
  readonly title: string;
  readonly errata: readonly Erratum[];
  readonly outputs: readonly Output[];
  /** Changes of its machine code that cannot be told from outside; `verify --mutate` counts them apart. */
  readonly equivalentMutants?: readonly EquivalentMutants[] | undefined;
  readonly site: SourceSite;
}

/**
 * Declares a port. The module that describes it exports this as its default.
 *
 * @example
 * export default port({ name: "myos-amd64", title: "...", errata: [], outputs: [...] });
 */
export function port(description: Omit<Port, "kind" | "site">): Port {
  return Object.freeze({
    ...description,
    kind: "port",
    site: captureSite(port),
    errata: Object.freeze(description.errata),
    outputs: Object.freeze(description.outputs),
  });
}
