import type { Errata } from "../../dsl/port/erratum.js";
import type { EngineName } from "../../verify/engine/engine.js";
import type { RoutineScore, Score } from "../../verify/mutate/mutate-port.js";
import type { Change, MutationKind } from "../../verify/mutate/mutants.js";
import type { Position } from "../load/position.js";
import type { VerifiableSource } from "../verify-source.js";
import { shellCommand } from "./repair-command.js";

/** What `verify --mutate` did and found, as every format reports it. */
export interface Mutation extends MutationRun {
  readonly ports: readonly MutatedPort[];
}

/** How it was done. */
export interface MutationRun {
  readonly errata: Errata;
  readonly seed: number;
  /** For each mutant that nothing kills before. */
  readonly states: number;
  readonly engine: EngineName;
  /** Words of the command line that are not the default, and that a repetition therefore needs. */
  readonly repeated: readonly string[];
}

export interface MutatedPort {
  readonly name: string;
  /** In the port's order. */
  readonly routines: readonly MutatedRoutine[];
  /** Of the port's list of equivalents: what is there for routines that it does not have. */
  readonly stray: readonly PlacedEntry[];
}

/** What has become of the mutants of a routine, each at its line of the description. */
export interface MutatedRoutine {
  readonly symbol: string;
  readonly position: Position | undefined;
  readonly byKind: ReadonlyMap<MutationKind, Score>;
  readonly survivors: readonly PlacedMutant[];
  readonly equivalents: readonly (PlacedMutant & { readonly how: "proven" | "listed"; readonly reason: string })[];
  readonly stale: readonly PlacedEntry[];
  readonly milliseconds: number;
}

/** A mutant, at the line of the instruction that was changed. */
export interface PlacedMutant {
  readonly routine: string;
  readonly kind: MutationKind;
  readonly change: string;
  /** The module that describes the port. Absolute. */
  readonly description: string;
  readonly position: Position | undefined;
  /** The command that shows it again. */
  readonly reproduce: string;
}

/** An entry of a port's list of equivalents, at the line of its routine. */
export interface PlacedEntry {
  readonly routine: string;
  readonly change: string;
  readonly reason: string;
  /** The module that describes the port. Absolute. */
  readonly description: string;
  readonly position: Position | undefined;
}

/** Puts what has become of a routine's mutants with the lines of its description. */
export function mutated(
  score: RoutineScore,
  { positions, source }: VerifiableSource,
  { errata, seed, repeated }: MutationRun,
  milliseconds: number,
): MutatedRoutine {
  const { symbol, byKind } = score;
  const description = source.module;
  const position = positions.ofSite(score.site);
  const reproduce = shellCommand([
    ...["npx", "portwright", "verify", source.argument, "--mutate", "--errata", errata],
    ...["--seed", String(seed), ...repeated, "--routine", symbol],
  ]);
  const placed = ({ kind, change, site }: Change): PlacedMutant => ({
    routine: symbol,
    kind,
    change,
    description,
    position: positions.ofSite(site) ?? position,
    reproduce,
  });
  return {
    symbol,
    position,
    byKind,
    survivors: score.survivors.map(placed),
    equivalents: score.equivalents.map(({ mutant, how, reason }) => ({ ...placed(mutant), how, reason })),
    stale: score.stale.map((entry) => ({ ...entry, routine: symbol, description, position })),
    milliseconds,
  };
}

/** Something that is wrong: a contract says too little, or a list too much. */
export interface MutationProblem {
  readonly code: "mutant-survived" | "stale-equivalent";
  readonly message: string;
  readonly description: string;
  readonly position: Position | undefined;
  readonly details: readonly (readonly [label: string, text: string])[];
}

/** What is wrong about a routine: survivors in the order of the instructions, then stale entries. */
export function problemsOf({ survivors, stale }: MutatedRoutine): readonly MutationProblem[] {
  return [
    ...survivors.map(({ routine, kind, change, description, position, reproduce }) => ({
      code: "mutant-survived" as const,
      message: `${routine}: ${change}: no state tells this mutant from the original`,
      description,
      position,
      details: [
        ["kind", kind],
        ["to do", sharpen],
        ["reproduce", reproduce],
      ] as const,
    })),
    ...stale.map((entry) => staleProblem(entry, "but no mutant that survives is that", remove)),
  ];
}

/** What is wrong about a port's list as a whole. */
export function strayProblems({ stray }: MutatedPort): readonly MutationProblem[] {
  return stray.map((entry) => staleProblem(entry, "but the port has no such routine", rename));
}

/** Everything that is wrong, in the order of the ports and their routines. */
export function allProblems({ ports }: Mutation): readonly MutationProblem[] {
  return ports.flatMap((port) => [...port.routines.flatMap(problemsOf), ...strayProblems(port)]);
}

const sharpen =
  "make the contract say what this changes; or, where no caller and no kernel can tell, list it in the port's " +
  "equivalentMutants, with the reason";
const remove = "remove it from the list: a state tells it apart, it is the same by proof, or the code is another now";
const rename = "remove it from the list, or name a routine as the description does, with the middle dot";

function staleProblem(
  { routine, change, reason, description, position }: PlacedEntry,
  objection: string,
  remedy: string,
): MutationProblem {
  return {
    code: "stale-equivalent",
    message: `${routine}: equivalentMutants lists "${change}", ${objection}`,
    description,
    position,
    details: [
      ["reason", reason],
      ["to do", remedy],
    ],
  };
}

/** The share of the mutants that can be told from the original and are; undefined where none can. */
export function scoreOf({ mutants, killed, equivalent }: Score): number | undefined {
  const different = mutants - equivalent;
  return different === 0 ? undefined : killed / different;
}
