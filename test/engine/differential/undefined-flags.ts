import type { Flag } from "../../../dsl/instructions/form.js";
import type { CpuState } from "../../../verify/engine/engine.js";
import { flagBit } from "../../../verify/engine/engine.js";
import type { TestedInstruction } from "./tested-instruction.js";

/** The flags that the instruction leaves undefined in this state: those of its form, but for the counts of shifts. */
export function undefinedFlags({ form, operands }: TestedInstruction, before: CpuState): bigint {
  const [, kind, suffix] = /^(SHL|SHR|SAR|ROL|ROR|RCL|RCR|SH[LR]D)([BWLQ]?)$/.exec(form.mnemonic) ?? [];
  if (kind === undefined) return maskOf(form.flagsUndefined);
  const { code } = form;
  const source = operands.find((operand) => operand.kind === "immediate");
  const given = source?.kind === "immediate" ? source.value : (before.registers[1] ?? 0n);
  const count = given & (suffix === "Q" || code.includes("64") ? 63n : 31n);
  // Nothing is shifted and no flag changes.
  if (count === 0n) return 0n;
  const width = { B: 8n, W: 16n, L: 32n, Q: 64n }[suffix ?? ""] ?? 64n;
  const shift = kind.startsWith("S");
  return maskOf([
    ...(shift ? (["AF"] as const) : []),
    ...(count === 1n ? [] : (["OF"] as const)),
    // "CF is undefined for SHL and SHR where the count is greater than or equal to the size of the operand."
    ...(/^SH[LR]$/.test(kind) && count >= width ? (["CF"] as const) : []),
  ]);
}

function maskOf(flags: readonly Flag[]): bigint {
  const bits: Readonly<Partial<Record<Flag, bigint>>> = flagBit;
  return flags.reduce((mask, name) => mask | (bits[name] ?? 0n), 0n);
}
