import type { CpuState, Stop } from "../../../verify/engine/engine.js";
import { flagBit } from "../../../verify/engine/engine.js";
import { registers } from "../../../dsl/operands/register.js";
import { middle, reach } from "./layout.js";
import type { Outcome } from "./outcome.js";
import type { TestedInstruction } from "./tested-instruction.js";
import { undefinedFlags } from "./undefined-flags.js";
import type { VectorState } from "./vector-state.js";
import { halfSize, vectorCount, vectorSize } from "./vector-state.js";

/** What differs, one line each; `undefinedToo` compares the flags that the manual leaves undefined as well. */
export function differences(
  instruction: TestedInstruction,
  before: CpuState,
  found: Outcome,
  expected: Outcome,
): readonly string[] {
  const status = Object.values(flagBit).reduce((all, bit) => all | bit);
  // Only a completed instruction leaves anything undefined.
  const completed = expected.stop.kind !== "fault" && expected.stop.kind !== "exception";
  const mask = completed ? status & ~undefinedFlags(instruction, before) : status;
  return [
    ...difference("stop", stopText(found.stop), stopText(expected.stop)),
    ...difference("rip", hex(found.cpu.rip), hex(expected.cpu.rip)),
    ...registers.flatMap((register, number) =>
      difference(register.class, hex(found.cpu.registers[number]), hex(expected.cpu.registers[number])),
    ),
    ...Object.entries(flagBit).flatMap(([name, bit]) =>
      difference(name, flagText(found.cpu, bit & mask), flagText(expected.cpu, bit & mask)),
    ),
    ...memoryDifferences(found.memory, expected.memory),
    ...vectorDifferences(found.vectors, expected.vectors),
  ];
}

function difference(name: string, found: string, expected: string): readonly string[] {
  return found === expected ? [] : [`${name} ${found}, expected ${expected}`];
}

function memoryDifferences(found: Uint8Array, expected: Uint8Array): readonly string[] {
  if (Buffer.compare(found, expected) === 0) return [];
  return [...found.entries()].flatMap(([offset, byte]) =>
    difference(hex(middle + BigInt(offset - reach)), hex(BigInt(byte)), hex(BigInt(expected[offset] ?? 0))),
  );
}

function vectorDifferences(found: VectorState | undefined, expected: VectorState | undefined): readonly string[] {
  if (found === undefined || expected === undefined) return [];
  const numbers = Array.from({ length: vectorCount }, (_, number) => number);
  return [
    ...difference("MXCSR", `0x${found.mxcsr.toString(16)}`, `0x${expected.mxcsr.toString(16)}`),
    ...numbers.flatMap((number) =>
      difference(`X${String(number)}`, vectorText(found, number), vectorText(expected, number)),
    ),
  ];
}

/** The lower half, and the upper one; bytes as memory has them. */
function vectorText({ registers: bytes }: VectorState, number: number): string {
  const [low, high] = [vectorSize * number, vectorSize * number + halfSize];
  return [low, high].map((at) => Buffer.from(bytes.subarray(at, at + halfSize)).toString("hex")).join(":");
}

function flagText({ flags }: CpuState, bit: bigint): string {
  return (flags & bit) === 0n ? "clear" : "set";
}

/** A stop in one line. */
function stopText(stop: Stop): string {
  switch (stop.kind) {
    case "limit":
    case "asked":
      return stop.kind;
    case "fault":
      return `${stop.access} fault at ${hex(stop.address)}`;
    case "exception":
    case "interrupt":
      return `${stop.kind} ${String(stop.vector)}`;
    case "not-modelled":
      return `${stop.instruction} is not modelled`;
  }
}

function hex(value: bigint | undefined): string {
  return value === undefined ? "nothing" : `0x${value.toString(16)}`;
}
