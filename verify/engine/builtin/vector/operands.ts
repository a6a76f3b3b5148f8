import { exception, vector } from "../halt.js";
import type { Decoded, DecodedOperand, MemoryOperand, VectorOperand } from "../operand.js";
import { placeOf } from "../place.js";
import type { Processor, Read } from "../processor.js";
import type { Semantics } from "../semantics.js";
import type { Halves, VectorFile } from "./vector-file.js";
import { clearHalf, copyHalf } from "./vector-file.js";

/**
 * Sixteen bytes from two times sixteen; `to` is none of the others, and all of it is written. YMM registers are two
 * halves, one after the other, the lower one with number 0.
 */
export type Operation = (to: DataView, left: DataView, right: DataView, vectors: VectorFile, half: 0 | 1) => void;

/** A vector that an instruction gets from somewhere, good until the next is read from memory. */
export type ReadVector = (processor: Processor) => Halves;

/** Bytes of a vector: XMM or YMM. */
export type VectorSize = VectorOperand["size"];

/** Must a vector in memory lie at a multiple of its size? */
export type Alignment = "aligned" | "any";

/** A vector register; undefined where the operand is none. */
export function vectorRegister(operand: DecodedOperand | undefined): VectorOperand | undefined {
  return operand?.kind === "vector" ? operand : undefined;
}

/** A whole vector in memory, with its address checked: one that is not aligned is a protection fault. */
export function vectorAddress({ address, size }: MemoryOperand, alignment: Alignment): Read {
  if (alignment === "any") return address;
  const low = BigInt(size - 1);
  return (processor) => {
    const at = address(processor);
    if ((at & low) !== 0n) throw exception(vector.generalProtection);
    return at;
  };
}

/** An operand that is a vector of `size` bytes; undefined where it is none. */
export function vectorSource(
  operand: DecodedOperand | undefined,
  size: VectorSize,
  alignment: Alignment,
): ReadVector | undefined {
  if (operand?.kind === "vector") {
    const { number } = operand;
    return operand.size === size ? ({ vectors }) => vectors.register(number) : undefined;
  }
  if (operand?.kind !== "memory" || operand.size !== size) return undefined;
  const address = vectorAddress(operand, alignment);
  return (processor) => processor.loadVector(address(processor), size);
}

/** The low `width` bits of a vector register, a general register or memory of that width. */
export function scalarSource(operand: DecodedOperand | undefined, width: 32 | 64): Read | undefined {
  if (operand?.kind === "vector") {
    const { number } = operand;
    return width === 64
      ? ({ vectors }) => vectors.register(number)[0].getBigUint64(0, true)
      : ({ vectors }) => BigInt(vectors.register(number)[0].getUint32(0, true));
  }
  const place = placeOf(operand);
  return place?.width === width ? place.read : undefined;
}

/** Does an instruction take its destination as a source, too, or only what comes behind it? */
type Shape = "unary" | "binary";

/**
 * The sources of an instruction on whole vectors. The first ones have one that is the destination, keep what lies
 * above 16 bytes, and want memory aligned; those with a VEX prefix name all, clear it, and take any memory
 * (Intel SDM vol. 1, 14.9 and 15.1).
 */
function packed(shape: Shape, { operands, vex }: Decoded, operation: Operation): ReturnType<Semantics> {
  const destination = vectorRegister(operands[0]);
  if (destination === undefined) return undefined;
  const { number, size } = destination;
  const [first, second] = vex && shape === "binary" ? [operands[1], operands[2]] : [operands[0], operands[1]];
  const left = vectorSource(first, size, "any");
  const right = vectorSource(second, size, vex ? "any" : "aligned");
  const sources = vex && shape === "binary" ? 3 : 2;
  const rest = operands.slice(sources);
  if (left === undefined || right === undefined || rest.some(({ kind }) => kind !== "immediate")) return undefined;
  return (processor) => {
    const from = right(processor);
    const [leftLow, leftHigh] = left(processor);
    const { vectors } = processor;
    const { result } = vectors;
    const [low, high] = vectors.register(number);
    operation(result, leftLow, from[0], vectors, 0);
    copyHalf(low, result);
    if (size === 32) {
      operation(result, leftHigh, from[1], vectors, 1);
      copyHalf(high, result);
    } else if (vex) {
      clearHalf(high);
    }
  };
}

/** The instruction's last operand, where it is a number. */
function lastImmediate({ operands }: Decoded): number | undefined {
  const last = operands.at(-1);
  return last?.kind === "immediate" ? Number(last.value) : undefined;
}

/** An operation on the destination (or, with VEX, a source) and a source. */
export function binary(operation: Operation): Semantics {
  return (decoded) => (lastImmediate(decoded) === undefined ? packed("binary", decoded, operation) : undefined);
}

/** One that a number among the operands selects. */
export function binaryBy(select: (immediate: number) => Operation): Semantics {
  return (decoded) => {
    const immediate = lastImmediate(decoded);
    return immediate === undefined ? undefined : packed("binary", decoded, select(immediate));
  };
}

/** An operation on a source, whose right side it is. */
export function unary(operation: Operation): Semantics {
  return (decoded) => (lastImmediate(decoded) === undefined ? packed("unary", decoded, operation) : undefined);
}

/** One that a number among the operands selects. */
export function unaryBy(select: (immediate: number) => Operation): Semantics {
  return (decoded) => {
    const immediate = lastImmediate(decoded);
    return immediate === undefined ? undefined : packed("unary", decoded, select(immediate));
  };
}
