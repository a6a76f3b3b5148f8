import { floatingPointOffset } from "../../floating-point.js";

/** A YMM register: the sixteen bytes of the XMM register, and the upper sixteen. */
export type Halves = readonly [DataView, DataView];

const registerCount = 16;
/** Bytes of an XMM register. */
export const halfSize = 16;

/** What MXCSR is at first: every exception masked, rounding to nearest. */
const initialControl = 0x1f80;

/** The vector registers and MXCSR. */
export class VectorFile {
  readonly #registers: readonly Halves[] = Array.from({ length: registerCount }, emptyHalves);
  /** Where a source in memory is put while its instruction runs. */
  readonly loaded: Halves = emptyHalves();
  /** Where a result is made before it goes to its register. */
  readonly result = emptyHalf();
  mxcsr = initialControl;

  /** A register by its number; what is written to it stays. */
  register(number: number): Halves {
    const halves = this.#registers[number];
    if (halves === undefined) throw new RangeError(`there is no vector register ${String(number)}`);
    return halves;
  }

  /** Puts the XMM registers and MXCSR into an FXSAVE64 image. */
  saveTo(image: Uint8Array): void {
    const view = new DataView(image.buffer, image.byteOffset);
    view.setUint32(floatingPointOffset.mxcsr, this.mxcsr, true);
    this.#registers.forEach(([low], number) => {
      copyHalf(new DataView(image.buffer, image.byteOffset + floatingPointOffset.vectors + halfSize * number), low);
    });
  }

  /** Takes them from such an image. It has no upper halves: they become zero, as a processor's are at first. */
  restoreFrom(image: Uint8Array): void {
    const view = new DataView(image.buffer, image.byteOffset);
    this.mxcsr = view.getUint32(floatingPointOffset.mxcsr, true);
    this.#registers.forEach(([low, high], number) => {
      copyHalf(low, new DataView(image.buffer, image.byteOffset + floatingPointOffset.vectors + halfSize * number));
      clearHalf(high);
    });
  }

  /** Clears the upper halves. */
  clearUpperHalves(): void {
    for (const [, high] of this.#registers) clearHalf(high);
  }

  /** Clears all registers. */
  clear(): void {
    for (const [low, high] of this.#registers) {
      clearHalf(low);
      clearHalf(high);
    }
  }
}

function emptyHalf(): DataView {
  return new DataView(new ArrayBuffer(halfSize));
}

function emptyHalves(): Halves {
  return [emptyHalf(), emptyHalf()];
}

/** Sixteen bytes from one place to another. */
export function copyHalf(to: DataView, from: DataView): void {
  to.setBigUint64(0, from.getBigUint64(0, true), true);
  to.setBigUint64(8, from.getBigUint64(8, true), true);
}

/** Sixteen bytes of zeros. */
export function clearHalf(half: DataView): void {
  half.setBigUint64(0, 0n, true);
  half.setBigUint64(8, 0n, true);
}
