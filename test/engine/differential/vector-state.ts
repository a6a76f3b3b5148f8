import type { Random } from "../../../verify/random.js";
import { initialFloatingPoint, floatingPointOffset } from "../../../verify/engine/floating-point.js";
import { randomDouble, randomSingle } from "./random-number.js";
import { chance, randomWord } from "./random-word.js";

/** Vector registers and MXCSR. */
export interface VectorState {
  /** Sixteen registers, the lower sixteen bytes of each and then the upper ones. */
  readonly registers: Uint8Array;
  readonly mxcsr: number;
}

export const vectorCount = 16;
export const halfSize = 16;
export const vectorSize = 2 * halfSize;
/** Of all registers. */
export const vectorBytes = vectorCount * vectorSize;

/** All exceptions masked: no engine raises what the processor would. */
const masked = 0x1f80;

/** Random registers; the upper halves are zero unless the instruction has a VEX prefix. */
export function randomVectors(random: Random, upperHalves: boolean): VectorState {
  const common = randomVector(random);
  const vectors = Array.from({ length: vectorCount }, () => {
    const [low, high] = [vectorLike(common, random), vectorLike(common, random)];
    return upperHalves ? [...low, ...high] : [...low, ...new Uint8Array(halfSize)];
  });
  const flags = chance(random, 0.5) ? 0 : random.below(64);
  const modes = chance(random, 0.5) ? 0 : (random.below(4) << 13) | (random.below(2) << 15) | (random.below(2) << 6);
  return { registers: Uint8Array.from(vectors.flat()), mxcsr: masked | flags | modes };
}

/** Elements of a common vector among random ones, so that comparisons find something equal; now and then a small count. */
function vectorLike(common: Uint8Array, random: Random): Uint8Array {
  const vector = randomVector(random);
  if (chance(random, 0.3))
    for (let at = 0; at < halfSize; at += 1) if (chance(random, 0.5)) vector[at] = common[at] ?? 0;
  if (chance(random, 0.2)) vector.fill(0, 1, 8);
  if (chance(random, 0.1)) vector[0] = random.below(66);
  return vector;
}

/** Sixteen bytes: words, the same byte throughout, or numbers of either format. */
export function randomVector(random: Random): Uint8Array {
  if (chance(random, 0.25)) {
    return new Uint8Array(BigUint64Array.from([randomDouble(random), randomDouble(random)]).buffer);
  }
  if (chance(random, 0.3)) return new Uint8Array(Uint32Array.from({ length: 4 }, () => randomSingle(random)).buffer);
  if (chance(random, 0.1)) return new Uint8Array(halfSize).fill(random.pick([0, 0xff, 0x80, 0x7f]));
  return new Uint8Array(BigUint64Array.from([randomWord(random), randomWord(random)]).buffer);
}

/** As an FXSAVE image, which has no upper halves. */
export function imageOf({ registers, mxcsr }: VectorState): Uint8Array {
  const image = initialFloatingPoint();
  new DataView(image.buffer).setUint32(floatingPointOffset.mxcsr, mxcsr, true);
  for (let number = 0; number < vectorCount; number += 1) {
    const low = registers.subarray(vectorSize * number, vectorSize * number + halfSize);
    image.set(low, floatingPointOffset.vectors + halfSize * number);
  }
  return image;
}

/** What an FXSAVE image says, with upper halves of zeros. */
export function stateOf(image: Uint8Array): VectorState {
  const registers = new Uint8Array(vectorBytes);
  for (let number = 0; number < vectorCount; number += 1) {
    const at = floatingPointOffset.vectors + halfSize * number;
    registers.set(image.subarray(at, at + halfSize), vectorSize * number);
  }
  const view = new DataView(image.buffer, image.byteOffset);
  return { registers, mxcsr: view.getUint32(floatingPointOffset.mxcsr, true) };
}
