import type { CpuState, Engine } from "./engine/engine.js";
import { EngineError } from "./engine/engine.js";
import { entryValuesOf } from "./entry-values.js";
import { evaluate, littleEndian } from "./evaluate.js";
import type { Subject } from "./execute.js";
import type { MemoryWatch } from "./memory-watch.js";
import { dataAt } from "./place-data.js";
import type { Random } from "./random.js";
import type { RunPlan } from "./run-plan.js";
import type { Scenario } from "./scenario.js";
import type { Places } from "./world.js";
import { liesInPoison } from "./world.js";

/** The memory that a contract reads through pointers, as it is before the first instruction. */
export function snapshot(
  engine: Engine,
  subject: Subject,
  plan: RunPlan,
  scenario: Scenario,
  entry: CpuState,
  watch: MemoryWatch,
  places: Places,
  random: Random,
): (address: bigint) => bigint {
  const { contract, image } = subject;
  if (plan.storeAddresses.length === 0 && entryValuesOf(contract).length === 0) {
    return ofNoContract;
  }
  const kept = new Map<bigint, bigint>();
  /** A constant never changes, and a process that starts finds its variables as they are described. */
  const isAsAtStart = (address: bigint): boolean => {
    const variable = dataAt(image.data, address);
    return variable !== undefined && (variable.access === "read-only" || contract.entry === "process");
  };
  const entryMemory = (address: bigint): bigint => {
    const known = kept.get(address);
    if (known !== undefined) {
      return known;
    }
    if (!liesInPoison(address, 8, places) && !isAsAtStart(address)) {
      engine.write(address, random.bytes(8));
    }
    const value = littleEndian(engine.read(address, 8));
    kept.set(address, value);
    // What a contract reads, the routine may read too.
    watch.allowRead(address, 8);
    return value;
  };
  const { symbols } = image;
  const known = { scenario, symbols, entry, entryMemory, results: [], called: [], written: new Map() };
  for (const address of plan.storeAddresses) {
    // What is already there must not pass for what the routine was to store.
    const place = evaluate(address, known);
    if (place !== undefined && !liesInPoison(place, 8, places)) {
      engine.write(place, random.bytes(8));
    }
  }
  for (const value of entryValuesOf(contract)) {
    try {
      evaluate(value, known);
    } catch (thrown) {
      // Where nothing is mapped there is nothing to keep; it is told when somebody looks at it.
      if (!(thrown instanceof EngineError)) {
        throw thrown;
      }
    }
  }
  return entryMemory;
}

function ofNoContract(): never {
  throw new Error("a contract that says nothing of memory at entry asks for it");
}
