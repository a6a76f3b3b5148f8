import { shownPath, type Position } from "../load/position.js";
import { findingsOf, type JudgedRoutine, type PlacedFinding, type Verdict } from "./verdict.js";

/** The verdict for programs. It holds no times: the same input gives the same text. */
export function verdictObject(verdict: Verdict, workingFolder: string) {
  const { errata, seed, states, engines, missing, ports } = verdict;
  return {
    clean: findingsOf(verdict).length === 0,
    errata,
    seed,
    states,
    engines: { ran: engines, missing },
    ports: ports.map(({ name, routines }) => ({ name, routines: routines.map(routineObject) })),
  };

  function routineObject({ symbol, position, instructions, states: run, coverage, findings }: JudgedRoutine) {
    return {
      symbol,
      ...placeObject(position),
      instructions,
      states: run,
      coverage,
      findings: findings.map(findingObject),
    };
  }

  function findingObject(finding: PlacedFinding) {
    const { code, message, expected, got, position, description, instruction, state, states: shownBy } = finding;
    return {
      code,
      message,
      expected,
      got,
      ...placeObject(position ?? { file: description }),
      instruction,
      state,
      states: shownBy,
      trace: finding.trace.map(({ offset, bytes, text, position: at }) => ({
        offset,
        bytes,
        text,
        ...placeObject(at),
      })),
      reproduce: finding.reproduce,
    };
  }

  function placeObject(position: Partial<Position> | undefined) {
    return {
      file: position?.file === undefined ? undefined : shownPath(position.file, workingFolder),
      line: position?.line,
      column: position?.column,
    };
  }
}
