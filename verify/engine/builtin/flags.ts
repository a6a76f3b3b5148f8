import type { Width } from "./width.js";
import { signBit } from "./width.js";

/** Bits of RFLAGS (Intel SDM vol. 1, 3.4.3). */
export const flag = Object.freeze({
  CF: 1 << 0,
  PF: 1 << 2,
  AF: 1 << 4,
  ZF: 1 << 6,
  SF: 1 << 7,
  TF: 1 << 8,
  IF: 1 << 9,
  DF: 1 << 10,
  OF: 1 << 11,
  NT: 1 << 14,
  RF: 1 << 16,
  VM: 1 << 17,
  AC: 1 << 18,
  ID: 1 << 21,
});

/** The six that arithmetic sets. */
const statusFlags = flag.CF | flag.PF | flag.AF | flag.ZF | flag.SF | flag.OF;

/** All that a program can see set. */
export const programFlags = statusFlags | flag.TF | flag.IF | flag.DF | flag.NT | flag.AC | flag.ID;

/** Always one. */
const reserved = 1 << 1;

/**
 * RFLAGS. What an operation does to the status flags is mostly overwritten by the next before anybody looks, so its
 * operands and result are kept, and a flag is computed when it is asked for.
 */
export class Flags {
  /** All bits; the status flags among them hold only while nothing is pending. */
  #settled = reserved;
  #pending: "nothing" | "sum" | "difference" | "logic" = "nothing";
  #width: Width = 64;
  #left = 0n;
  #right = 0n;
  #result = 0n;

  /** An addition, with or without carry: `result` is `left + right (+ 1)` in `width` bits. */
  sum(width: Width, left: bigint, right: bigint, result: bigint): void {
    this.#pending = "sum";
    this.#width = width;
    this.#left = left;
    this.#right = right;
    this.#result = result;
  }

  /** A subtraction or comparison, with or without borrow: `result` is `left - right (- 1)` in `width` bits. */
  difference(width: Width, left: bigint, right: bigint, result: bigint): void {
    this.#pending = "difference";
    this.#width = width;
    this.#left = left;
    this.#right = right;
    this.#result = result;
  }

  /** SF, ZF and PF of the result; CF and OF clear; so is AF, which the manual leaves undefined. */
  logic(width: Width, result: bigint): void {
    this.#pending = "logic";
    this.#width = width;
    this.#result = result;
  }

  /** Gives the flags of `which` the values that they have in `bits`. */
  assign(which: number, bits: number): void {
    this.#settled = (this.value & ~which) | (bits & which);
  }

  /** All of RFLAGS. */
  get value(): number {
    if (this.#pending !== "nothing") {
      const bits =
        (this.carry ? flag.CF : 0) |
        (this.parity ? flag.PF : 0) |
        (this.adjust ? flag.AF : 0) |
        (this.zero ? flag.ZF : 0) |
        (this.sign ? flag.SF : 0) |
        (this.overflow ? flag.OF : 0);
      this.#settled = (this.#settled & ~statusFlags) | bits;
      this.#pending = "nothing";
    }
    return this.#settled;
  }

  set value(bits: number) {
    this.#settled = bits | reserved;
    this.#pending = "nothing";
  }

  /** CF: the carry out of the most significant bit, or the borrow into it. */
  get carry(): boolean {
    switch (this.#pending) {
      case "nothing":
        return (this.#settled & flag.CF) !== 0;
      case "sum": {
        const [left, right] = [this.#left, this.#right];
        return (((left & right) | ((left | right) & ~this.#result)) & signBit[this.#width]) !== 0n;
      }
      case "difference": {
        const [left, right] = [~this.#left, this.#right];
        return (((left & right) | ((left | right) & this.#result)) & signBit[this.#width]) !== 0n;
      }
      case "logic":
        return false;
    }
  }

  /** PF: an even number of ones in the lowest byte. */
  get parity(): boolean {
    if (this.#pending === "nothing") return (this.#settled & flag.PF) !== 0;
    const byte = Number(this.#result & 0xffn);
    const half = byte ^ (byte >> 4);
    // One bit for each of the sixteen: whether it has an even number of ones.
    return ((0x9669 >> (half & 15)) & 1) !== 0;
  }

  /** AF: the carry out of bit 3, or the borrow into it. */
  get adjust(): boolean {
    switch (this.#pending) {
      case "nothing":
        return (this.#settled & flag.AF) !== 0;
      case "sum":
      case "difference":
        return ((this.#left ^ this.#right ^ this.#result) & 0x10n) !== 0n;
      case "logic":
        return false;
    }
  }

  /** ZF. */
  get zero(): boolean {
    return this.#pending === "nothing" ? (this.#settled & flag.ZF) !== 0 : this.#result === 0n;
  }

  /** SF. */
  get sign(): boolean {
    if (this.#pending === "nothing") return (this.#settled & flag.SF) !== 0;
    return (this.#result & signBit[this.#width]) !== 0n;
  }

  /** OF: as signed numbers the result is out of range. */
  get overflow(): boolean {
    switch (this.#pending) {
      case "nothing":
        return (this.#settled & flag.OF) !== 0;
      case "sum":
        return ((this.#left ^ this.#result) & (this.#right ^ this.#result) & signBit[this.#width]) !== 0n;
      case "difference":
        return ((this.#left ^ this.#right) & (this.#left ^ this.#result) & signBit[this.#width]) !== 0n;
      case "logic":
        return false;
    }
  }

  /** DF: string instructions go downwards. */
  get direction(): boolean {
    return (this.#settled & flag.DF) !== 0;
  }
}
