import type { CType } from "../ctypes/ctype.js";
import type { Contract, Step, SystemCallStep } from "../contracts/contract.js";
import { systemCallsOf } from "../contracts/contract.js";
import type { Value } from "../contracts/value.js";
import { valueParts } from "../contracts/value-parts.js";
import type { Padding } from "../system-calls/system-call.js";
import type { Routine } from "../routines/routine.js";
import type { SourceSite } from "../source-site.js";
import type { Report } from "./report.js";

/** A contract must speak of things that there are: every parameter of a call given, results of calls made before. */
export function checkContract(routine: Routine, contract: Contract, report: Report): void {
  const { site } = routine;
  for (const made of systemCallsOf(contract)) {
    checkNames(made, site, report);
    for (const [name, parameter] of Object.entries(made.call.parameters)) {
      const value = made.values[name];
      const { reads, writes } = made.call.behaviour;
      const kernel = { reads: reads?.[name] !== undefined, writes: writes?.[name] !== undefined };
      const fault = value === undefined ? undefined : valueFault(value, parameter, kernel);
      if (fault !== undefined) {
        report("system-call-argument", `${made.call.name}(2): ${name} ${fault}`, site);
      }
    }
  }
  checkOrder(contract.steps, { systemCalls: 0, routines: 0 }, site, report);
  checkEnds(contract.steps, site, report);
  if (routine.returns.size > 0 && contract.steps.length > 0 && !saysResult(contract.steps)) {
    report(
      "contract-no-result",
      "the contract makes no system call and does not say what the routine returns",
      site,
      "Add returns(...), or returnsNothing where nobody looks at AX.",
    );
  }
}

/** What stands behind an end would never be looked at. */
function checkEnds(steps: readonly Step[], site: SourceSite, report: Report): void {
  for (const [index, step] of steps.entries()) {
    if (step.kind === "child") {
      checkEnds(step.steps, site, report);
    }
    if (isEnd(step) && index + 1 < steps.length) {
      report("contract-behind-end", `the contract has steps behind the one that ends it (${step.kind})`, site);
    }
  }
}

function isEnd({ kind }: Step): boolean {
  return kind === "returns" || kind === "jumps" || kind === "crashes" || kind === "repeats";
}

function saysResult(steps: readonly Step[]): boolean {
  return steps.some((step) => isEnd(step) || step.kind === "system-call");
}

/** How many calls of each kind a contract has made by one of its steps. */
interface CallsMade {
  readonly systemCalls: number;
  readonly routines: number;
}

/** Results come from calls that have been made, children from forks. Answers which calls have been made then. */
function checkOrder(steps: readonly Step[], before: CallsMade, site: SourceSite, report: Report): CallsMade {
  let made = before;
  let last: Step | undefined;
  for (const step of steps) {
    if (step.kind === "child") {
      if (last?.kind !== "system-call" || last.call.behaviour.forks !== true) {
        report("contract-child", "the contract has a child behind something that is no fork", site);
      }
      made = checkOrder(step.steps, made, site, report);
    } else {
      reportUnmade(step, "system call", systemCallValues, made.systemCalls, site, report);
      reportUnmade(step, "called routine", routineValues, made.routines, site, report);
      made = {
        systemCalls: made.systemCalls + (step.kind === "system-call" ? 1 : 0),
        routines: made.routines + (step.kind === "routine-call" ? 1 : 0),
      };
      if (step.kind === "repeats" && last?.kind !== "system-call") {
        report("contract-repeats", "the contract repeats something that is no system call", site);
      }
    }
    last = step;
  }
  return made;
}

/** Values that speak of a system call, and of a routine that the contract calls. */
const systemCallValues: readonly unknown[] = ["call-result", "kernel-wrote"];
const routineValues: readonly unknown[] = ["called-result"];

function reportUnmade(
  step: Step,
  what: string,
  kinds: readonly unknown[],
  made: number,
  site: SourceSite,
  report: Report,
): void {
  for (const call of callsNamedIn(step, kinds).filter(
    (named) => !(Number.isInteger(named) && named >= 0 && named < made),
  )) {
    report(
      "contract-result",
      `the contract speaks of ${what} ${call} before it is made; they are counted from 0`,
      site,
    );
  }
}

/** The calls that a step's values of some kinds speak of. */
function callsNamedIn(part: object, kinds: readonly unknown[]): readonly number[] {
  const own =
    "kind" in part && kinds.includes(part.kind) && "call" in part && typeof part.call === "number" ? [part.call] : [];
  return [...own, ...valueParts(part).flatMap((inner) => callsNamedIn(inner, kinds))];
}

function checkNames({ call, values }: SystemCallStep, site: SourceSite, report: Report): void {
  const passed = Object.entries(call.parameters)
    .filter(([, type]) => type.kind !== "padding")
    .map(([name]) => name);
  const prototype = `${call.name}(${passed.join(", ")})`;
  for (const name of passed.filter((wanted) => values[wanted] === undefined)) {
    report("system-call-argument", `${call.name}(2) is not given its argument ${name}`, site, `It is ${prototype}.`);
  }
  for (const name of Object.keys(values).filter((given) => !passed.includes(given))) {
    report("system-call-argument", `${call.name}(2) has no argument ${name}`, site, `It is ${prototype}.`);
  }
}

/** What keeps a value from being this parameter; undefined where nothing does. */
function valueFault(
  value: Value,
  parameter: CType | Padding,
  { reads, writes }: { readonly reads: boolean; readonly writes: boolean },
): string | undefined {
  if (typeof value === "number" || parameter.kind === "padding") {
    return undefined;
  }
  const bits = 8 * parameter.size;
  switch (value.kind) {
    case "argument": {
      const given = 8 * value.type.size;
      if (given !== bits) {
        return `is ${bits} bits wide and is given ${value.name} of ${given} bits`;
      }
      return parameter.kind === "pointer" && value.type.kind === "integer" && value.type.name !== "uintptr"
        ? `is a pointer and is given the integer ${value.name}`
        : parameter.kind === "integer" && value.type.kind === "pointer"
          ? `is an integer and is given the pointer ${value.name}`
          : undefined;
    }
    case "extended":
      return bits === 64 ? undefined : `is ${bits} bits wide: nothing is to be extended`;
    case "scratch":
      return parameter.kind !== "pointer"
        ? "is no pointer and is given the address of memory"
        : reads && value.holds === undefined
          ? "is read by the kernel, and the contract does not say what it finds there"
          : undefined;
    case "address":
      return parameter.kind !== "pointer"
        ? "is no pointer and is given the address of a symbol"
        : writes && value.data?.access === "read-only"
          ? `is written by the kernel, and ${value.symbol} is read-only`
          : undefined;
    case "constant":
    case "call-result":
    case "called-result":
    case "promoted":
    case "aligned-down":
    case "kernel-wrote":
    case "entry-register":
    case "entry-word":
    case "pointee":
    case "sum":
    case "unequal":
      return undefined;
  }
}
