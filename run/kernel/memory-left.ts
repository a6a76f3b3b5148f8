import type { Process } from "./process.js";
import type { System } from "./system.js";

/** How much memory a process may have: what is allowed for all together, without what the others have. */
export function memoryLeft({ processes, limits }: Pick<System, "processes" | "limits">, process: Process): bigint {
  if (processes.length === 1) {
    return limits.memory;
  }
  const others = processes.filter((other) => other !== process && other.ending === undefined);
  const usable = others.reduce((sum, { memory }) => sum + memory.usableBytes, process.memory.usableBytes);
  // To look how much it is takes time: only where all that could be used is too much.
  return usable <= limits.memory
    ? limits.memory
    : others.reduce((left, { memory }) => left - BigInt(memory.heldBytes()), limits.memory);
}
