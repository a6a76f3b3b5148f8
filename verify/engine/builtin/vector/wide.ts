import { Mnemonic } from "iced-x86";
import type { DecodedOperand } from "../operand.js";
import { placeOf } from "../place.js";
import type { Processor } from "../processor.js";
import type { SemanticTable, Semantics } from "../semantics.js";
import { doublewords, quadwords, signedDoublewords } from "./lanes.js";
import type { ReadVector } from "./operands.js";
import { binary, vectorAddress, vectorRegister, vectorSource } from "./operands.js";
import type { Halves } from "./vector-file.js";
import { clearHalf, copyHalf } from "./vector-file.js";

/*
 * What only instructions with a VEX prefix do: move something from one half of a YMM register to the other.
 */

/** An element of memory or of a register's beginning, in all places of the destination. */
function broadcast(width: 8 | 16 | 32 | 64): Semantics {
  return ({ operands }) => {
    const destination = vectorRegister(operands[0]);
    const element = elementSource(operands[1], width);
    if (destination === undefined || element === undefined) return undefined;
    return (processor) => {
      const value = element(processor);
      let quadword = value;
      for (let filled = width; filled < 64; filled *= 2) quadword |= quadword << BigInt(filled);
      const [low, high] = processor.vectors.register(destination.number);
      for (const half of [low, high]) for (const at of [0, 8]) half.setBigUint64(at, quadword, true);
      if (destination.size === 16) clearHalf(high);
    };
  };
}

function elementSource(
  operand: DecodedOperand | undefined,
  width: 8 | 16 | 32 | 64,
): ((processor: Processor) => bigint) | undefined {
  const register = vectorRegister(operand);
  if (register !== undefined) {
    return ({ vectors }) => BigInt.asUintN(width, vectors.register(register.number)[0].getBigUint64(0, true));
  }
  const place = placeOf(operand);
  return place?.width === width ? place.read : undefined;
}

/** Sixteen bytes of memory in both halves. */
const broadcastHalf: Semantics = ({ operands }) => {
  const destination = vectorRegister(operands[0]);
  const source = vectorSource(operands[1], 16, "any");
  if (destination?.size !== 32 || source === undefined) return undefined;
  return (processor) => {
    const [from] = source(processor);
    for (const half of processor.vectors.register(destination.number)) copyHalf(half, from);
  };
};

const insertHalf: Semantics = ({ operands }) => {
  const [destination, first, selector] = [vectorRegister(operands[0]), vectorRegister(operands[1]), operands[3]];
  const source = vectorSource(operands[2], 16, "any");
  if (destination === undefined || first === undefined || source === undefined || selector?.kind !== "immediate") {
    return undefined;
  }
  const position = (selector.value & 1n) === 0n ? 0 : 1;
  return (processor) => {
    const { vectors } = processor;
    // Read before the rest is copied: it may be the destination itself.
    copyHalf(vectors.result, source(processor)[0]);
    const to = vectors.register(destination.number);
    const rest = vectors.register(first.number);
    copyHalf(to[0], rest[0]);
    copyHalf(to[1], rest[1]);
    copyHalf(to[position], vectors.result);
  };
};

const extractHalf: Semantics = ({ operands }) => {
  const [to, source, selector] = [operands[0], vectorRegister(operands[1]), operands[2]];
  if (source?.size !== 32 || selector?.kind !== "immediate") return undefined;
  const position = (selector.value & 1n) === 0n ? 0 : 1;
  if (to?.kind === "vector") {
    return ({ vectors }) => {
      const [low, high] = vectors.register(to.number);
      copyHalf(low, vectors.register(source.number)[position]);
      clearHalf(high);
    };
  }
  if (to?.kind !== "memory" || to.size !== 16) return undefined;
  const address = vectorAddress(to, "any");
  return (processor) => {
    const half = processor.vectors.register(source.number)[position];
    processor.storeVector(address(processor), 16, [half, half]);
  };
};

/** Makes all of a YMM register from two others, or from one and another that is `left` and `right` at once. */
function permutation(
  sources: 1 | 2,
  permute: (to: DataView, left: Halves, right: Halves, immediate: number) => void,
): Semantics {
  return ({ operands }) => {
    const destination = vectorRegister(operands[0]);
    const right: ReadVector | undefined = vectorSource(operands[sources], 32, "any");
    const left = sources === 2 ? vectorSource(operands[1], 32, "any") : right;
    const last = operands[sources + 1];
    const immediate = last?.kind === "immediate" ? Number(last.value) : 0;
    if (destination?.size !== 32 || left === undefined || right === undefined) return undefined;
    return (processor) => {
      const second = right(processor);
      const first = sources === 2 ? left(processor) : second;
      const to = new DataView(new ArrayBuffer(32));
      permute(to, first, second, immediate);
      const [low, high] = processor.vectors.register(destination.number);
      copyHalf(low, to);
      copyHalf(high, new DataView(to.buffer, 16));
    };
  };
}

/** Each half is one of four, or zeros. */
const permuteHalves = permutation(2, (to, left, right, immediate) => {
  [immediate & 15, immediate >> 4].forEach((selector, half) => {
    const from = [left[0], left[1], right[0], right[1]][selector & 3];
    if ((selector & 8) === 0 && from !== undefined) copyHalf(new DataView(to.buffer, 16 * half), from);
  });
});

const permuteQuadwords = permutation(1, (to, _, right, immediate) => {
  for (let at = 0; at < 4; at += 1) {
    const from = (immediate >> (2 * at)) & 3;
    to.setBigUint64(8 * at, right[from < 2 ? 0 : 1].getBigUint64(8 * (from & 1), true), true);
  }
});

/** The first source says which doublewords of the second. */
const permuteDoublewords = permutation(2, (to, left, right) => {
  for (let at = 0; at < 8; at += 1) {
    const from = left[at < 4 ? 0 : 1].getUint32(4 * (at & 3), true) & 7;
    to.setUint32(4 * at, right[from < 4 ? 0 : 1].getUint32(4 * (from & 3), true), true);
  }
});

/** A doubleword from the right side where its bit is set; the number has bits for both halves. */
const blendDoublewords: Semantics = ({ operands }) => {
  const [destination, selector] = [vectorRegister(operands[0]), operands[3]];
  const left = destination && vectorSource(operands[1], destination.size, "any");
  const right = destination && vectorSource(operands[2], destination.size, "any");
  if (destination === undefined || left === undefined || right === undefined || selector?.kind !== "immediate") {
    return undefined;
  }
  const bits = Number(selector.value);
  return (processor) => {
    const second = right(processor);
    const first = left(processor);
    const to = processor.vectors.register(destination.number);
    for (let at = 0; at < destination.size / 4; at += 1) {
      const half = at < 4 ? 0 : 1;
      const from = (bits & (1 << at)) === 0 ? first : second;
      to[half].setUint32(4 * (at & 3), from[half].getUint32(4 * (at & 3), true), true);
    }
    if (destination.size === 16) clearHalf(to[1]);
  };
};

/** Moves, broadcasts and shifts that AVX2 brought. */
export const wide: SemanticTable = [
  [Mnemonic.Vpbroadcastb, broadcast(8)],
  [Mnemonic.Vpbroadcastw, broadcast(16)],
  [Mnemonic.Vpbroadcastd, broadcast(32)],
  [Mnemonic.Vpbroadcastq, broadcast(64)],
  [Mnemonic.Vbroadcasti128, broadcastHalf],
  [Mnemonic.Vbroadcastf128, broadcastHalf],
  [Mnemonic.Vinserti128, insertHalf],
  [Mnemonic.Vinsertf128, insertHalf],
  [Mnemonic.Vextracti128, extractHalf],
  [Mnemonic.Vextractf128, extractHalf],
  [Mnemonic.Vperm2i128, permuteHalves],
  [Mnemonic.Vperm2f128, permuteHalves],
  [Mnemonic.Vpermq, permuteQuadwords],
  [Mnemonic.Vpermd, permuteDoublewords],
  [Mnemonic.Vpblendd, blendDoublewords],
  // The count of each element is its own.
  [Mnemonic.Vpsllvd, binary(doublewords((value, count) => (count > 31 ? 0 : value << count)))],
  [Mnemonic.Vpsrlvd, binary(doublewords((value, count) => (count > 31 ? 0 : value >>> count)))],
  [Mnemonic.Vpsravd, binary(signedDoublewords((value, count) => value >> (count < 0 ? 31 : Math.min(count, 31))))],
  [Mnemonic.Vpsllvq, binary(quadwords((value, count) => (count > 63n ? 0n : value << count)))],
  [Mnemonic.Vpsrlvq, binary(quadwords((value, count) => (count > 63n ? 0n : value >> count)))],
];
