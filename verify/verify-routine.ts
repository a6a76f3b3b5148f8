import { disagreement } from "./agreement.js";
import type { Engine } from "./engine/engine.js";
import { mayRun } from "./engine/known-instructions.js";
import type { Subject } from "./execute.js";
import { execute } from "./execute.js";
import { Coverage } from "./coverage.js";
import { beginPoison, explain, isSameKind, poisonOf, simpler } from "./explain.js";
import type { Fault } from "./fault.js";
import type { Finding } from "./finding.js";
import type { Image } from "./image.js";
import { pointersOf } from "./pointers.js";
import { Random, RepeatableRandom } from "./random.js";
import type { Scenario } from "./scenario.js";
import { scenarios } from "./scenario.js";
import { clearWorld, loadImage, unloadImage } from "./world.js";

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
  /** Told how many states a routine has been run in, after each. */
  readonly onState?: (done: number) => void;
}

/** Runs a routine in many states on every engine, in worlds that are built, and judges each run by its contract. */
export function verifyRoutine(subject: Subject, options: VerifyOptions): RoutineVerdict {
  const { states, seed, onState } = options;
  const { image } = subject;
  const engines = enginesFor(image, options.engines);
  for (const engine of engines) {
    clearWorld(engine);
    loadImage(engine, image);
  }
  const coverage = new Coverage(image);
  const poison = new RepeatableRandom();
  const found: Noted[] = [];
  let differing: Finding | undefined;
  let run = 0;
  for (const scenario of scenariosOf(subject, seed, states)) {
    run += 1;
    beginPoison(poison, seed, image.symbol, scenario);
    const executions = engines.map((engine) => {
      poison.rewind();
      return { engine, execution: execute(engine, subject, scenario, poison) };
    });
    const shown = new Set<Noted>();
    for (const { engine, execution } of executions) {
      coverage.add(execution.path);
      for (const fault of execution.faults) {
        shown.add(noted(found, subject, engine, scenario, seed, fault));
      }
    }
    for (const one of shown) {
      one.count += 1;
    }
    const difference = disagreement(
      image,
      executions.map(({ execution }) => execution),
    );
    if (difference !== undefined) {
      differing ??= engineFinding(subject, scenario, seed, difference);
    }
    onState?.(run);
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

/** Those that know all of a routine's instructions; where none does, each may say what it does not know. */
function enginesFor({ ranges }: Image, engines: readonly Engine[]): readonly Engine[] {
  const able = engines.filter(({ name }) => ranges.every(({ instruction }) => mayRun(name, instruction.form.code)));
  return able.length === 0 ? engines : able;
}

/** The first fault that some state shows, without looking for more: all that a mutant needs. */
export function firstFault(subject: Subject, engine: Engine, seed: number, states: number): Fault | undefined {
  loadImage(engine, subject.image);
  const poison = new RepeatableRandom();
  try {
    for (const scenario of scenariosOf(subject, seed, states)) {
      beginPoison(poison, seed, subject.image.symbol, scenario);
      const [fault] = execute(engine, subject, scenario, poison).faults;
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
  return scenarios(routine, contract, specialNumbers(image), new Random(seed, image.symbol, "scenarios"), states);
}

/** The numbers that a routine's instructions have in them, and their neighbours. */
function specialNumbers({ ranges }: Image): readonly bigint[] {
  const numbers = ranges.flatMap(({ instruction }) =>
    instruction.operands.flatMap((operand) => (operand.kind === "immediate" ? [operand.value] : [])),
  );
  return [...new Set(numbers.flatMap((number) => [number, number - 1n, number + 1n]))];
}

/** A kind of fault with its explanation, and how many states have shown it. */
interface Noted {
  readonly kind: Fault;
  readonly finding: Finding;
  count: number;
}

/** What is known of a fault's kind; a new one is explained by the simplest state that shows it. */
function noted(
  found: Noted[],
  subject: Subject,
  engine: Engine,
  scenario: Scenario,
  seed: number,
  fault: Fault,
): Noted {
  const known = found.find(({ kind }) => isSameKind(kind, fault));
  if (known !== undefined) {
    return known;
  }
  const smallest = shrink(subject, engine, scenario, seed, fault);
  const added = { kind: fault, finding: explain(engine, subject, smallest, seed, fault), count: 0 };
  found.push(added);
  return added;
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
