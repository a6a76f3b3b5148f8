import { expect } from "chai";
import { availableEngines, createEngine } from "../../verify/engine/available-engines.js";
import type { CpuState, Engine, Pace, Stop } from "../../verify/engine/engine.js";
import { initialFloatingPoint } from "../../verify/engine/floating-point.js";
import { Random } from "../../verify/random.js";
import { campaignCount, campaignSeed, campaignTag } from "../campaign.js";
import { skipForWant } from "../peers.js";
import { everything, readExecute, readOnly, readWrite } from "./machine.js";
import type { ProgramPlaces } from "./random-program.js";
import { division, randomProgram, routineBytes } from "./random-program.js";

const codeAt = 0x40_0000n;
const stackAt = 0x3_0000n;
const places: ProgramPlaces = {
  code: codeAt,
  routines: 0x60_0000n,
  routinePages: 3,
  heap: 0x100_0000n,
  heapPages: 16,
  nothing: 0x80_0000n,
};
/** Behind the routines, where the program may write over itself. */
const writableCodeAt = places.routines + 0x2200n;
const page = 0x1000n;

interface Job {
  readonly code: Uint8Array;
  readonly at: bigint;
  /** How many instructions each run gets, in turn. */
  readonly limits: readonly number[];
}

interface Result {
  /** What every run ended with: stop, state and instructions. */
  readonly runs: readonly string[];
  /** What came of it, which all engines agree on. */
  readonly outcome: string;
}

function jobOf(random: Random): Job {
  const at = random.below(3) === 0 ? writableCodeAt : codeAt;
  const limits = Array.from({ length: 60 }, () => 1 + random.below(random.below(3) === 0 ? 3 : 200));
  return { code: randomProgram(random, { ...places, code: at }), at, limits };
}

/** Lays out memory as the kernel does for a new process. */
function layOut(engine: Engine, { code, at }: Job): void {
  engine.map(codeAt, page, readExecute);
  engine.map(stackAt, page, readWrite);
  engine.map(places.routines, BigInt(places.routinePages) * page, everything);
  engine.map(places.heap, BigInt(places.heapPages) * page, readWrite);
  engine.write(places.routines, routineBytes(places));
  engine.write(at, code);
  const registers = new BigUint64Array(16);
  registers[4] = stackAt + 0x800n;
  engine.setState({ registers, rip: at, flags: 2n, fsBase: 0n, gsBase: 0n });
  engine.setFloatingPoint(initialFloatingPoint());
}

/** What a kernel does: the number of the call is in RAX. */
function systemCall(engine: Engine, state: CpuState): "go-on" {
  const number = Number(state.registers[0] ?? 0n);
  const heapPage = places.heap + BigInt(number) * page;
  const routinePage = places.routines + page;
  switch (number) {
    case 1:
      engine.protect(heapPage, page, readOnly);
      engine.protect(heapPage, page, readWrite);
      break;
    case 2:
      engine.unmap(heapPage, page);
      engine.map(heapPage, page, readWrite);
      break;
    case 3: {
      const bytes = engine.read(routinePage, Number(page));
      engine.unmap(routinePage, page);
      engine.map(routinePage, page, everything);
      engine.write(routinePage, bytes);
      break;
    }
    case 4:
      engine.write(places.routines, routineBytes(places).subarray(0, 6));
      break;
    default:
  }
  return "go-on";
}

/** Gives a program that faults what it wants, and lets it go on; answers whether it is over. */
function handle(engine: Engine, stop: Stop): boolean {
  switch (stop.kind) {
    case "limit":
      return false;
    case "fault":
      if (stop.access === "fetch") return true;
      engine.map(stop.address & -page, page, readWrite);
      return false;
    case "exception": {
      if (stop.vector !== 0) return true;
      const state = engine.state();
      state.rip += BigInt(division.length);
      engine.setState(state);
      return false;
    }
    default:
      return true;
  }
}

function run(engine: Engine, job: Job, pace: Pace): Result {
  layOut(engine, job);
  const runs: string[] = [];
  let last = "";
  for (let over = false, round = 0; !over; round += 1) {
    const before = engine.executed;
    const limit = job.limits[round] ?? 5000;
    const stop = engine.run({ pace, limit, systemCall: (state) => systemCall(engine, state) });
    last = textOf(stop, engine.state());
    runs.push(`${String(engine.executed - before)} of ${String(limit)}: ${last}`);
    over = handle(engine, stop);
    if (round > 2000) expect.fail(`it does not end: ${last}`);
  }
  const memory = [places.routines, places.heap].map((address) => [...engine.read(address, 0x3000)].join(" "));
  return { runs, outcome: [last, ...memory].join("\n") };
}

function textOf(stop: Stop, { registers, rip, flags }: CpuState): string {
  const hex = (value: bigint): string => value.toString(16);
  const kind = JSON.stringify(stop, (_, value: unknown) => (typeof value === "bigint" ? hex(value) : value));
  return `${kind} at ${hex(rip)} flags ${hex(flags)} ${[...registers].map(hex).join(" ")}`;
}

/** Takes away all that a process had, as the kernel does when it is over. */
function clear(engine: Engine): void {
  for (const [start, end] of [
    [stackAt, stackAt + page],
    [codeAt, codeAt + page],
    [places.routines, places.routines + BigInt(places.routinePages) * page],
    [places.nothing, places.nothing + 8n * page],
    [places.heap, places.heap + BigInt(places.heapPages) * page],
  ] as const) {
    for (let at = start; at < end; at += page) {
      const mapped = at < places.nothing || at >= places.heap || isMapped(engine, at);
      if (mapped) engine.unmap(at, page);
    }
  }
}

function isMapped(engine: Engine, address: bigint): boolean {
  try {
    engine.read(address, 1);
    return true;
  } catch {
    return false;
  }
}

describe("a program", () => {
  const engines: Engine[] = [];

  before(async function () {
    for (const availability of await availableEngines()) {
      if (!availability.available) skipForWant(this, availability.reason);
    }
  });

  afterEach(() => {
    for (const engine of engines.splice(0)) engine.dispose();
  });

  it(`runs the same in a new engine, in one with a past, and in the other kind ${campaignTag}`, async function () {
    this.timeout(600_000);
    const rounds = campaignCount(50);
    const random = new Random(campaignSeed(1), "history");
    const used = await createEngine("unicorn");
    engines.push(used);
    const ends = new Map<string, number>();
    for (let round = 0; round < rounds; round += 1) {
      const job = jobOf(random);
      const text = `round ${String(round)}: ${Buffer.from(job.code).toString("hex")}`;
      const fresh = await createEngine("unicorn");
      const other = await createEngine("builtin");
      engines.push(fresh, other);
      const first = run(fresh, job, "approximate");
      expect(run(used, job, "approximate"), text).to.deep.equal(first);
      // It counts otherwise where a program writes over its own block, and ends there all the same.
      expect(run(other, { ...job, limits: [] }, "exact").outcome, text).to.equal(first.outcome);
      clear(used);
      for (const engine of engines.splice(1)) engine.dispose();
      const end = first.outcome.slice(0, first.outcome.indexOf(" at "));
      ends.set(end, (ends.get(end) ?? 0) + 1);
    }
    expect(ends.get('{"kind":"exception","vector":6}') ?? 0, [...ends].join()).to.be.above(rounds / 3);
  });
});
