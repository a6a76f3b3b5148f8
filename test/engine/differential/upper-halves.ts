import type { Engine } from "../../../verify/engine/engine.js";
import type { VectorState } from "./vector-state.js";
import { vectorBytes, vectorCount, vectorSize } from "./vector-state.js";

/*
 * No interface tells the upper halves of YMM registers: a program puts them there, and gets them again.
 */

/** Only builtin has it mapped: far from everything that a tested instruction could come to. */
const programAddress = 0x5c3a_7000_0000n;
const vectorAddress = programAddress + 0x1000n;

/** vmovdqu ymm, disp(%rip), or the other way, for every register. */
function program(opcode: 0x6f | 0x7f): Uint8Array {
  const length = 8;
  const code = Array.from({ length: vectorCount }, (_, number) => {
    const distance = Number(vectorAddress - programAddress) + vectorSize * number - length * (number + 1);
    const address = new DataView(new ArrayBuffer(4));
    address.setInt32(0, distance, true);
    // VEX with two bytes: R is the register's fourth bit, inverted; no second source; 256 bits; F3 (Intel SDM vol. 2, 2.3.5).
    const prefix = number < 8 ? 0xfe : 0x7e;
    return [0xc5, prefix, opcode, ((number & 7) << 3) | 5, ...new Uint8Array(address.buffer)];
  });
  return Uint8Array.from(code.flat());
}

const loading = program(0x6f);
const storing = program(0x7f);

/** Maps what the programs need. */
export function prepareUpperHalves(engine: Engine): void {
  engine.map(programAddress, 0x1000n, { read: true, write: false, execute: true });
  engine.map(vectorAddress, 0x1000n, { read: true, write: true, execute: false });
}

function runProgram(engine: Engine, code: Uint8Array): void {
  engine.write(programAddress, code);
  engine.setState({ ...engine.state(), rip: programAddress });
  const stop = engine.run({ limit: vectorCount });
  if (stop.kind !== "limit") throw new Error(`the vector registers cannot be moved: ${JSON.stringify(stop)}`);
}

/** Sets all halves of all registers. */
export function loadHalves(engine: Engine, { registers }: VectorState): void {
  engine.write(vectorAddress, registers);
  runProgram(engine, loading);
}

/** All halves of all registers. */
export function storeHalves(engine: Engine, { mxcsr }: VectorState): VectorState {
  runProgram(engine, storing);
  return { registers: engine.read(vectorAddress, vectorBytes), mxcsr };
}
