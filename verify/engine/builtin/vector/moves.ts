import { Mnemonic } from "iced-x86";
import type { DecodedOperand } from "../operand.js";
import { placeOf } from "../place.js";
import type { Step } from "../processor.js";
import type { SemanticTable, Semantics } from "../semantics.js";
import type { Alignment } from "./operands.js";
import { scalarSource, vectorAddress, vectorRegister, vectorSource } from "./operands.js";
import { clearHalf, copyHalf } from "./vector-file.js";

/** A whole vector between registers and memory. */
function whole(alignment: Alignment): Semantics {
  return ({ operands, vex }) => {
    const [to, from] = operands;
    const destination = vectorRegister(to);
    if (destination === undefined) return store(operands, alignment);
    const { number, size } = destination;
    const source = vectorSource(from, size, alignment);
    return (
      source &&
      ((processor) => {
        const [fromLow, fromHigh] = source(processor);
        const [low, high] = processor.vectors.register(number);
        copyHalf(low, fromLow);
        if (size === 32) copyHalf(high, fromHigh);
        else if (vex) clearHalf(high);
      })
    );
  };
}

function store([to, from]: readonly DecodedOperand[], alignment: Alignment): Step | undefined {
  const source = vectorRegister(from);
  if (to?.kind !== "memory" || to.size !== source?.size) return undefined;
  const { number, size } = source;
  const address = vectorAddress(to, alignment);
  return (processor) => {
    processor.storeVector(address(processor), size, processor.vectors.register(number));
  };
}

/** MOVD and MOVQ: what is above in a destination that is a vector is cleared, with VEX the upper half too. */
function single(width: 32 | 64): Semantics {
  return ({ operands, vex }) => {
    const [to, from] = operands;
    const source = scalarSource(from, width);
    if (source === undefined) return undefined;
    if (to?.kind !== "vector") {
      const place = placeOf(to);
      if (place?.width !== width) return undefined;
      return (processor) => {
        place.write(processor, source(processor));
      };
    }
    const { number } = to;
    return (processor) => {
      const value = source(processor);
      const [low, high] = processor.vectors.register(number);
      low.setBigUint64(0, value, true);
      low.setBigUint64(8, 0n, true);
      if (vex) clearHalf(high);
    };
  };
}

/** MOVSS and MOVSD: from memory they clear what is above, between registers they leave it alone. */
function scalar(width: 32 | 64): Semantics {
  const clearing = single(width);
  return (decoded) => {
    const [to, from] = [vectorRegister(decoded.operands[0]), vectorRegister(decoded.operands[1])];
    if (to === undefined || from === undefined) {
      return to === undefined && from === undefined ? undefined : clearing(decoded);
    }
    return ({ vectors }) => {
      const [[low], [source]] = [vectors.register(to.number), vectors.register(from.number)];
      if (width === 64) low.setBigUint64(0, source.getBigUint64(0, true), true);
      else low.setUint32(0, source.getUint32(0, true), true);
    };
  };
}

/** Eight bytes of a register, at 0 or at 8, from or to memory; between registers, from the other place. */
function quadword(at: 0 | 8, between: { readonly from: 0 | 8; readonly to: 0 | 8 }): Semantics {
  return ({ operands }) => {
    const [to, from] = operands;
    if (to?.kind === "vector" && from?.kind === "vector") {
      return ({ vectors }) => {
        const [[low], [source]] = [vectors.register(to.number), vectors.register(from.number)];
        low.setBigUint64(between.to, source.getBigUint64(between.from, true), true);
      };
    }
    const place = placeOf(to?.kind === "vector" ? from : to);
    if (place?.width !== 64) return undefined;
    if (to?.kind === "vector") {
      return (processor) => {
        const value = place.read(processor);
        processor.vectors.register(to.number)[0].setBigUint64(at, value, true);
      };
    }
    if (from?.kind !== "vector") return undefined;
    return (processor) => {
      place.write(processor, processor.vectors.register(from.number)[0].getBigUint64(at, true));
    };
  };
}

const lowQuadword = quadword(0, { from: 8, to: 0 });
const highQuadword = quadword(8, { from: 0, to: 8 });

/** Moves of vectors and of their lower and upper parts. */
export const vectorMoves: SemanticTable = [
  [Mnemonic.Movdqa, whole("aligned")],
  [Mnemonic.Movaps, whole("aligned")],
  [Mnemonic.Movapd, whole("aligned")],
  [Mnemonic.Movntdq, whole("aligned")],
  [Mnemonic.Movntps, whole("aligned")],
  [Mnemonic.Movntpd, whole("aligned")],
  [Mnemonic.Movntdqa, whole("aligned")],
  [Mnemonic.Movdqu, whole("any")],
  [Mnemonic.Movups, whole("any")],
  [Mnemonic.Movupd, whole("any")],
  [Mnemonic.Lddqu, whole("any")],
  [Mnemonic.Vmovdqa, whole("aligned")],
  [Mnemonic.Vmovaps, whole("aligned")],
  [Mnemonic.Vmovapd, whole("aligned")],
  [Mnemonic.Vmovntdq, whole("aligned")],
  [Mnemonic.Vmovdqu, whole("any")],
  [Mnemonic.Vmovups, whole("any")],
  [Mnemonic.Vmovupd, whole("any")],
  [Mnemonic.Movd, single(32)],
  [Mnemonic.Movq, single(64)],
  [Mnemonic.Vmovd, single(32)],
  [Mnemonic.Vmovq, single(64)],
  [Mnemonic.Movss, scalar(32)],
  [Mnemonic.Movsd, scalar(64)],
  [Mnemonic.Movlps, lowQuadword],
  [Mnemonic.Movlpd, lowQuadword],
  [Mnemonic.Movhlps, lowQuadword],
  [Mnemonic.Movhps, highQuadword],
  [Mnemonic.Movhpd, highQuadword],
  [Mnemonic.Movlhps, highQuadword],
];
