import type { GuestMemory } from "./guest-memory.js";

const longestInstruction = 15;

/** Operand and address size, segments, REP, LOCK, and the sixteen REX prefixes. */
const prefixes: ReadonlySet<number> = new Set([
  ...[0x66, 0x67, 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0xf0, 0xf2, 0xf3],
  ...Array.from({ length: 16 }, (_, index) => 0x40 + index),
]);

/** The length of the instruction at an address if it is this one, prefixes allowed. */
export function lengthOf(memory: GuestMemory, address: bigint, opcode: readonly number[]): number | undefined {
  let length = 0;
  while (length < longestInstruction && prefixes.has(byteAt(memory, address, length) ?? -1)) length += 1;
  const matches = opcode.every((byte, index) => byteAt(memory, address, length + index) === byte);
  return matches ? length + opcode.length : undefined;
}

/** Do these bytes lie right before an address? */
export function liesBefore(memory: GuestMemory, address: bigint, bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => byteAt(memory, address, index - bytes.length) === byte);
}

function byteAt(memory: GuestMemory, address: bigint, offset: number): number | undefined {
  const at = BigInt.asUintN(64, address + BigInt(offset));
  return memory.allows(at, "execute") ? memory.read(at, 1)[0] : undefined;
}
