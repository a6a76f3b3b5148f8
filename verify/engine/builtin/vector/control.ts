import { Mnemonic } from "iced-x86";
import { exception, vector } from "../halt.js";
import { placeOf } from "../place.js";
import type { SemanticTable, Semantics } from "../semantics.js";
import { withNone } from "../semantics.js";

/** Bits that MXCSR does not have: setting one is a protection fault (Intel SDM vol. 2, LDMXCSR). */
const reserved = ~0xffffn;

const loadControl: Semantics = ({ operands }) => {
  const place = placeOf(operands[0]);
  if (place?.width !== 32) return undefined;
  return (processor) => {
    const value = place.read(processor);
    if ((value & reserved) !== 0n) throw exception(vector.generalProtection);
    processor.vectors.mxcsr = Number(value);
  };
};

const storeControl: Semantics = ({ operands }) => {
  const place = placeOf(operands[0]);
  if (place?.width !== 32) return undefined;
  return (processor) => {
    place.write(processor, BigInt(processor.vectors.mxcsr));
  };
};

/** MXCSR, and what clears registers after AVX code. */
export const floatingPointControl: SemanticTable = [
  [Mnemonic.Ldmxcsr, loadControl],
  [Mnemonic.Stmxcsr, storeControl],
  [
    Mnemonic.Vzeroupper,
    withNone(({ vectors }) => {
      vectors.clearUpperHalves();
    }),
  ],
  [
    Mnemonic.Vzeroall,
    withNone(({ vectors }) => {
      vectors.clear();
    }),
  ],
];
