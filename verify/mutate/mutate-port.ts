import type { EquivalentMutants } from "../../dsl/contracts/equivalent-mutants.js";
import { lowerUnit } from "../../dsl/lowering/lower-unit.js";
import { objectSymbol } from "../../dsl/lowering/object-symbol.js";
import type { Errata } from "../../dsl/port/erratum.js";
import type { Port } from "../../dsl/port/port.js";
import { assemblyUnits, dataOf } from "../../dsl/port/port-units.js";
import type { SourceSite } from "../../dsl/source-site.js";
import type { Convention } from "../kernel/convention.js";
import { bsdAmd64 } from "../kernel/convention.js";
import { buildWorld, clearWorld } from "../world.js";
import type { MutantVerdict, MutationOptions, MutationSubject } from "./mutation-run.js";
import { matches, mutate } from "./mutation-run.js";
import type { Change, Mutant, MutationKind } from "./mutants.js";
import { mutationKinds } from "./mutants.js";

/** How many mutants there were, and what became of them. */
export interface Score {
  readonly mutants: number;
  readonly killed: number;
  /** The same as the original: by proof, or by a listed reason. */
  readonly equivalent: number;
  readonly survived: number;
}

/** What the mutants of one routine have shown. */
export interface RoutineScore {
  readonly symbol: string;
  /** Where it is described. */
  readonly site: SourceSite;
  readonly byKind: ReadonlyMap<MutationKind, Score>;
  /** Neither killed nor explained: the contract, or the list of equivalents, has a hole. */
  readonly survivors: readonly Change[];
  /** The same as the original, and why. */
  readonly equivalents: readonly EquivalentMutant[];
  /** Listed as equivalent, but no mutant that survives is one of these. */
  readonly stale: readonly ListedChange[];
}

/** A mutant that does the same as the original, by proof or by somebody's judgement. */
interface EquivalentMutant {
  readonly mutant: Change;
  readonly how: "proven" | "listed";
  readonly reason: string;
}

/** A change of a port's list of equivalents, as text. */
interface ListedChange {
  readonly change: string;
  readonly reason: string;
}

/** Mutates every routine of a port that has a contract; `wanted` limits them to some symbols. */
export async function* mutatePort(
  port: Port,
  errata: Errata,
  options: MutationOptions & { readonly wanted?: ReadonlySet<string> | undefined },
): AsyncGenerator<RoutineScore> {
  buildWorld(options.engine);
  for (const subject of mutationSubjects(port, errata, bsdAmd64)) {
    if (options.wanted?.has(objectSymbol(subject.routine.name)) ?? true) {
      yield await scoreRoutine(subject, options);
    }
  }
}

/** The routines of a port that have a contract, lowered, with what is listed for each. */
export function mutationSubjects(port: Port, errata: Errata, convention: Convention): readonly MutationSubject[] {
  const data = dataOf(port);
  return assemblyUnits(port).flatMap((unit) => {
    const lowered = new Map(lowerUnit(unit, errata).routines.map((routine) => [routine.symbol, routine]));
    return unit.routines.flatMap((routine) => {
      const machine = lowered.get(routine.name);
      const { contract } = routine;
      const equivalents = (port.equivalentMutants ?? []).filter((listed) => listed.routine === routine.name);
      return machine === undefined || contract === undefined
        ? []
        : [{ routine, contract, lowered: machine, convention, data, equivalents }];
    });
  });
}

/** What is listed for routines that the port does not have. */
export function strayEquivalents(port: Port): readonly EquivalentMutants[] {
  const names = new Set(assemblyUnits(port).flatMap(({ routines }) => routines.map(({ name }) => name)));
  return (port.equivalentMutants ?? []).filter(({ routine }) => !names.has(routine));
}

/** Runs the mutants of a routine, in a world that is built. */
export async function scoreRoutine(subject: MutationSubject, options: MutationOptions): Promise<RoutineScore> {
  const verdicts: MutantVerdict[] = [];
  clearWorld(options.engine);
  for await (const verdict of mutate(subject, options)) {
    verdicts.push(verdict);
  }
  return {
    symbol: objectSymbol(subject.routine.name),
    site: subject.routine.site,
    byKind: new Map(
      mutationKinds.map((kind) => [kind, scoreOf(verdicts.filter(({ mutant }) => mutant.kind === kind))]),
    ),
    survivors: verdicts.flatMap(({ mutant, outcome }) => (outcome.kind === "survived" ? [changeOf(mutant)] : [])),
    equivalents: verdicts.flatMap(({ mutant, outcome }) =>
      outcome.kind === "equivalent" ? [{ mutant: changeOf(mutant), how: outcome.how, reason: outcome.reason }] : [],
    ),
    stale: staleEntries(subject.equivalents, verdicts),
  };
}

/** A score is told from thread to thread, and the code of mutants is nobody's business any more. */
function changeOf({ kind, index, change, site }: Mutant): Change {
  return { kind, index, change, site };
}

function scoreOf(verdicts: readonly MutantVerdict[]): Score {
  const count = (kind: MutantVerdict["outcome"]["kind"]): number =>
    verdicts.filter(({ outcome }) => outcome.kind === kind).length;
  return {
    mutants: verdicts.length,
    killed: count("killed"),
    equivalent: count("equivalent"),
    survived: count("survived"),
  };
}

/** The sum of scores. */
export function sumOf(scores: Iterable<Score>): Score {
  let sum: Score = { mutants: 0, killed: 0, equivalent: 0, survived: 0 };
  for (const { mutants, killed, equivalent, survived } of scores) {
    sum = {
      mutants: sum.mutants + mutants,
      killed: sum.killed + killed,
      equivalent: sum.equivalent + equivalent,
      survived: sum.survived + survived,
    };
  }
  return sum;
}

function staleEntries(
  listed: readonly EquivalentMutants[],
  verdicts: readonly MutantVerdict[],
): readonly ListedChange[] {
  const equivalent = verdicts.filter(({ outcome }) => outcome.kind === "equivalent" && outcome.how === "listed");
  return listed.flatMap(({ changes, reason }) =>
    changes
      .filter((change) => !equivalent.some(({ mutant }) => matches(change, mutant.change)))
      .map((change) => ({ change: String(change), reason })),
  );
}
