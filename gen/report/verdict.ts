import type { Errata } from "../../dsl/port/erratum.js";
import type { EngineName } from "../../verify/engine/engine.js";
import type { Finding, ShownInstruction } from "../../verify/finding.js";
import type { Candidate } from "../../verify/verify-port.js";
import type { RoutineVerdict } from "../../verify/verify-routine.js";
import type { Position } from "../load/position.js";
import type { MissingEngine } from "../verify-engines.js";
import { siteOf, type VerifiableSource } from "../verify-source.js";
import { shellCommand } from "./repair-command.js";

/** What `verify` did and found, as every format reports it. */
export interface Verdict extends VerifyRun {
  readonly ports: readonly PortVerdict[];
}

/** How it was done. */
export interface VerifyRun {
  readonly errata: Errata;
  readonly seed: number;
  /** For each routine, on each engine. */
  readonly states: number;
  readonly engines: readonly EngineName[];
  /** Engines that did not run. */
  readonly missing: readonly MissingEngine[];
  /** Words of the command line that are not the default, and that a repetition therefore needs. */
  readonly repeated: readonly string[];
}

export interface PortVerdict {
  readonly name: string;
  /** In the port's order. */
  readonly routines: readonly JudgedRoutine[];
}

/** A routine with what was found, each finding at its line of the description. */
export interface JudgedRoutine extends Omit<RoutineVerdict, "findings"> {
  readonly position: Position | undefined;
  /** How many there are; undefined where the routine could not be run. */
  readonly instructions: number | undefined;
  readonly milliseconds: number;
  readonly findings: readonly PlacedFinding[];
}

/** A finding with its lines. */
export interface PlacedFinding extends Omit<Finding, "site" | "trace"> {
  /** The module that describes the port: the place of what has no line of its own. Absolute. */
  readonly description: string;
  readonly position: Position | undefined;
  readonly trace: readonly PlacedInstruction[];
  /** The command that shows it again. */
  readonly reproduce: string;
}

export interface PlacedInstruction extends ShownInstruction {
  readonly position: Position | undefined;
}

/** Puts what was found of a routine with the lines of its description, in the order of its instructions. */
export function judged(
  verdict: RoutineVerdict,
  candidate: Candidate,
  port: VerifiableSource,
  run: VerifyRun,
  milliseconds: number,
): JudgedRoutine {
  const { positions, source } = port;
  const site = siteOf(candidate);
  const position = site === undefined ? undefined : positions.ofSite(site);
  const ranges = "subject" in candidate ? candidate.subject.image.ranges : [];
  const placed = (instruction: ShownInstruction): PlacedInstruction => {
    const range = ranges.find(({ offset }) => offset === instruction.offset);
    return { ...instruction, position: range === undefined ? undefined : positions.ofSite(range.site) };
  };
  const reproduce = shellCommand([
    ...["npx", "portwright", "verify", source.argument, "--errata", run.errata],
    ...["--seed", String(run.seed), ...run.repeated, "--routine", verdict.symbol],
  ]);
  return {
    ...verdict,
    position,
    instructions: "subject" in candidate ? ranges.length : undefined,
    milliseconds,
    findings: verdict.findings
      .toSorted((one, other) => offsetOf(one) - offsetOf(other))
      .map(({ site: own, ...finding }) => ({
        ...finding,
        description: source.module,
        position: (own === undefined ? undefined : positions.ofSite(own)) ?? position,
        trace: (finding.trace ?? []).map(placed),
        reproduce,
      })),
  };
}

/** What is said of a whole routine comes before what is said of its instructions. */
function offsetOf({ instruction }: Finding): number {
  return instruction?.offset ?? -1;
}

/** Everything found, in the order of the ports and their routines. */
export function findingsOf({ ports }: Verdict): readonly PlacedFinding[] {
  return ports.flatMap(({ routines }) => routines.flatMap(({ findings }) => findings));
}

/** One line about a finding. */
export function headline({ routine, message }: PlacedFinding): string {
  return `${routine}: ${message}`;
}
