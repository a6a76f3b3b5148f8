import { Mnemonic } from "iced-x86";
import { flag } from "./flags.js";
import { Halt } from "./halt.js";
import { placeOf, sourceOf } from "./place.js";
import type { SemanticTable, Semantics } from "./semantics.js";
import type { Width } from "./width.js";
import { mask, signed } from "./width.js";

/** What came out of a shift by at least one. */
interface Shifted {
  readonly result: bigint;
  readonly carry: boolean;
  /** Defined for a shift by one; for others as the same formula has it, which is what processors do. */
  readonly overflow: boolean;
}

/** `count` is at least 1. */
type Shift = (value: bigint, width: Width, count: number, carry: boolean) => Shifted;

/**
 * The count is taken modulo 32, or 64 for 64-bit operands. With a count of 0 no flag changes, but the destination is
 * written, so that 32 bits clear the upper half (Intel SDM vol. 2, SAL/SAR/SHL/SHR, RCL/RCR/ROL/ROR).
 */
function shifting(kind: "shift" | "rotate", shift: Shift): Semantics {
  return ({ operands }) => {
    const place = placeOf(operands[0]);
    const counts = sourceOf(operands[1], 8);
    if (place === undefined || counts === undefined || operands.length !== 2) return undefined;
    const { width, read, write } = place;
    const countMask = width === 64 ? 63n : 31n;
    return (processor) => {
      const { flags } = processor;
      const count = Number(counts(processor) & countMask);
      const value = read(processor);
      if (count === 0) {
        write(processor, value);
        return;
      }
      const { result, carry, overflow } = shift(value, width, count, flags.carry);
      write(processor, result);
      if (kind === "shift") flags.logic(width, result);
      flags.assign(flag.CF | flag.OF, (carry ? flag.CF : 0) | (overflow ? flag.OF : 0));
    };
  };
}

function bit(value: bigint, position: number): boolean {
  return ((value >> BigInt(position)) & 1n) !== 0n;
}

/** CF is the last bit shifted out: 0 where all were out before. */
const shiftLeft: Shift = (value, width, count) => {
  const wide = value << BigInt(count);
  const carry = bit(wide, width);
  return { result: wide & mask[width], carry, overflow: bit(wide, width - 1) !== carry };
};

const shiftRight: Shift = (value, width, count) => {
  const result = value >> BigInt(count);
  return { result, carry: bit(value, count - 1), overflow: bit(result, width - 2) !== bit(result, width - 1) };
};

const shiftArithmeticRight: Shift = (value, width, count) => {
  const number = signed(value, width);
  return { result: (number >> BigInt(count)) & mask[width], carry: bit(number, count - 1), overflow: false };
};

const rotateLeft: Shift = (value, width, count) => {
  const distance = BigInt(count % width);
  const result = ((value << distance) | (value >> (BigInt(width) - distance))) & mask[width];
  const carry = bit(result, 0);
  return { result, carry, overflow: bit(result, width - 1) !== carry };
};

const rotateRight: Shift = (value, width, count) => {
  const distance = BigInt(count % width);
  const result = ((value >> distance) | (value << (BigInt(width) - distance))) & mask[width];
  const carry = bit(result, width - 1);
  return { result, carry, overflow: bit(result, width - 2) !== carry };
};

/** The carry flag is one more bit on top. */
const rotateLeftThroughCarry: Shift = (value, width, count, carryBefore) => {
  const { result, carry } = rotateWithCarry(value, width, count % (width + 1), carryBefore);
  return { result, carry, overflow: bit(result, width - 1) !== carry };
};

const rotateRightThroughCarry: Shift = (value, width, count, carryBefore) => {
  const left = (width + 1 - (count % (width + 1))) % (width + 1);
  const { result, carry } = rotateWithCarry(value, width, left, carryBefore);
  return { result, carry, overflow: bit(result, width - 1) !== bit(result, width - 2) };
};

function rotateWithCarry(
  value: bigint,
  width: Width,
  left: number,
  carry: boolean,
): { readonly result: bigint; readonly carry: boolean } {
  const whole = (carry ? 1n << BigInt(width) : 0n) | value;
  const rotated = (whole << BigInt(left)) | (whole >> BigInt(width + 1 - left));
  return { result: rotated & mask[width], carry: bit(rotated, width) };
}

/**
 * SHLD, SHRD: the bits that come in are those of the second operand. Of 16 bits a count may be
 * more than the width, and what then comes out is undefined (Intel SDM vol. 2, SHLD): those are not modelled.
 */
function doubleShift(direction: "left" | "right"): Semantics {
  return ({ operands }) => {
    const place = placeOf(operands[0]);
    const filling = place && sourceOf(operands[1], place.width);
    const counts = sourceOf(operands[2], 8);
    if (place === undefined || filling === undefined || counts === undefined) return undefined;
    const { width, read, write } = place;
    const countMask = width === 64 ? 63n : 31n;
    return (processor) => {
      const { flags } = processor;
      const count = counts(processor) & countMask;
      if (count > BigInt(width)) {
        throw new Halt({ kind: "not-modelled", instruction: "a shift of two words by more than 16 bits" });
      }
      const value = read(processor);
      if (count === 0n) {
        write(processor, value);
        return;
      }
      const other = filling(processor);
      const rest = BigInt(width) - count;
      const result = direction === "left" ? (value << count) | (other >> rest) : (value >> count) | (other << rest);
      const kept = result & mask[width];
      const carry = bit(value, Number(direction === "left" ? rest : count - 1n));
      write(processor, kept);
      flags.logic(width, kept);
      const overflow = bit(kept, width - 1) !== bit(value, width - 1);
      flags.assign(flag.CF | flag.OF, (carry ? flag.CF : 0) | (overflow ? flag.OF : 0));
    };
  };
}

/** Shifts and rotations. */
export const shifts: SemanticTable = [
  [Mnemonic.Shl, shifting("shift", shiftLeft)],
  [Mnemonic.Sal, shifting("shift", shiftLeft)],
  [Mnemonic.Shr, shifting("shift", shiftRight)],
  [Mnemonic.Sar, shifting("shift", shiftArithmeticRight)],
  [Mnemonic.Shld, doubleShift("left")],
  [Mnemonic.Shrd, doubleShift("right")],
  [Mnemonic.Rol, shifting("rotate", rotateLeft)],
  [Mnemonic.Ror, shifting("rotate", rotateRight)],
  [Mnemonic.Rcl, shifting("rotate", rotateLeftThroughCarry)],
  [Mnemonic.Rcr, shifting("rotate", rotateRightThroughCarry)],
];
