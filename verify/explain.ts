import type { Engine } from "./engine/engine.js";
import { registerNumber } from "./engine/engine.js";
import type { Execution, Subject } from "./execute.js";
import { execute } from "./execute.js";
import type { Fault } from "./fault.js";
import { hex } from "./fault.js";
import type { Finding, ShownInstruction, ShownState } from "./finding.js";
import type { Image } from "./image.js";
import { instructionAt } from "./image.js";
import type { RepeatableRandom } from "./random.js";
import { Random } from "./random.js";
import type { Outcome, Scenario } from "./scenario.js";

/** How many instructions before the fault a finding shows. */
const traceLength = 12;

/** The generator of the poison of one state; every engine is given the same. */
export function poisonOf(seed: number, symbol: string, scenario: Scenario): Random {
  return new Random(seed, symbol, "poison", scenario.index);
}

/** Makes a generator begin as that of one state. */
export function beginPoison(poison: RepeatableRandom, seed: number, symbol: string, scenario: Scenario): void {
  poison.begin(seed, symbol, "poison", scenario.index);
}

/**
 * Makes a finding of a fault: runs the state again, step by step, to find the instruction that put the wrong value
 * where it was seen.
 */
export function explain(engine: Engine, subject: Subject, scenario: Scenario, seed: number, fault: Fault): Finding {
  const registers: BigUint64Array[] = [];
  const again = execute(engine, subject, scenario, poisonOf(seed, subject.image.symbol, scenario), (state) => {
    registers.push(state.registers);
  });
  const shownFault = again.faults.find((one) => isSameKind(one, fault)) ?? fault;
  const step = blamedStep(shownFault, again, registers);
  const culprit = instructionOf(subject.image, again.path[step]);
  const { code, message, expected, got } = shownFault;
  return {
    code,
    routine: subject.image.symbol,
    message,
    expected,
    got,
    site: culprit?.site,
    instruction: culprit === undefined ? undefined : shown(culprit),
    state: shownState(subject, scenario, again, seed, engine.name),
    trace: again.path
      .slice(0, shownFault.at + 1)
      .slice(-traceLength)
      .flatMap((address) => {
        const range = instructionOf(subject.image, address);
        return range === undefined ? [] : [shown(range)];
      }),
  };
}

function instructionOf(image: Image, address: bigint | undefined): ReturnType<typeof shownRange> {
  return address === undefined ? undefined : shownRange(image, address);
}

function shownRange(image: Image, address: bigint) {
  const range = instructionAt(image, address);
  return range === undefined
    ? undefined
    : {
        offset: range.offset,
        length: range.length,
        instruction: range.instruction,
        site: range.site,
        text: range.text,
        bytes: image.bytes.subarray(range.offset, range.offset + range.length),
      };
}

function shown(range: NonNullable<ReturnType<typeof shownRange>>): ShownInstruction {
  return { offset: range.offset, bytes: Buffer.from(range.bytes).toString("hex"), text: range.text };
}

/** Are these the same kind of mistake in the same thing, whatever the numbers? */
export function isSameKind(one: Fault, other: Fault): boolean {
  const withoutNumbers = (text: string): string => text.replaceAll(/0x[0-9a-f]+/g, "");
  return one.code === other.code && withoutNumbers(one.message) === withoutNumbers(other.message);
}

/** The last step that changed what was wrong, up to where it showed. */
function blamedStep({ blame, at }: Fault, { path, writes }: Execution, registers: readonly BigUint64Array[]): number {
  const last = Math.min(at, path.length - 1);
  if (blame === undefined) {
    return last;
  }
  if ("step" in blame) {
    return blame.step;
  }
  if ("memory" in blame) {
    const until = blame.memory + BigInt(blame.size);
    const write = writes.findLast(
      ({ address, size, step }) => step <= last && address < until && blame.memory < address + BigInt(size),
    );
    return write?.step ?? last;
  }
  // It was wrong before the instruction at which it showed: what a SYSCALL or a CALL leaves in it came later.
  const index = registerNumber[blame.register];
  for (let step = last - 1; step >= 0; step -= 1) {
    if (registers[step]?.[index] !== registers[step + 1]?.[index]) {
      return step;
    }
  }
  return last;
}

function shownState(
  { routine }: Subject,
  scenario: Scenario,
  { answered }: Execution,
  seed: number,
  engine: string,
): ShownState {
  return {
    seed,
    index: scenario.index,
    engine,
    arguments: Object.fromEntries(routine.arguments.map(({ name }) => [name, hex(scenario.arguments.get(name) ?? 0n)])),
    kernel: [...answered].flatMap((step) => {
      const outcome = scenario.outcomes.get(step);
      return outcome === undefined ? [] : [`${step.call.name}(2) ${inWords(outcome)}`];
    }),
  };
}

function inWords(outcome: Outcome): string {
  switch (outcome.kind) {
    case "succeeds":
      return `returns ${outcome.result < 0n ? `-${hex(-outcome.result)}` : hex(outcome.result)}`;
    case "fails":
      return `fails with errno ${String(outcome.errno)}`;
    case "child":
      return "comes back in the child";
    case "ends":
      return "does not come back";
  }
}

/** Simpler states that may show the same: one thing at a time made plain. */
export function* simpler(scenario: Scenario, pointers: ReadonlySet<string>): Generator<Scenario> {
  for (const [name, value] of scenario.arguments) {
    for (const plain of [0n, 1n]) {
      if (!pointers.has(name) && value > plain) {
        yield { ...scenario, arguments: new Map([...scenario.arguments, [name, plain]]) };
      }
    }
  }
  for (const [step, outcome] of scenario.outcomes) {
    if (outcome.kind === "succeeds" && outcome.result !== 0n && step.call.behaviour.forks !== true) {
      yield { ...scenario, outcomes: new Map([...scenario.outcomes, [step, { kind: "succeeds", result: 0n }]]) };
    }
  }
  if (scenario.stackShift !== 0n) {
    yield { ...scenario, stackShift: 0n };
  }
}
