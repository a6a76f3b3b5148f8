import { Mnemonic } from "iced-x86";
import type { SemanticTable } from "../semantics.js";
import type { Operation } from "./operands.js";
import { binary, binaryBy, unary, unaryBy } from "./operands.js";

/* The state is column by column: byte r of column c is byte 4c + r (FIPS 197, 3.4). */

/** Times x in AES's field: modulo x^8 + x^4 + x^3 + x + 1 (FIPS 197, 4.2). */
function timesX(value: number): number {
  return ((value << 1) ^ (value & 0x80 ? 0x11b : 0)) & 0xff;
}

function multiply(left: number, right: number): number {
  let [product, power] = [0, left];
  for (let bits = right; bits !== 0; bits >>= 1) {
    if ((bits & 1) !== 0) product ^= power;
    power = timesX(power);
  }
  return product;
}

/** The inverse in the field, then an affine map (FIPS 197, 5.1.1). */
function substitution(): Uint8Array {
  const box = new Uint8Array(256);
  for (let value = 0; value < 256; value += 1) {
    let inverse = value;
    // The 254th power is the inverse, and of 0 it is 0.
    for (let step = 0; step < 6; step += 1) inverse = multiply(multiply(inverse, inverse), value);
    inverse = multiply(inverse, inverse);
    const rotated = (by: number): number => ((inverse << by) | (inverse >> (8 - by))) & 0xff;
    box[value] = inverse ^ rotated(1) ^ rotated(2) ^ rotated(3) ^ rotated(4) ^ 0x63;
  }
  return box;
}

const forwardBox = substitution();
const inverseBox = Uint8Array.from({ length: 256 }, (_, value) => forwardBox.indexOf(value));

/** The products of every byte with each coefficient of MixColumns, or of its inverse (FIPS 197, 5.1.3 and 5.3.3). */
const [mixing, unmixing] = [
  [2, 3, 1, 1],
  [14, 11, 13, 9],
].map((coefficients) => coefficients.map((by) => Uint8Array.from({ length: 256 }, (_, value) => multiply(value, by))));

function mixColumns(state: readonly number[], products: readonly Uint8Array[] = []): readonly number[] {
  return state.map((_, position) => {
    const [column, row] = [position & ~3, position & 3];
    return products.reduce((sum, times, index) => sum ^ (times[state[column + ((row + index) & 3)] ?? 0] ?? 0), 0);
  });
}

/** ShiftRows and SubBytes, which may change places; row r moves r columns to the left, or to the right. */
function substituted(state: DataView, box: Uint8Array, direction: 1 | -1): readonly number[] {
  return Array.from({ length: 16 }, (_, position) => {
    const row = position & 3;
    return box[state.getUint8((position + 4 * row * direction) & 15)] ?? 0;
  });
}

function round(box: Uint8Array, direction: 1 | -1, products?: readonly Uint8Array[]): Operation {
  return (to, state, key) => {
    const before = substituted(state, box, direction);
    const mixed = products === undefined ? before : mixColumns(before, products);
    mixed.forEach((byte, position) => {
      to.setUint8(position, byte ^ key.getUint8(position));
    });
  };
}

const inverseMix: Operation = (to, _, source) => {
  const state = Array.from({ length: 16 }, (__, position) => source.getUint8(position));
  mixColumns(state, unmixing).forEach((byte, position) => {
    to.setUint8(position, byte);
  });
};

/** Doublewords 1 and 3 substituted, each also rotated by a byte with the round's constant added. */
function keyAssist(constant: number): Operation {
  return (to, _, source) => {
    for (const at of [0, 8]) {
      for (let byte = 0; byte < 4; byte += 1) {
        const box = (position: number): number => forwardBox[source.getUint8(at + 4 + (position & 3))] ?? 0;
        to.setUint8(at + byte, box(byte));
        to.setUint8(at + 4 + byte, box(byte + 1) ^ (byte === 0 ? constant : 0));
      }
    }
  };
}

/** Multiplies quadwords without carries; bits 0 and 4 of the number say which of each side. */
function carryless(selector: number): Operation {
  const [leftAt, rightAt] = [(selector & 1) * 8, ((selector >> 4) & 1) * 8];
  return (to, left, right) => {
    const multiplicand = left.getBigUint64(leftAt, true);
    let product = 0n;
    let bits = right.getBigUint64(rightAt, true);
    for (let shift = 0n; bits !== 0n; shift += 1n) {
      if ((bits & 1n) !== 0n) product ^= multiplicand << shift;
      bits >>= 1n;
    }
    to.setBigUint64(0, product, true);
    to.setBigUint64(8, product >> 64n, true);
  };
}

/** What AES and the hash beside it are made of. */
export const aes: SemanticTable = [
  [Mnemonic.Aesenc, binary(round(forwardBox, 1, mixing))],
  [Mnemonic.Aesenclast, binary(round(forwardBox, 1))],
  [Mnemonic.Aesdec, binary(round(inverseBox, -1, unmixing))],
  [Mnemonic.Aesdeclast, binary(round(inverseBox, -1))],
  [Mnemonic.Aesimc, unary(inverseMix)],
  [Mnemonic.Aeskeygenassist, unaryBy(keyAssist)],
  [Mnemonic.Pclmulqdq, binaryBy(carryless)],
];
