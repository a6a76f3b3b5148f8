import type { AssembledRoutine } from "../assemble/assembled-routine.js";
import { assemblePort } from "../assemble/assemble-port.js";
import type { Data } from "../dsl/data/data.js";
import { objectSymbol } from "../dsl/lowering/object-symbol.js";
import type { Errata } from "../dsl/port/erratum.js";
import { assemblyUnits, dataOf } from "../dsl/port/port-units.js";
import type { Port } from "../dsl/port/port.js";
import type { Routine } from "../dsl/routines/routine.js";
import type { Subject } from "./execute.js";
import type { Finding } from "./finding.js";
import { placeRoutine } from "./image.js";
import type { Convention } from "./kernel/convention.js";
import { bsdAmd64 } from "./kernel/convention.js";
import type { RoutineVerdict, VerifyOptions } from "./verify-routine.js";
import { verifyRoutine } from "./verify-routine.js";
import { buildWorld } from "./world.js";

/** A routine of a port, ready to be run or, without a contract, with what is missing. */
export type Candidate = { readonly subject: Subject } | { readonly finding: Finding };

/** Assembles a port's routines and puts each with its contract; `wanted` limits them to some symbols. */
export async function candidates(
  port: Port,
  errata: Errata,
  wanted?: ReadonlySet<string>,
  convention: Convention = bsdAmd64,
): Promise<readonly Candidate[]> {
  const described = new Map<string, Routine>(
    assemblyUnits(port).flatMap((unit) =>
      unit.routines.map((routine) => [objectSymbol(routine.name), routine] as const),
    ),
  );
  const assembled = await assemblePort(port, errata);
  const data = dataOf(port);
  return assembled
    .filter(({ symbol }) => wanted?.has(symbol) ?? true)
    .flatMap((machineCode, slot) => {
      const routine = described.get(machineCode.symbol);
      return routine === undefined ? [] : [candidate(routine, machineCode, slot, data, convention)];
    });
}

function candidate(
  routine: Routine,
  machineCode: AssembledRoutine,
  slot: number,
  data: readonly Data[],
  convention: Convention,
): Candidate {
  const { contract } = routine;
  return contract === undefined
    ? {
        finding: {
          code: "no-contract",
          routine: machineCode.symbol,
          message: "has no contract, so nothing can be said of it",
          site: routine.site,
        },
      }
    : { subject: { routine, contract, image: placeRoutine(machineCode, slot, { contract, data }), convention } };
}

/** Verifies routines one after the other, in worlds of their own engines. */
export function* verifyAll(subjects: readonly Candidate[], options: VerifyOptions): Generator<RoutineVerdict> {
  for (const engine of options.engines) {
    buildWorld(engine);
  }
  for (const one of subjects) {
    yield verifyCandidate(one, options);
  }
}

/** Verifies a routine, in a world that is built. */
export function verifyCandidate(one: Candidate, options: VerifyOptions): RoutineVerdict {
  return "subject" in one
    ? verifyRoutine(one.subject, options)
    : { symbol: one.finding.routine, states: 0, coverage: { covered: 0, of: 0 }, findings: [one.finding] };
}
