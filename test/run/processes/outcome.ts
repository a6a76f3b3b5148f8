import type { Outcome } from "../../../run/kernel/scheduler.js";

/** What an outcome comes to in a line. */
export function shortOutcome(outcome: Outcome): string {
  if (outcome.kind !== "ended") return outcome.kind;
  const { ending } = outcome;
  return ending.kind === "exit" ? `exit ${String(ending.status)}` : `signal ${String(ending.signal)}`;
}
