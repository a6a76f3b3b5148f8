import type { MachineInstruction, MachineMemory, MachineOperand } from "../../dsl/lowering/machine.js";
import { memoryBytes } from "../../dsl/lowering/select-form.js";

/** What an instruction reads and writes, as far as it can be told from the instruction alone. */
export interface Effects {
  readonly reads: ReadonlySet<string>;
  readonly writes: ReadonlySet<string>;
  readonly loads: readonly Place[];
  readonly stores: readonly Place[];
  /** Control may go elsewhere, somebody else runs, or looks on: nothing can be said of the order around it. */
  readonly transfersControl: boolean;
}

/** Memory that an instruction touches; without an operand it is somewhere on the stack or behind a register. */
export interface Place {
  readonly memory: MachineMemory | undefined;
  readonly bytes: number;
}

/** Whoever looks on sees what comes before these before what comes after. */
const orders = /^([MLS]FENCE|XCHG[BWLQ])$/;

/** Different every time, or dependent on what nobody names. */
const volatileMnemonics = /^(RDTSCP?|CPUID|XGETBV|VZEROUPPER|VZEROALL|(ST|LD)MXCSR)$/;

const transfers = /^(J[A-Z]+|CALL|RET|SYSCALL|INT|INT3|UNDEF|HLT)$/;

/** Registers by name, flags as `flag CF`. */
export function effectsOf(instruction: MachineInstruction): Effects {
  const { form, operands, prefixes } = instruction;
  const reads = new Set<string>([...form.implicitReads, ...form.flagsRead.map(flagName)]);
  const writes = new Set<string>([
    ...form.implicitWrites,
    ...[...form.flagsWritten, ...form.flagsUndefined].map(flagName),
  ]);
  const loads: Place[] = [];
  const stores: Place[] = [];
  operands.forEach((operand, position) => {
    const access = form.access[position] ?? "none";
    const isRead = access === "read" || access === "read-write" || access === "conditional-write";
    const isWritten = access === "write" || access === "read-write" || access === "conditional-write";
    if (operand.kind === "register") {
      // A write of 8 or 16 bits keeps the rest, which is as good as reading it.
      if (isRead || (isWritten && operand.width < 32)) {
        reads.add(operand.name);
      }
      if (isWritten) {
        writes.add(operand.name);
      }
    } else if (operand.kind === "vector-register") {
      // X is the lower half of Y, and most writes of X keep the upper.
      const name = `vector ${operand.name.slice(1)}`;
      if (isRead || (isWritten && operand.name.startsWith("X"))) {
        reads.add(name);
      }
      if (isWritten) {
        writes.add(name);
      }
    } else if (operand.kind === "memory" || operand.kind === "symbol-memory") {
      addressRegisters(operand).forEach((name) => reads.add(name));
      // All that the forms that name no width touch is 16 bytes, of CMPXCHG16B.
      const bytes = memoryBytes(form) ?? 16;
      const place = { memory: operand.kind === "memory" ? operand : undefined, bytes };
      if (isRead) {
        loads.push(place);
      }
      if (isWritten) {
        stores.push(place);
      }
    }
  });
  if (form.mnemonic.startsWith("PUSH")) {
    stores.push({ memory: undefined, bytes: 8 });
  }
  if (form.mnemonic.startsWith("POP") || form.repeatable) {
    loads.push({ memory: undefined, bytes: 8 });
  }
  if (form.repeatable) {
    stores.push({ memory: undefined, bytes: 8 });
  }
  if (prefixes.some(({ mnemonic }) => mnemonic !== "LOCK")) {
    // With a count of 0 nothing is written at all, so what was there is as good as read.
    writes.forEach((name) => reads.add(name));
    reads.add("CX");
    writes.add("CX");
  }
  const isOrdering =
    (orders.test(form.mnemonic) && (loads.length > 0 || form.mnemonic.endsWith("FENCE"))) ||
    prefixes.some(({ mnemonic }) => mnemonic === "LOCK");
  return {
    reads,
    writes,
    loads,
    stores,
    // Of bytes given as numbers nothing is known.
    transfersControl:
      isOrdering ||
      operands.some(({ kind }) => kind === "literal") ||
      volatileMnemonics.test(form.mnemonic) ||
      transfers.test(form.mnemonic),
  };
}

function flagName(flag: string): string {
  return `flag ${flag}`;
}

function addressRegisters(operand: MachineOperand): readonly string[] {
  return operand.kind === "memory" ? [operand.base, operand.index?.register].filter((name) => name !== undefined) : [];
}

/** Can two places be the same memory? Registers in them are taken to hold the same in both. */
export function mayOverlap(one: Place, other: Place): boolean {
  const [a, b] = [one.memory, other.memory];
  if (a === undefined || b === undefined) {
    return true;
  }
  const [stack, threadLocal] = a.segment === undefined ? [a, b] : [b, a];
  if (stack.segment === undefined && threadLocal.segment !== undefined) {
    // Thread-local words lie in the runtime's own structs, never on a stack.
    return stack.base !== "SP" || stack.index !== undefined;
  }
  if (a.segment !== b.segment || a.base !== b.base || a.index !== undefined || b.index !== undefined) {
    return true;
  }
  return a.displacement < b.displacement + other.bytes && b.displacement < a.displacement + one.bytes;
}
