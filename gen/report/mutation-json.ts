import { sumOf, type Score } from "../../verify/mutate/mutate-port.js";
import { shownPath, type Position } from "../load/position.js";
import {
  allProblems,
  scoreOf,
  type MutatedPort,
  type MutatedRoutine,
  type Mutation,
  type PlacedEntry,
  type PlacedMutant,
} from "./mutation.js";

/** What became of the mutants, for programs. It holds no times: the same input gives the same text. */
export function mutationObject(mutation: Mutation, workingFolder: string) {
  const { errata, seed, states, engine, ports } = mutation;
  return { clean: allProblems(mutation).length === 0, errata, seed, states, engine, ports: ports.map(portObject) };

  function portObject({ name, routines, stray }: MutatedPort) {
    const scores = routines.flatMap(({ byKind }) => [...byKind.values()]);
    return {
      name,
      ...scoreObject(sumOf(scores)),
      routines: routines.map(routineObject),
      stale: stray.map(entryObject),
    };
  }

  function routineObject({ symbol, position, byKind, survivors, equivalents, stale }: MutatedRoutine) {
    return {
      symbol,
      ...placeObject(position),
      ...scoreObject(sumOf(byKind.values())),
      kinds: Object.fromEntries([...byKind].map(([kind, score]) => [kind, scoreObject(score)])),
      survivors: survivors.map((mutant) => ({ ...mutantObject(mutant), reproduce: mutant.reproduce })),
      equivalents: equivalents.map((mutant) => ({ ...mutantObject(mutant), how: mutant.how, reason: mutant.reason })),
      stale: stale.map(entryObject),
    };
  }

  /** The score is a share of 1; null where no mutant can be told from the original. */
  function scoreObject(score: Score) {
    const { mutants, killed, equivalent, survived } = score;
    return { mutants, killed, equivalent, survived, score: scoreOf(score) ?? null };
  }

  function mutantObject({ kind, change, position, description }: PlacedMutant) {
    return { kind, change, ...placeObject(position ?? { file: description }) };
  }

  function entryObject({ routine, change, reason }: PlacedEntry) {
    return { routine, change, reason };
  }

  function placeObject(position: Partial<Position> | undefined) {
    return {
      file: position?.file === undefined ? undefined : shownPath(position.file, workingFolder),
      line: position?.line,
      column: position?.column,
    };
  }
}
