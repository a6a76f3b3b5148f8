import type { Erratum } from "./erratum.js";

/** The errata of a port as a document for readers. */
export interface ErrataTable {
  readonly errata: readonly Erratum[];
}
