import type { CpuState, Engine, Stop } from "../../../verify/engine/engine.js";
import { codeAddress, dataAddress, dataSize, middle, reach, tailAddress, tailSize } from "./layout.js";
import type { TestedInstruction } from "./tested-instruction.js";
import { usesUpperHalves } from "./tested-instruction.js";
import type { TestedState } from "./tested-state.js";
import { loadHalves, storeHalves } from "./upper-halves.js";
import type { VectorState } from "./vector-state.js";
import { imageOf, stateOf } from "./vector-state.js";

/** What an instruction did. */
export interface Outcome {
  readonly cpu: CpuState;
  readonly stop: Stop;
  readonly memory: Uint8Array;
  /** Where the instruction has to do with them. */
  readonly vectors?: VectorState;
}

/** Maps code and data as every test of one instruction wants them. */
export function prepareEngine(engine: Engine): void {
  engine.map(codeAddress, 4096n, { read: true, write: false, execute: true });
  engine.write(codeAddress, new Uint8Array(4096).fill(0xcc));
  engine.map(dataAddress, BigInt(dataSize), { read: true, write: true, execute: false });
}

/** All data zero, as `prepareEngine` leaves it: what lies around the tested bytes goes on from run to run. */
export function clearData(engine: Engine): void {
  engine.write(dataAddress, new Uint8Array(dataSize));
}

/** More than any repeated instruction here needs. */
const repetitions = 64;

/** Puts an instruction where the tests have it. */
export function placeInstruction(engine: Engine, { bytes }: TestedInstruction): void {
  engine.write(
    codeAddress,
    Uint8Array.from({ length: 32 }, (_, offset) => bytes[offset] ?? 0xcc),
  );
}

/** Runs the instruction at the code address once, to its end if it repeats itself. */
export function runOn(engine: Engine, instruction: TestedInstruction, state: TestedState): Outcome {
  engine.write(middle - BigInt(reach), state.memory);
  engine.write(tailAddress, new Uint8Array(tailSize));
  const { vectors } = state;
  if (vectors !== undefined) {
    engine.setFloatingPoint(imageOf(vectors));
    if (usesUpperHalves(instruction)) loadHalves(engine, vectors);
  }
  engine.setState(state.cpu);
  const systemCall = (cpu: CpuState): "stop" => {
    // As the kernel does.
    cpu.registers[1] = cpu.rip;
    cpu.registers[11] = cpu.flags;
    return "stop";
  };
  let stop = engine.run({ limit: 1, systemCall });
  let cpu = engine.state();
  for (let count = 0; count < repetitions && stop.kind === "limit" && cpu.rip === codeAddress; count += 1) {
    stop = engine.run({ limit: 1, systemCall });
    cpu = engine.state();
  }
  const memory = engine.read(middle - BigInt(reach), 2 * reach);
  if (vectors === undefined) return { cpu, stop, memory };
  const after = stateOf(engine.floatingPoint());
  return { cpu, stop, memory, vectors: usesUpperHalves(instruction) ? storeHalves(engine, after) : after };
}

/** Everything that was not among the tested bytes of a state: no instruction may have changed it. */
export function otherData(engine: Engine): Uint8Array {
  const data = engine.read(dataAddress, dataSize);
  const start = Number(middle - dataAddress) - reach;
  return data.fill(0, start, start + 2 * reach);
}
