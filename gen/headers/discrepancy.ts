import type { SourceSite } from "../../dsl/source-site.js";

/** What the headers say otherwise than a description, or do not say. */
export interface Discrepancy {
  readonly code:
    | "header-value"
    | "header-signal"
    | "header-system-call"
    | "header-size"
    | "header-alignment"
    | "header-offset"
    | "header-sign"
    | "header-bits"
    /** The headers have nothing of this name. */
    | "header-missing"
    /** They have, but it is no constant, or no member that C can point at. */
    | "header-no-number"
    | "header-no-member"
    /** Nothing wrong: the headers do without a name for it, so that nothing can be said. */
    | "header-uncompared";
  /** In the description: `PROT_READ`, `Timeval`, `Timeval.tv_sec`. */
  readonly name: string;
  /** What the description says, where that is a number. */
  readonly described: string;
  /** What the headers say; absent where they say nothing. */
  readonly inHeaders?: string;
  /** The sentence about it, without a place. */
  readonly message: string;
  /** Of the constant or type, with the member's own name for its line. */
  readonly site: SourceSite | undefined;
  readonly member?: string;
}

/** What came of comparing: how many claims the headers had something to say about, and where they differ. */
export interface Compared {
  readonly compared: number;
  readonly discrepancies: readonly Discrepancy[];
}
