import { doRoutines, type RoutinesTask } from "./do-routines.js";
import { judged, type Verdict, type VerifyRun } from "./report/verdict.js";

/** What a state takes on an engine, about. */
const millisecondsOfState = 0.015;

/** Runs every routine against its contract. */
export async function judgeSources({ run, ...task }: RoutinesTask & { readonly run: VerifyRun }): Promise<Verdict> {
  const { errata, seed, states, engines } = run;
  const routines = await doRoutines(task, {
    work: { kind: "verify", errata, seed, states, engines },
    milliseconds: () => states * engines.length * millisecondsOfState,
    shown: (symbol, routine, count) => `verifying ${symbol} (${routine}, state ${String(count)})`,
    made: (outcome, { candidate, port, milliseconds }) =>
      outcome.kind === "verdict" ? judged(outcome.verdict, candidate, port, run, milliseconds) : undefined,
  });
  return { ...run, ports: task.ports.map((port) => ({ name: port.name, routines: routines.get(port) ?? [] })) };
}
