import type { FormOperandClass } from "../../dsl/instructions/form.js";
import type { RegisterName } from "../../dsl/operands/operand-class.js";
import type { CaseMemory, CaseOperand } from "./case-operand.js";

/** Where encodings of numbers change: around every power of two that bounds a field. */
const numbers: readonly bigint[] = [7, 8, 15, 16, 31, 32, 63, 64].flatMap((bits) => {
  const power = 1n << BigInt(bits);
  return [power - 2n, power - 1n, power, power + 1n, -power + 1n, -power, -power - 1n];
});
const candidates: readonly bigint[] = [5n, 0n, 1n, -1n, 2n, 3n, 4n, 64n, ...new Set(numbers)];

/** The first and last value of each class of immediates. */
const ranges: Readonly<Partial<Record<FormOperandClass, readonly [bigint, bigint]>>> = {
  imm8s: [-(1n << 7n), (1n << 7n) - 1n],
  imm8: [-(1n << 7n), (1n << 8n) - 1n],
  imm16: [-(1n << 15n), (1n << 16n) - 1n],
  imm32: [-(1n << 31n), (1n << 32n) - 1n],
  imm32s: [-(1n << 31n), (1n << 31n) - 1n],
  imm64: [-(1n << 63n), (1n << 64n) - 1n],
  u7: [0n, (1n << 7n) - 1n],
  u8: [0n, (1n << 8n) - 1n],
  one: [1n, 1n],
  three: [3n, 3n],
};

/** The boundary values of a class, an ordinary one first where the class has one. */
export function immediates(operand: FormOperandClass): readonly CaseOperand[] {
  const range = ranges[operand];
  if (range === undefined) return [];
  const [first, last] = range;
  return candidates.filter((value) => value >= first && value <= last).map((value) => ({ kind: "immediate", value }));
}

const names: readonly RegisterName[] = [
  "AX",
  "CX",
  "DX",
  "BX",
  "SP",
  "BP",
  "SI",
  "DI",
  "R8",
  "R9",
  "R10",
  "R11",
  "R12",
  "R13",
  "R14",
  "R15",
];
/** SP and R12 need a SIB byte, BP and R13 a displacement; SI and R8 stand for the others. */
const peculiar: readonly RegisterName[] = ["SP", "R12", "BP", "R13", "SI", "R8"];
const displacements = [0, 1, -1, 127, 128, 129, -127, -128, -129, 0x7fff_ffff, -0x8000_0000];
const scales = [1, 2, 4, 8] as const;

/** Addresses: every base, every index, every scale, displacements at their limits, and a variable outside. */
export const memories: readonly CaseOperand[] = [
  ...names.map((base): CaseMemory => ({ kind: "memory", base, displacement: 16 })),
  ...peculiar.flatMap((base) =>
    displacements.map((displacement): CaseMemory => ({ kind: "memory", base, displacement })),
  ),
  ...names
    .filter((index) => index !== "SP")
    .flatMap((index) =>
      scales.map((scale): CaseMemory => ({ kind: "memory", base: "BX", index, scale, displacement: 0 })),
    ),
  ...peculiar.flatMap((base) =>
    [0, 127, 128, 0x7fff_ffff].map((displacement): CaseMemory => ({
      kind: "memory",
      base,
      index: "R13",
      scale: 4,
      displacement,
    })),
  ),
  { kind: "symbol-memory" },
];

/**
 * Fewer, for the many instructions that have their operands as the others have: every base, every index, and each way
 * to encode a displacement.
 */
export const fewMemories: readonly CaseOperand[] = [
  ...names.map((base): CaseMemory => ({ kind: "memory", base, displacement: 16 })),
  ...[0, 127, 128, -128, -129, 0x7fff_ffff, -0x8000_0000].map((displacement): CaseMemory => ({
    kind: "memory",
    base: "SI",
    displacement,
  })),
  ...(["SP", "R12", "BP", "R13"] as const).map((base): CaseMemory => ({ kind: "memory", base, displacement: 0 })),
  ...names
    .filter((index) => index !== "SP")
    .map((index): CaseMemory => ({ kind: "memory", base: "R13", index, scale: 4, displacement: 0 })),
  { kind: "symbol-memory" },
];
