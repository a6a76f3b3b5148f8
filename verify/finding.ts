import type { SourceSite } from "../dsl/source-site.js";
import type { FaultCode } from "./fault.js";

/** Something wrong with a routine, with what shows it. */
export interface Finding {
  readonly code: FaultCode | CoverageCode | "engines-differ" | "no-contract";
  /** The symbol as objects spell it. */
  readonly routine: string;
  readonly message: string;
  readonly expected?: string | undefined;
  readonly got?: string | undefined;
  /** The line of the description. */
  readonly site?: SourceSite | undefined;
  readonly instruction?: ShownInstruction | undefined;
  /** The smallest state found that shows it. */
  readonly state?: ShownState | undefined;
  /** The last instructions before it showed, the oldest first. */
  readonly trace?: readonly ShownInstruction[] | undefined;
  /** How many of the states showed it. */
  readonly states?: number | undefined;
}

/** Code that no state has reached, or a branch that always goes one way. */
export type CoverageCode = "never-executed" | "branch-never-taken" | "branch-always-taken";

/** An instruction as a reader wants to see it. */
export interface ShownInstruction {
  /** From the start of the routine. */
  readonly offset: number;
  /** Hexadecimal. */
  readonly bytes: string;
  /** AT&T syntax. */
  readonly text: string;
}

/** What a state was made of, besides the poison that its seed gives. */
export interface ShownState {
  readonly seed: number;
  readonly index: number;
  readonly engine: string;
  /** Arguments by name, hexadecimal. */
  readonly arguments: Readonly<Record<string, string>>;
  /** How the kernel answered the calls that were made: `mmap(2) fails with errno 12`. */
  readonly kernel: readonly string[];
}
