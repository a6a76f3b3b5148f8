import { Mnemonic } from "iced-x86";
import { flag } from "../flags.js";
import type { SemanticTable, Semantics } from "../semantics.js";
import { quadwords } from "./lanes.js";
import { binary, vectorRegister, vectorSource } from "./operands.js";

const and = binary(quadwords((left, right) => left & right));
const andNot = binary(quadwords((left, right) => ~left & right));
const or = binary(quadwords((left, right) => left | right));
const exclusiveOr = binary(quadwords((left, right) => left ^ right));

/** ZF: no bit is set in both; CF: none of the source that is clear in the destination. The others are cleared. */
const test: Semantics = ({ operands, vex }) => {
  const first = vectorRegister(operands[0]);
  const left = first && vectorSource(first, first.size, "any");
  const right = first && vectorSource(operands[1], first.size, vex ? "any" : "aligned");
  if (left === undefined || right === undefined) return undefined;
  const halves = first?.size === 32 ? ([0, 1] as const) : ([0] as const);
  return (processor) => {
    const source = right(processor);
    const destination = left(processor);
    let [both, only] = [0n, 0n];
    for (const half of halves) {
      for (const at of [0, 8]) {
        const [a, b] = [destination[half].getBigUint64(at, true), source[half].getBigUint64(at, true)];
        both |= a & b;
        only |= ~a & b;
      }
    }
    const all = flag.CF | flag.PF | flag.AF | flag.ZF | flag.SF | flag.OF;
    processor.flags.assign(all, (both === 0n ? flag.ZF : 0) | (only === 0n ? flag.CF : 0));
  };
};

/** Bit by bit; what the bits mean makes no difference. */
export const bitwise: SemanticTable = [
  [Mnemonic.Pand, and],
  [Mnemonic.Andps, and],
  [Mnemonic.Andpd, and],
  [Mnemonic.Vpand, and],
  [Mnemonic.Vandps, and],
  [Mnemonic.Vandpd, and],
  [Mnemonic.Pandn, andNot],
  [Mnemonic.Andnps, andNot],
  [Mnemonic.Andnpd, andNot],
  [Mnemonic.Vpandn, andNot],
  [Mnemonic.Vandnps, andNot],
  [Mnemonic.Vandnpd, andNot],
  [Mnemonic.Por, or],
  [Mnemonic.Orps, or],
  [Mnemonic.Orpd, or],
  [Mnemonic.Vpor, or],
  [Mnemonic.Vorps, or],
  [Mnemonic.Vorpd, or],
  [Mnemonic.Pxor, exclusiveOr],
  [Mnemonic.Xorps, exclusiveOr],
  [Mnemonic.Xorpd, exclusiveOr],
  [Mnemonic.Vpxor, exclusiveOr],
  [Mnemonic.Vxorps, exclusiveOr],
  [Mnemonic.Vxorpd, exclusiveOr],
  [Mnemonic.Ptest, test],
  [Mnemonic.Vptest, test],
];
