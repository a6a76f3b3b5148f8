import { expect } from "chai";
import { availableEngines, createEngine, engineNames } from "../../verify/engine/available-engines.js";
import type { CpuState, Engine, EngineName, Pace, Stop } from "../../verify/engine/engine.js";
import { Random } from "../../verify/random.js";
import { campaignCount, campaignSeed, campaignTag } from "../campaign.js";
import { skipForWant } from "../peers.js";
import { codeAt, dataAt, dataEnd, Machine, nothing, nothingAt, readOnly, readWrite, stackAt } from "./machine.js";

/**
 * Instructions that may fault, and some that may not; RSI and RDI point to data, mostly. The bytes are those of GNU as.
 * None reads at two places, of which either may be the first to fault (CMPS), none leaves a flag undefined, or the next one sets it. No store of more than 8 bytes is among them: the first half of one may stay where the second faults.
 */
const instructions: readonly (readonly number[])[] = [
  [0x48, 0x8b, 0x06], // mov (%rsi),%rax
  [0x48, 0x89, 0x07], // mov %rax,(%rdi)
  [0x48, 0x01, 0x1f], // add %rbx,(%rdi)
  [0x48, 0x11, 0x56, 0x04], // adc %rdx,4(%rsi)
  [0x48, 0x87, 0x1e], // xchg %rbx,(%rsi)
  [0xf0, 0x48, 0x0f, 0xc1, 0x17], // lock xadd %rdx,(%rdi)
  [0xf0, 0x48, 0x0f, 0xb1, 0x17], // lock cmpxchg %rdx,(%rdi)
  [0xff, 0x36], // push (%rsi)
  [0x8f, 0x07], // pop (%rdi)
  [0x50], // push %rax
  [0x5a], // pop %rdx
  [0x9c], // pushfq
  [0xa4], // movsb
  [0x48, 0xa5], // movsq
  [0x48, 0xaf], // scasq
  [0xf3, 0xa4], // rep movsb
  [0xf3, 0x48, 0xab], // rep stosq
  [0xf3, 0xae], // repe scasb
  [0x48, 0x83, 0xc6, 0x35], // add $0x35,%rsi
  [0x48, 0x83, 0xef, 0x35], // sub $0x35,%rdi
  [0x48, 0x81, 0xc6, 0x00, 0x0c, 0x00, 0x00], // add $0xc00,%rsi
  [0x48, 0x81, 0xc7, 0x00, 0x0c, 0x00, 0x00], // add $0xc00,%rdi
  [0xb9, 0x09, 0x00, 0x00, 0x00], // mov $9,%ecx
  [0x48, 0xff, 0xc3], // inc %rbx
  [0x48, 0x29, 0xd8], // sub %rbx,%rax
  [0x48, 0x8d, 0x54, 0x9a, 0x05], // lea 5(%rdx,%rbx,4),%rdx
  [0x48, 0xf7, 0xf1, 0x48, 0x29, 0xda], // div %rcx; sub %rbx,%rdx, which sets all flags
  [0x74, 0x02, 0xff, 0xc8], // je over: dec %eax
  [0xe8, 0x00, 0x00, 0x00, 0x00], // call the next
  [0xf9], // stc
  [0x0f, 0xc8], // bswap %eax
];

const data = { start: dataAt, size: Number(dataEnd - dataAt) };
/** Pages between and behind the data, in turn with nothing, what may only be read, and what is reserved. */
const fences = [nothingAt + 0x1000n, nothingAt + 0x2000n];

interface Trial {
  readonly code: Uint8Array;
  readonly state: CpuState;
}

interface Result {
  readonly stop: Stop;
  readonly state: CpuState;
  readonly memory: readonly Uint8Array[];
  readonly executed: number;
}

function trialOf(random: Random): Trial {
  const code: number[] = [];
  for (let count = 4 + random.below(30); count > 0; count -= 1) code.push(...random.pick(instructions));
  const pointer = (): bigint => {
    const page = random.pick([dataAt, dataAt + 0x1000n, dataEnd, nothingAt + 0x1000n, nothingAt + 0x2000n, nothingAt]);
    return page + BigInt(random.below(64)) - 32n;
  };
  const registers = BigUint64Array.from({ length: 16 }, () => random.uint64());
  registers[1] = BigInt(random.below(40));
  registers[2] = BigInt(random.below(4));
  registers[4] = random.below(4) > 0 ? stackAt : (stackAt & ~0xfffn) + BigInt(8 * random.below(6));
  registers[6] = random.below(5) > 0 ? pointer() : BigInt.asUintN(64, 1n << 63n);
  registers[7] = pointer();
  return {
    code: Uint8Array.from([...code, 0x0f, 0x0b]),
    state: { registers, rip: codeAt, flags: 2n, fsBase: 0n, gsBase: 0n },
  };
}

/** The code lies at the end of its page now and then, so that it is cut off. */
function startOf({ code }: Trial, round: number): bigint {
  return round % 8 === 0 ? codeAt + 0x1000n - BigInt(code.length >> 1) : codeAt;
}

function run(machine: Machine, trial: Trial, round: number, pace: Pace): Result {
  const { engine } = machine;
  const start = startOf(trial, round);
  const size = Number(codeAt + 0x1000n - start);
  engine.write(start, trial.code.subarray(0, size));
  const areas = [
    ...fences.map((address) => [address, 0x1000] as const),
    [dataAt, data.size],
    [stackAt & ~0xfffn, 0x1000],
  ] as const;
  for (const [address, bytes] of areas) engine.write(address, new Uint8Array(bytes).fill(round & 0xff));
  engine.setState({ ...trial.state, rip: start });
  const before = engine.executed;
  const stop = engine.run({ limit: 400, pace });
  const memory = areas.map(([address, bytes]) => engine.read(address, bytes));
  return { stop, state: engine.state(), memory, executed: engine.executed - before };
}

async function machineOf(name: EngineName, engines: Engine[]): Promise<Machine> {
  const engine = await createEngine(name);
  engines.push(engine);
  const machine = new Machine(engine);
  engine.map(nothingAt + 0x1000n, 0x1000n, readOnly);
  engine.map(nothingAt + 0x2000n, 0x1000n, readWrite);
  engine.map(nothingAt + 0x3000n, 0x1000n, nothing);
  return machine;
}

/** As text, so that a difference can be read. */
function plain({ stop, state, memory, executed }: Result): unknown {
  const hex = (value: bigint): string => value.toString(16);
  return {
    stop: stop.kind === "fault" ? `${stop.access} ${hex(stop.address)}` : stop,
    registers: [...state.registers].map(hex),
    rip: hex(state.rip),
    flags: hex(state.flags),
    memory: memory.map((bytes) =>
      Buffer.from(bytes)
        .toString("base64")
        .replaceAll(/(.{64})/g, "$1 ")
        .replaceAll(/(\S{64} )\1+/g, "$1* "),
    ),
    executed,
  };
}

describe("runs at both paces and both engines", () => {
  const engines: Engine[] = [];

  afterEach(() => {
    for (const engine of engines.splice(0)) engine.dispose();
  });

  it(`stop with the same state, memory and count, wherever they fault ${campaignTag}`, async function () {
    this.timeout(600_000);
    for (const availability of await availableEngines()) {
      if (!availability.available) skipForWant(this, availability.reason);
    }
    const rounds = campaignCount(2000);
    const random = new Random(campaignSeed(1), "paces");
    const exact = await Promise.all(engineNames.map((name) => machineOf(name, engines)));
    const approximate = await Promise.all(engineNames.map((name) => machineOf(name, engines)));
    const kinds = new Map<string, number>();
    for (let round = 0; round < rounds; round += 1) {
      const trial = trialOf(random);
      const results = [
        ...exact.map((machine) => run(machine, trial, round, "exact")),
        ...approximate.map((machine) => run(machine, trial, round, "approximate")),
      ];
      const [first] = results;
      const text = `round ${String(round)}: ${Buffer.from(trial.code).toString("hex")}`;
      for (const result of results)
        expect(plain(result), text).to.deep.equal(first === undefined ? undefined : plain(first));
      const stop = first?.stop;
      const kind = stop?.kind === "fault" ? `${stop.access} fault` : (stop?.kind ?? "");
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
    for (const kind of ["read fault", "write fault", "fetch fault", "exception", "limit"]) {
      if (kind !== "limit") expect(kinds.get(kind) ?? 0, kind).to.be.above(rounds / 100);
    }
  });
});
