import type { Mnemonic } from "iced-x86";
import type { Decoded, Place } from "./operand.js";
import { placeOf, sourceOf } from "./place.js";
import type { Read, Step } from "./processor.js";

/**
 * Makes of a decoded instruction what it does; undefined where the operands are none that are modelled. A step does
 * everything that may fault before it changes anything but memory, and at most one write of memory last among these.
 */
export type Semantics = (instruction: Decoded) => Step | undefined;

/** The meaning of mnemonics. */
export type SemanticTable = readonly (readonly [Mnemonic, Semantics])[];

/** An instruction with one operand, which may be written. */
export function withOne(make: (operand: Place) => Step | undefined): Semantics {
  return ({ operands }) => {
    const operand = operands.length === 1 ? placeOf(operands[0]) : undefined;
    return operand && make(operand);
  };
}

/** An instruction with a destination and a source of the same width. */
export function withTwo(make: (destination: Place, source: Read) => Step): Semantics {
  return ({ operands }) => {
    const destination = placeOf(operands[0]);
    const source = destination && sourceOf(operands[1], destination.width);
    return operands.length === 2 && destination && source ? make(destination, source) : undefined;
  };
}

/** An instruction with two operands, both of which are written. */
export function withTwoPlaces(make: (first: Place, second: Place) => Step): Semantics {
  return ({ operands }) => {
    const [first, second] = [placeOf(operands[0]), placeOf(operands[1])];
    return first && second?.width === first.width ? make(first, second) : undefined;
  };
}

/** An instruction without operands that always does the same. */
export function withNone(step: Step): Semantics {
  return ({ operands }) => (operands.length === 0 ? step : undefined);
}
