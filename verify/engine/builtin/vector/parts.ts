import { Mnemonic } from "iced-x86";
import type { DecodedOperand } from "../operand.js";
import { placeOf } from "../place.js";
import type { Read } from "../processor.js";
import type { SemanticTable, Semantics } from "../semantics.js";
import type { Width } from "../width.js";
import { mask } from "../width.js";
import { vectorRegister } from "./operands.js";

/** One element: where it begins in the register, by a number that counts modulo the elements that there are. */
function elementAt(operand: DecodedOperand | undefined, width: Width): number | undefined {
  if (operand?.kind !== "immediate") return undefined;
  return ((Number(operand.value) * width) / 8) & 15;
}

function setElement(view: DataView, at: number, width: Width, value: bigint): void {
  switch (width) {
    case 8:
      view.setUint8(at, Number(value));
      return;
    case 16:
      view.setUint16(at, Number(value), true);
      return;
    case 32:
      view.setUint32(at, Number(value), true);
      return;
    case 64:
      view.setBigUint64(at, value, true);
  }
}

function element(view: DataView, at: number, width: Width): bigint {
  const from = at & ~7;
  return (view.getBigUint64(from, true) >> BigInt(8 * (at - from))) & mask[width];
}

/** A general register of 32 bits gives its lower part. */
function sourcePart(operand: DecodedOperand | undefined, width: Width): Read | undefined {
  const place = placeOf(operand);
  if (place === undefined || place.width < width) return undefined;
  const all = mask[width];
  return place.width === width ? place.read : (processor) => place.read(processor) & all;
}

function insertion(width: Width): Semantics {
  return ({ operands }) => {
    const destination = vectorRegister(operands[0]);
    const source = sourcePart(operands[1], width);
    const at = elementAt(operands[2], width);
    if (destination === undefined || source === undefined || at === undefined) return undefined;
    return (processor) => {
      const value = source(processor);
      setElement(processor.vectors.register(destination.number)[0], at, width, value);
    };
  };
}

/** To a general register the element goes with zeros above. */
function extraction(width: Width): Semantics {
  return ({ operands }) => {
    const place = placeOf(operands[0]);
    const source = vectorRegister(operands[1]);
    const at = elementAt(operands[2], width);
    if (place === undefined || source === undefined || at === undefined) return undefined;
    if (operands[0]?.kind === "memory" && place.width !== width) return undefined;
    return (processor) => {
      place.write(processor, element(processor.vectors.register(source.number)[0], at, width));
    };
  };
}

/** The sign of each element, a bit for each. */
function signMask(width: 8 | 32 | 64): Semantics {
  const step = width / 8;
  return ({ operands }) => {
    const place = operands[0]?.kind === "register" ? placeOf(operands[0]) : undefined;
    const source = vectorRegister(operands[1]);
    if (place === undefined || source === undefined) return undefined;
    return (processor) => {
      const [low, high] = processor.vectors.register(source.number);
      const halves = source.size === 32 ? [low, high] : [low];
      let [bits, position] = [0, 0];
      for (const half of halves) {
        for (let at = step - 1; at < 16; at += step, position += 1) {
          if (half.getInt8(at) < 0) bits |= 1 << position;
        }
      }
      place.write(processor, BigInt(bits >>> 0));
    };
  };
}

/** Single elements, and signs, between vectors and general registers. */
export const vectorParts: SemanticTable = [
  [Mnemonic.Pinsrb, insertion(8)],
  [Mnemonic.Pinsrw, insertion(16)],
  [Mnemonic.Pinsrd, insertion(32)],
  [Mnemonic.Pinsrq, insertion(64)],
  [Mnemonic.Pextrb, extraction(8)],
  [Mnemonic.Pextrw, extraction(16)],
  [Mnemonic.Pextrd, extraction(32)],
  [Mnemonic.Pextrq, extraction(64)],
  [Mnemonic.Extractps, extraction(32)],
  [Mnemonic.Pmovmskb, signMask(8)],
  [Mnemonic.Movmskps, signMask(32)],
  [Mnemonic.Movmskpd, signMask(64)],
  [Mnemonic.Vpmovmskb, signMask(8)],
  [Mnemonic.Vmovmskps, signMask(32)],
  [Mnemonic.Vmovmskpd, signMask(64)],
];
