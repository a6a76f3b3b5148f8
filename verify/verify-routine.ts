import type { Engine } from "./engine/engine.js";
import type { Execution, Subject } from "./execute.js";
import { execute } from "./execute.js";
import { Coverage } from "./coverage.js";
import { explain, isSameKind, poisonOf, simpler } from "./explain.js";
import type { Fault } from "./fault.js";
import { hex } from "./fault.js";
import type { Finding } from "./finding.js";
import { pointersOf } from "./pointers.js";
import { Random } from "./random.js";
import type { Scenario } from "./scenario.js";
import { scenarios } from "./scenario.js";
import { loadImage, unloadImage } from "./world.js";

/** What `verify` says of one routine. */
export interface RoutineVerdict {
  readonly symbol: string;
  /** How many states it was run in, on each engine. */
  readonly states: number;
  readonly coverage: { readonly covered: number; readonly of: number };
  readonly findings: readonly Finding[];
}

export interface VerifyOptions {
  readonly seed: number;
  /** States for each routine. */
  readonly states: number;
  /** One after the other; where there are several they must agree. */
  readonly engines: readonly Engine[];
}

/** Runs a routine in many states on every engine, in worlds that are built, and judges each run by its contract. */
export function verifyRoutine(subject: Subject, options: VerifyOptions): RoutineVerdict {
  const { engines, states, seed } = options;
  const { image } = subject;
  for (const engine of engines) {
    loadImage(engine, image);
  }
  const coverage = new Coverage(image);
  const found: Noted[] = [];
  let differing: Finding | undefined;
  let run = 0;
  for (const scenario of scenariosOf(subject, seed, states)) {
    run += 1;
    const executions = engines.map((engine) => ({
      engine,
      execution: execute(engine, subject, scenario, poisonOf(seed, image.symbol, scenario)),
    }));
    for (const { engine, execution } of executions) {
      coverage.add(execution.path);
      for (const fault of execution.faults) {
        note(found, subject, engine, scenario, seed, fault);
      }
    }
    const difference = disagreement(executions.map(({ execution }) => execution));
    if (difference !== undefined) {
      differing ??= engineFinding(subject, scenario, seed, difference);
    }
  }
  for (const engine of engines) {
    unloadImage(engine, image);
  }
  return {
    symbol: image.symbol,
    states: run,
    coverage: coverage.numbers,
    findings: [
      ...found.map(({ finding, count }) => ({ ...finding, states: count })),
      ...(differing === undefined ? [] : [differing]),
      ...coverageFindings(subject, coverage),
    ],
  };
}

/** The first fault that some state shows, without looking for more: all that a mutant needs. */
export function firstFault(subject: Subject, engine: Engine, seed: number, states: number): Fault | undefined {
  loadImage(engine, subject.image);
  try {
    for (const scenario of scenariosOf(subject, seed, states)) {
      const [fault] = execute(engine, subject, scenario, poisonOf(seed, subject.image.symbol, scenario)).faults;
      if (fault !== undefined) {
        return fault;
      }
    }
    return undefined;
  } finally {
    unloadImage(engine, subject.image);
  }
}

function scenariosOf({ routine, contract, image }: Subject, seed: number, states: number): Iterable<Scenario> {
  return scenarios(routine, contract, new Random(seed, image.symbol, "scenarios"), states);
}

/** A kind of fault with its explanation, and how many runs have shown it. */
interface Noted {
  readonly kind: Fault;
  readonly finding: Finding;
  count: number;
}

/** Files a fault under its kind, explained by the simplest state that shows it. */
function note(found: Noted[], subject: Subject, engine: Engine, scenario: Scenario, seed: number, fault: Fault): void {
  const known = found.find(({ kind }) => isSameKind(kind, fault));
  if (known !== undefined) {
    known.count += 1;
    return;
  }
  const smallest = shrink(subject, engine, scenario, seed, fault);
  const finding = explain(engine, subject, smallest, seed, fault);
  found.push({ kind: fault, finding, count: 1 });
}

/** The simplest state that shows the same kind of fault. */
function shrink(subject: Subject, engine: Engine, scenario: Scenario, seed: number, fault: Fault): Scenario {
  const pointers = new Set(pointersOf(subject.contract).argumentPointers.keys());
  let smallest = scenario;
  for (let progress = true; progress;) {
    progress = false;
    for (const candidate of simpler(smallest, pointers)) {
      const run = execute(engine, subject, candidate, poisonOf(seed, subject.image.symbol, candidate));
      if (run.faults.some((one) => isSameKind(one, fault))) {
        smallest = candidate;
        progress = true;
        break;
      }
    }
  }
  return smallest;
}

/** Flags that some instruction on the way has left undefined are the engines' own business. */
function disagreement(executions: readonly Execution[]): string | undefined {
  const [first, ...others] = executions;
  for (const other of others) {
    if (first === undefined) {
      return undefined;
    }
    const [ours, theirs] = [first, other].map(({ faults }) => faults.map(({ code }) => code).join(", "));
    if (ours !== theirs) {
      return `one finds ${ours === "" ? "nothing" : String(ours)}, the other ${theirs === "" ? "nothing" : String(theirs)}`;
    }
    if (first.path.length !== other.path.length || first.path.some((address, step) => address !== other.path[step])) {
      return "they take different ways";
    }
    const register = first.end.registers.findIndex((value, index) => value !== other.end.registers[index]);
    if (register >= 0) {
      return `register ${String(register)} ends as ${hex(first.end.registers[register] ?? 0n)} and as ${hex(other.end.registers[register] ?? 0n)}`;
    }
    const write = first.writes.findIndex((one, index) => {
      const two = other.writes[index];
      return one.address !== two?.address || one.size !== two.size || one.value !== two.value;
    });
    if (write >= 0 || first.writes.length !== other.writes.length) {
      return `store number ${String(write < 0 ? first.writes.length : write)} is another`;
    }
  }
  return undefined;
}

function engineFinding(subject: Subject, scenario: Scenario, seed: number, difference: string): Finding {
  return {
    code: "engines-differ",
    routine: subject.image.symbol,
    message: `the engines disagree: ${difference}`,
    site: subject.routine.site,
    state: { seed, index: scenario.index, engine: "all", arguments: {}, kernel: [] },
  };
}

function coverageFindings({ image }: Subject, coverage: Coverage): readonly Finding[] {
  const { gaps } = coverage;
  return gaps
    .filter(
      ({ code, range }) =>
        code === "never-executed" || !gaps.some((gap) => gap.code === "never-executed" && gap.range === range),
    )
    .map(({ code, range }) => ({
      code,
      routine: image.symbol,
      message: coverageMessages[code],
      site: range.site,
      instruction: {
        offset: range.offset,
        bytes: Buffer.from(image.bytes.subarray(range.offset, range.offset + range.length)).toString("hex"),
        text: range.text,
      },
    }));
}

const coverageMessages = {
  "never-executed": "no state has executed this instruction: nothing is known of it",
  "branch-never-taken": "no state has taken this branch",
  "branch-always-taken": "every state has taken this branch",
} as const;
