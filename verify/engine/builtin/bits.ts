import { Mnemonic } from "iced-x86";
import { flag } from "./flags.js";
import type { MemoryOperand, Place } from "./operand.js";
import { placeOf, sourceOf } from "./place.js";
import type { Processor, Read, Step } from "./processor.js";
import type { SemanticTable, Semantics } from "./semantics.js";
import { withTwo } from "./semantics.js";
import type { Width } from "./width.js";
import { mask, signed } from "./width.js";

const statusFlags = flag.CF | flag.PF | flag.AF | flag.ZF | flag.SF | flag.OF;

/** Position of the lowest bit that is set; `value` is not 0. */
function lowestBit(value: bigint): number {
  return highestBit(value & -value);
}

/** Position of the highest. */
function highestBit(value: bigint): number {
  return value.toString(2).length - 1;
}

/** BSF, BSR: of 0 there is no such bit, and the destination stays as it is. Other flags than ZF are undefined. */
function scan(position: (value: bigint) => number): Semantics {
  return withTwo(({ write }, source) => (processor) => {
    const value = source(processor);
    if (value !== 0n) write(processor, BigInt(position(value)));
    processor.flags.assign(flag.ZF, value === 0n ? flag.ZF : 0);
  });
}

/** LZCNT, TZCNT: of 0 the count is the width, and CF says so. SF, OF, AF, PF are undefined. */
function zeros(count: (value: bigint, width: Width) => number): Semantics {
  return withTwo(({ width, write }, source) => (processor) => {
    const value = source(processor);
    const result = value === 0n ? width : count(value, width);
    write(processor, BigInt(result));
    processor.flags.assign(flag.CF | flag.ZF, (value === 0n ? flag.CF : 0) | (result === 0 ? flag.ZF : 0));
  });
}

const population = withTwo(({ write }, source) => (processor) => {
  const value = source(processor);
  const ones = value.toString(2).replaceAll("0", "").length;
  write(processor, BigInt(ones));
  processor.flags.assign(statusFlags, value === 0n ? flag.ZF : 0);
});

type Change = (value: bigint, bit: bigint) => bigint;

/**
 * BT and what changes the bit: it goes to CF. A register's number reaches beyond an operand in memory, in both
 * directions; elsewhere it counts modulo the width (Intel SDM vol. 2, BT). Other flags are undefined, but ZF stays.
 */
function bitTest(change?: Change): Semantics {
  return ({ operands }) => {
    const [first, second] = operands;
    const place = placeOf(first);
    if (place === undefined || second === undefined) return undefined;
    const number = second.kind === "immediate" ? sourceOf(second, 8) : sourceOf(second, place.width);
    if (number === undefined) return undefined;
    if (first?.kind === "memory" && second.kind === "register") return bitOfMemory(first, place.width, number, change);
    return bitOfPlace(place, number, change);
  };
}

function bitOfPlace({ width, read, write }: Place, number: Read, change: Change | undefined): Step {
  const positions = BigInt(width - 1);
  return (processor) => {
    const bit = 1n << (number(processor) & positions);
    const value = read(processor);
    if (change !== undefined) write(processor, change(value, bit));
    processor.flags.assign(flag.CF, (value & bit) === 0n ? 0 : flag.CF);
  };
}

function bitOfMemory({ address }: MemoryOperand, width: Width, number: Read, change: Change | undefined): Step {
  const positions = BigInt(width - 1);
  const log = { 8: 3n, 16: 4n, 32: 5n, 64: 6n }[width];
  return (processor) => {
    const index = signed(number(processor), width);
    const at = BigInt.asUintN(64, address(processor) + (index >> log) * BigInt(width / 8));
    const bit = 1n << (index & positions);
    const value = processor.load(at, width);
    if (change !== undefined) processor.store(at, width, change(value, bit));
    processor.flags.assign(flag.CF, (value & bit) === 0n ? 0 : flag.CF);
  };
}

/** The remainders of every byte by the Castagnoli polynomial, bits reversed. */
const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (value & 1 ? 0x82f6_3b78 : 0);
  return value;
});

/** The source goes into the remainder byte by byte, the lowest first. */
const remainder: Semantics = ({ operands }) => {
  const destination = placeOf(operands[0]);
  const source = placeOf(operands[1]);
  if (destination === undefined || source === undefined) return undefined;
  const bytes = source.width / 8;
  return (processor) => {
    let rest = source.read(processor);
    let value = Number(destination.read(processor) & mask[32]);
    for (let byte = 0; byte < bytes; byte += 1, rest >>= 8n) {
      value = (value >>> 8) ^ (remainders[(value ^ Number(rest & 0xffn)) & 0xff] ?? 0);
    }
    destination.write(processor, BigInt(value >>> 0));
  };
};

/** With a destination, two sources of its width, and no change of flags. */
function withThree(make: (destination: Place, first: Read, second: Read) => Step): Semantics {
  return ({ operands }) => {
    const destination = placeOf(operands[0]);
    if (destination === undefined || operands.length !== 3) return undefined;
    const [first, second] = [sourceOf(operands[1], destination.width), sourceOf(operands[2], destination.width)];
    return first && second && make(destination, first, second);
  };
}

/** SF and ZF of the result, CF and OF clear; AF and PF are undefined. */
const andNot = withThree(({ width, write }, first, second) => (processor) => {
  const result = ~first(processor) & second(processor);
  write(processor, result);
  processor.flags.logic(width, result);
});

function shiftBy(shift: (value: bigint, count: bigint, width: Width) => bigint): Semantics {
  return withThree(({ width, write }, value, count) => (processor) => {
    const result = shift(value(processor), count(processor) & BigInt(width - 1), width);
    write(processor, result & mask[width]);
  });
}

const rotate: Semantics = ({ operands }) => {
  const [to, from, by] = [placeOf(operands[0]), placeOf(operands[1]), operands[2]];
  if (to === undefined || from?.width !== to.width || by?.kind !== "immediate") return undefined;
  const { width, write } = to;
  const count = by.value & BigInt(width - 1);
  return (processor) => {
    const value = from.read(processor);
    write(processor, ((value >> count) | (value << (BigInt(width) - count))) & mask[width]);
  };
};

/** DX times a source; where both destinations are one register it holds the upper half (Intel SDM vol. 2, MULX). */
const multiply: Semantics = ({ operands }) => {
  const [high, low] = [placeOf(operands[0]), placeOf(operands[1])];
  const source = high && sourceOf(operands[2], high.width);
  if (high === undefined || low?.width !== high.width || source === undefined) return undefined;
  const { width } = high;
  const all = mask[width];
  return (processor) => {
    const product = ((processor.registers[2] ?? 0n) & all) * source(processor);
    low.write(processor, product & all);
    high.write(processor, product >> BigInt(width));
  };
};

/** BLSI, BLSR, BLSMSK: the result's SF and ZF; CF is about the source; OF clear; AF and PF are undefined. */
function lowestSet(operation: (value: bigint) => bigint, carries: (value: bigint) => boolean): Semantics {
  return withTwo(({ width, write }, source) => (processor) => {
    const value = source(processor);
    const result = operation(value) & mask[width];
    write(processor, result);
    processor.flags.logic(width, result);
    processor.flags.assign(flag.CF, carries(value) ? flag.CF : 0);
  });
}

/** The third operand says which bits: where they begin, and in its second byte how many there are. SF, AF, PF undefined. */
const extract = withThree(({ width, write }, value, control) => (processor) => {
  const [start, length] = [control(processor) & 0xffn, (control(processor) >> 8n) & 0xffn];
  const result = (value(processor) >> start) & ((1n << length) - 1n);
  write(processor, result);
  processor.flags.logic(width, result);
});

/** Keeps the bits below a number; CF says that it is beyond all of them. */
const clearHigh = withThree(({ width, write }, value, control) => (processor) => {
  const count = control(processor) & 0xffn;
  const result = count >= BigInt(width) ? value(processor) : value(processor) & ((1n << count) - 1n);
  write(processor, result);
  processor.flags.logic(width, result);
  processor.flags.assign(flag.CF, count >= BigInt(width) ? flag.CF : 0);
});

/** Bits one after the other to the places that are set in the third operand, or from there. */
function scatter(direction: "deposit" | "extract"): Semantics {
  return withThree(({ write }, value, places) => (processor) => {
    const from = value(processor);
    let [result, next] = [0n, 0n];
    for (let rest = places(processor); rest !== 0n; rest &= rest - 1n, next += 1n) {
      const place = BigInt(lowestBit(rest));
      result |= direction === "deposit" ? ((from >> next) & 1n) << place : ((from >> place) & 1n) << next;
    }
    write(processor, result);
  });
}

/** Memory with its bytes the other way round. */
const moveSwapped = withTwo(({ width, write }, source) => (processor) => {
  let [rest, swapped] = [source(processor), 0n];
  for (let byte = 0; byte < width / 8; byte += 1, rest >>= 8n) swapped = (swapped << 8n) | (rest & 0xffn);
  write(processor, swapped);
});

/** ADCX and ADOX: an addition with one flag as carry in and out, which leaves all others alone. */
function addWith(which: number, isSet: (processor: Processor) => boolean): Semantics {
  return withTwo(({ width, read, write }, source) => {
    const all = mask[width];
    return (processor) => {
      const sum = read(processor) + source(processor) + (isSet(processor) ? 1n : 0n);
      write(processor, sum & all);
      processor.flags.assign(which, sum > all ? which : 0);
    };
  });
}

/** Bits by their positions, and what came with BMI, ADX and SSE4.2. */
export const bits: SemanticTable = [
  [Mnemonic.Bsf, scan(lowestBit)],
  [Mnemonic.Bsr, scan(highestBit)],
  [Mnemonic.Tzcnt, zeros(lowestBit)],
  [Mnemonic.Lzcnt, zeros((value, width) => width - 1 - highestBit(value))],
  [Mnemonic.Popcnt, population],
  [Mnemonic.Bt, bitTest()],
  [Mnemonic.Bts, bitTest((value, bit) => value | bit)],
  [Mnemonic.Btr, bitTest((value, bit) => value & ~bit)],
  [Mnemonic.Btc, bitTest((value, bit) => value ^ bit)],
  [Mnemonic.Crc32, remainder],
  [Mnemonic.Andn, andNot],
  [Mnemonic.Shlx, shiftBy((value, count) => value << count)],
  [Mnemonic.Shrx, shiftBy((value, count) => value >> count)],
  [Mnemonic.Sarx, shiftBy((value, count, width) => signed(value, width) >> count)],
  [Mnemonic.Rorx, rotate],
  [
    Mnemonic.Blsi,
    lowestSet(
      (value) => value & -value,
      (value) => value !== 0n,
    ),
  ],
  [
    Mnemonic.Blsr,
    lowestSet(
      (value) => value & (value - 1n),
      (value) => value === 0n,
    ),
  ],
  [
    Mnemonic.Blsmsk,
    lowestSet(
      (value) => value ^ (value - 1n),
      (value) => value === 0n,
    ),
  ],
  [Mnemonic.Bextr, extract],
  [Mnemonic.Bzhi, clearHigh],
  [Mnemonic.Pdep, scatter("deposit")],
  [Mnemonic.Pext, scatter("extract")],
  [Mnemonic.Movbe, moveSwapped],
  [Mnemonic.Mulx, multiply],
  [Mnemonic.Adcx, addWith(flag.CF, ({ flags }) => flags.carry)],
  [Mnemonic.Adox, addWith(flag.OF, ({ flags }) => flags.overflow)],
];
