import { Mnemonic } from "iced-x86";
import { flag } from "./flags.js";
import { exception, vector } from "./halt.js";
import type { Place } from "./operand.js";
import { placeOf } from "./place.js";
import type { Processor, Step } from "./processor.js";
import type { SemanticTable, Semantics } from "./semantics.js";
import { withTwoPlaces } from "./semantics.js";
import type { Width } from "./width.js";
import { mask } from "./width.js";

/*
 * LOCK changes nothing here: one instruction runs at a time. That a register cannot be locked is the decoder's matter.
 */

/** Memory is written before a register is: it may fault. */
const exchangeAndAdd: Semantics = (instruction) => {
  const memoryFirst = instruction.operands[0]?.kind === "memory";
  return withTwoPlaces((destination, source) => (processor) => {
    const { width } = destination;
    const [left, right] = [destination.read(processor), source.read(processor)];
    const result = (left + right) & mask[width];
    if (memoryFirst) {
      destination.write(processor, result);
      source.write(processor, left);
    } else {
      // The destination last: where both are one register, the sum is what remains (Intel SDM vol. 2, XADD).
      source.write(processor, left);
      destination.write(processor, result);
    }
    processor.flags.sum(width, left, right, result);
  })(instruction);
};

/**
 * Memory is written in any case, with what it held where the comparison fails (Intel SDM vol. 2, CMPXCHG); so it must
 * be writable even to fail. Of the registers only the one that the outcome names is written: the other keeps its
 * upper half.
 */
const compareAndExchange: Semantics = (instruction) => {
  const inMemory = instruction.operands[0]?.kind === "memory";
  return withTwoPlaces((destination, source) => {
    const { width } = destination;
    const accumulator = accumulatorOf(width);
    return (processor) => {
      const expected = accumulator.read(processor);
      const found = destination.read(processor);
      if (found === expected) {
        destination.write(processor, source.read(processor));
      } else {
        if (inMemory) destination.write(processor, found);
        accumulator.write(processor, found);
      }
      processor.flags.difference(width, expected, found, (expected - found) & mask[width]);
    };
  })(instruction);
};

function accumulatorOf(width: Width): Pick<Place, "read" | "write"> {
  const place = placeOf({ kind: "register", width, number: 0, high: false });
  return place ?? { read: () => 0n, write: () => undefined };
}

/** CMPXCHG8B and CMPXCHG16B: DX:AX is compared with memory, CX:BX replaces it; only ZF changes. */
function compareAndExchangePair(half: 32 | 64): Semantics {
  return ({ operands }) => {
    const [operand] = operands;
    if (operand?.kind !== "memory") return undefined;
    const { address } = operand;
    return half === 32 ? pairStep32(address) : pairStep64(address);
  };
}

function pairStep32(address: (processor: Processor) => bigint): Step {
  return (processor) => {
    const { registers, flags } = processor;
    const low = (number: number): bigint => (registers[number] ?? 0n) & 0xffff_ffffn;
    const place = address(processor);
    const found = processor.load(place, 64);
    if (found === ((low(2) << 32n) | low(0))) {
      processor.store(place, 64, (low(1) << 32n) | low(3));
      flags.assign(flag.ZF, flag.ZF);
    } else {
      processor.store(place, 64, found);
      registers[0] = found & 0xffff_ffffn;
      registers[2] = found >> 32n;
      flags.assign(flag.ZF, 0);
    }
  };
}

/** Memory that is not aligned to 16 bytes is a protection fault (Intel SDM vol. 2, CMPXCHG8B/CMPXCHG16B). */
function pairStep64(address: (processor: Processor) => bigint): Step {
  return (processor) => {
    const { registers, flags } = processor;
    const place = address(processor);
    if ((place & 15n) !== 0n) throw exception(vector.generalProtection);
    const foundLow = processor.load(place, 64);
    const foundHigh = processor.load(place + 8n, 64);
    if (foundLow === registers[0] && foundHigh === registers[2]) {
      processor.store(place, 64, registers[3] ?? 0n);
      processor.store(place + 8n, 64, registers[1] ?? 0n);
      flags.assign(flag.ZF, flag.ZF);
    } else {
      processor.store(place, 64, foundLow);
      processor.store(place + 8n, 64, foundHigh);
      registers[0] = foundLow;
      registers[2] = foundHigh;
      flags.assign(flag.ZF, 0);
    }
  };
}

/** Read, modify, write. */
export const atomic: SemanticTable = [
  [Mnemonic.Xadd, exchangeAndAdd],
  [Mnemonic.Cmpxchg, compareAndExchange],
  [Mnemonic.Cmpxchg8b, compareAndExchangePair(32)],
  [Mnemonic.Cmpxchg16b, compareAndExchangePair(64)],
];
