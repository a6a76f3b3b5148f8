import { Mnemonic } from "iced-x86";
import { flag } from "./flags.js";
import { Halt } from "./halt.js";
import { placeOf, sourceOf } from "./place.js";
import type { Processor, Step } from "./processor.js";
import type { SemanticTable, Semantics } from "./semantics.js";

/** The stack pointer's hardware number. */
const sp = 4;

/** Writes below the stack pointer, then moves it: nothing has changed where the write faults. */
export function push(processor: Processor, width: 16 | 64, value: bigint): void {
  const { registers } = processor;
  const address = BigInt.asUintN(64, (registers[sp] ?? 0n) - BigInt(width / 8));
  processor.store(address, width, value);
  registers[sp] = address;
}

/** Reads what the stack pointer points to, moves it, then does something with the value that cannot fault. */
export function popStep(width: 16 | 64, more: bigint, put: (processor: Processor, value: bigint) => void): Step {
  const distance = BigInt(width / 8) + more;
  return (processor) => {
    const { registers } = processor;
    const address = registers[sp] ?? 0n;
    const value = processor.load(address, width);
    registers[sp] = address + distance;
    put(processor, value);
  };
}

/** The old stack pointer is what PUSH of it pushes (Intel SDM vol. 2, PUSH). */
const pushing: Semantics = ({ operands }) => {
  const [operand] = operands;
  const width = operand?.kind === "immediate" ? operand.width : placeOf(operand)?.width;
  if (width !== 16 && width !== 64) return undefined;
  const value = sourceOf(operand, width);
  return (
    value &&
    ((processor) => {
      push(processor, width, value(processor));
    })
  );
};

/**
 * The stack pointer is moved first: what is popped into it stays, and an address from it is that of the stack
 * afterwards (Intel SDM vol. 2, POP).
 */
const pop: Semantics = ({ operands }) => {
  const [operand] = operands;
  const place = placeOf(operand);
  if (place === undefined || (place.width !== 16 && place.width !== 64)) return undefined;
  const { width, write } = place;
  if (operand?.kind === "register") return popStep(width, 0n, write);
  return (processor) => {
    const { registers } = processor;
    const before = registers[sp] ?? 0n;
    const value = processor.load(before, width);
    registers[sp] = before + BigInt(width / 8);
    try {
      write(processor, value);
    } catch (thrown) {
      registers[sp] = before;
      throw thrown;
    }
  };
};

/** RFLAGS without RF and VM (Intel SDM vol. 2, PUSHF). */
function pushFlags(width: 16 | 64): Semantics {
  return () => (processor) => {
    const bits = processor.flags.value & ~(flag.RF | flag.VM);
    push(processor, width, BigInt.asUintN(width, BigInt(bits)));
  };
}

const poppedFlags =
  flag.CF | flag.PF | flag.AF | flag.ZF | flag.SF | flag.TF | flag.DF | flag.OF | flag.NT | flag.AC | flag.ID;

/** What a user program may change: not IF, not IOPL (Intel SDM vol. 2, POPF, CPL 3 and IOPL 0); RF is cleared. */
function popFlags(width: 16 | 64): Semantics {
  const changed = width === 16 ? poppedFlags & 0xffff : poppedFlags | flag.RF;
  return () => (processor) => {
    const { registers, flags } = processor;
    const address = registers[sp] ?? 0n;
    const bits = Number(BigInt.asUintN(22, processor.load(address, width)));
    if ((bits & flag.TF) !== 0) {
      throw new Halt({ kind: "not-modelled", instruction: "popf of a set trap flag, which begins single steps" });
    }
    registers[sp] = address + BigInt(width / 8);
    flags.assign(changed, bits & ~flag.RF);
  };
}

/** The stack. */
export const stack: SemanticTable = [
  [Mnemonic.Push, pushing],
  [Mnemonic.Pop, pop],
  [Mnemonic.Pushfq, pushFlags(64)],
  [Mnemonic.Pushf, pushFlags(16)],
  [Mnemonic.Popfq, popFlags(64)],
  [Mnemonic.Popf, popFlags(16)],
];
