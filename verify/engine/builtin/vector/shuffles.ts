import { Mnemonic } from "iced-x86";
import type { SemanticTable } from "../semantics.js";
import { saturated } from "./integers.js";
import type { Operation } from "./operands.js";
import { binary, binaryBy, unary, unaryBy } from "./operands.js";

/** A byte of the result comes from the right side at 0 to 15, from the left one at 16 to 31. */
function bytesFrom(places: readonly number[]): Operation {
  return (to, left, right) => {
    places.forEach((place, at) => {
      to.setUint8(at, place < 16 ? right.getUint8(place) : left.getUint8(place - 16));
    });
  };
}

/** The same for elements of more bytes, which count on in the left side where they end in the right one. */
function elementsFrom(size: number, elements: readonly number[]): Operation {
  return bytesFrom(elements.flatMap((element) => Array.from({ length: size }, (_, byte) => element * size + byte)));
}

/** Two bits of a number for each of four elements. */
function selected(immediate: number): readonly [number, number, number, number] {
  return [immediate & 3, (immediate >> 2) & 3, (immediate >> 4) & 3, (immediate >> 6) & 3];
}

/** Elements of both sides by turns, the left one's first, from the lower or the upper half. */
function interleaved(size: 1 | 2 | 4 | 8, half: "low" | "high"): Operation {
  const count = 16 / size;
  const first = half === "low" ? 0 : count / 2;
  const pairs = Array.from({ length: count / 2 }, (_, index) => [count + first + index, first + index]);
  return elementsFrom(size, pairs.flat());
}

/** Each byte of the right side says which byte of the left one; bit 7 says none. */
const shuffleBytes: Operation = (to, left, right) => {
  for (let at = 0; at < 16; at += 1) {
    const which = right.getUint8(at);
    to.setUint8(at, which > 127 ? 0 : left.getUint8(which & 15));
  }
};

/** Both sides, the left one above, moved down by so many bytes. */
function aligned(count: number): Operation {
  return (to, left, right) => {
    for (let at = 0; at < 16; at += 1) {
      const from = at + count;
      to.setUint8(at, from < 16 ? right.getUint8(from) : from < 32 ? left.getUint8(from - 16) : 0);
    }
  };
}

/** Words, or doublewords, of both sides in half the width, as near as that has them. */
function packedTo(size: 1 | 2, limit: (value: number) => number): Operation {
  const wide = 2 * size;
  return (to, left, right) => {
    const value = (view: DataView, at: number): number =>
      size === 1 ? view.getInt16(at, true) : view.getInt32(at, true);
    for (let at = 0; at < 16; at += wide) {
      for (const [side, start] of [[left, 0] as const, [right, 8] as const]) {
        const result = limit(value(side, at));
        if (size === 1) to.setInt8(start + at / 2, result);
        else to.setInt16(start + at / 2, result, true);
      }
    }
  };
}

const shuffleDoublewords = unaryBy((immediate) => elementsFrom(4, selected(immediate)));
const shuffleLowWords = unaryBy((immediate) => elementsFrom(2, [...selected(immediate), 4, 5, 6, 7]));
const shuffleHighWords = unaryBy((immediate) =>
  elementsFrom(2, [0, 1, 2, 3, ...selected(immediate).map((element) => 4 + element)]),
);
const shuffleSingles = binaryBy((immediate) => {
  const [first, second, third, fourth] = selected(immediate);
  return elementsFrom(4, [4 + first, 4 + second, third, fourth]);
});
/** The number has two bits for each half. */
const shuffleDoubles = binaryBy((immediate) => {
  const [low, high] = [doublesFrom(immediate & 3), doublesFrom((immediate >> 2) & 3)];
  return (to, left, right, vectors, half) => {
    (half === 0 ? low : high)(to, left, right, vectors, half);
  };
});

function doublesFrom(bits: number): Operation {
  return elementsFrom(8, [2 + (bits & 1), bits >> 1]);
}

/** A word from the right side where its bit is set. */
const blendWords = binaryBy((immediate) =>
  elementsFrom(
    2,
    Array.from({ length: 8 }, (_, word) => (immediate & (1 << word) ? word : 8 + word)),
  ),
);

/** Elements that change their places, or their width. */
export const shuffles: SemanticTable = [
  [Mnemonic.Pshufb, binary(shuffleBytes)],
  [Mnemonic.Vpshufb, binary(shuffleBytes)],
  [Mnemonic.Pshufd, shuffleDoublewords],
  [Mnemonic.Vpshufd, shuffleDoublewords],
  [Mnemonic.Pshuflw, shuffleLowWords],
  [Mnemonic.Vpshuflw, shuffleLowWords],
  [Mnemonic.Pshufhw, shuffleHighWords],
  [Mnemonic.Vpshufhw, shuffleHighWords],
  [Mnemonic.Shufps, shuffleSingles],
  [Mnemonic.Vshufps, shuffleSingles],
  [Mnemonic.Shufpd, shuffleDoubles],
  [Mnemonic.Vshufpd, shuffleDoubles],
  [Mnemonic.Pblendw, blendWords],
  [Mnemonic.Vpblendw, blendWords],
  [Mnemonic.Palignr, binaryBy(aligned)],
  [Mnemonic.Vpalignr, binaryBy(aligned)],
  [Mnemonic.Punpcklbw, binary(interleaved(1, "low"))],
  [Mnemonic.Vpunpcklbw, binary(interleaved(1, "low"))],
  [Mnemonic.Punpcklwd, binary(interleaved(2, "low"))],
  [Mnemonic.Vpunpcklwd, binary(interleaved(2, "low"))],
  [Mnemonic.Punpckldq, binary(interleaved(4, "low"))],
  [Mnemonic.Vpunpckldq, binary(interleaved(4, "low"))],
  [Mnemonic.Punpcklqdq, binary(interleaved(8, "low"))],
  [Mnemonic.Vpunpcklqdq, binary(interleaved(8, "low"))],
  [Mnemonic.Punpckhbw, binary(interleaved(1, "high"))],
  [Mnemonic.Vpunpckhbw, binary(interleaved(1, "high"))],
  [Mnemonic.Punpckhwd, binary(interleaved(2, "high"))],
  [Mnemonic.Vpunpckhwd, binary(interleaved(2, "high"))],
  [Mnemonic.Punpckhdq, binary(interleaved(4, "high"))],
  [Mnemonic.Vpunpckhdq, binary(interleaved(4, "high"))],
  [Mnemonic.Punpckhqdq, binary(interleaved(8, "high"))],
  [Mnemonic.Vpunpckhqdq, binary(interleaved(8, "high"))],
  [Mnemonic.Unpcklps, binary(interleaved(4, "low"))],
  [Mnemonic.Unpckhps, binary(interleaved(4, "high"))],
  [Mnemonic.Unpcklpd, binary(interleaved(8, "low"))],
  [Mnemonic.Unpckhpd, binary(interleaved(8, "high"))],
  [Mnemonic.Packsswb, binary(packedTo(1, saturated(-0x80, 0x7f)))],
  [Mnemonic.Packuswb, binary(packedTo(1, saturated(0, 0xff)))],
  [Mnemonic.Packssdw, binary(packedTo(2, saturated(-0x8000, 0x7fff)))],
  [Mnemonic.Packusdw, binary(packedTo(2, saturated(0, 0xffff)))],
  [Mnemonic.Movsldup, unary(elementsFrom(4, [0, 0, 2, 2]))],
  [Mnemonic.Movshdup, unary(elementsFrom(4, [1, 1, 3, 3]))],
];
