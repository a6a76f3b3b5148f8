import { EngineError } from "./engine.js";

/** Bytes of an FXSAVE image (Intel SDM vol. 1, 10.5.1). */
export const floatingPointBytes = 512;

/** Where the parts of an FXSAVE64 image lie (Intel SDM vol. 2, FXSAVE, table 3-46). */
export const floatingPointOffset = Object.freeze({
  controlWord: 0,
  statusWord: 2,
  /** One bit for each register that is not empty, by its physical number. */
  abridgedTagWord: 4,
  opcode: 6,
  instructionPointer: 8,
  dataPointer: 16,
  mxcsr: 24,
  mxcsrMask: 28,
  /** ST0 to ST7, 10 bytes each in 16. */
  stack: 32,
  /** XMM0 to XMM15, 16 bytes each. */
  vectors: 160,
});

/** What FXSAVE stores of a processor that knows denormals-are-zero. */
const mxcsrMask = 0xffff;

/** As OpenBSD/amd64 starts a process: every exception masked, extended precision, the stack empty, all else zero. */
export function initialFloatingPoint(): Uint8Array {
  const image = new Uint8Array(floatingPointBytes);
  const view = new DataView(image.buffer);
  view.setUint16(floatingPointOffset.controlWord, 0x037f, true);
  view.setUint32(floatingPointOffset.mxcsr, 0x1f80, true);
  view.setUint32(floatingPointOffset.mxcsrMask, mxcsrMask, true);
  return image;
}

/** Throws where an image is none, or sets bits of MXCSR that no processor has: FXRSTOR raises #GP for them. */
export function checkFloatingPoint(image: Uint8Array): void {
  if (image.length !== floatingPointBytes) {
    throw new EngineError(`an image of the x87 and SSE state has 512 bytes, not ${String(image.length)}`);
  }
  const mxcsr = new DataView(image.buffer, image.byteOffset).getUint32(floatingPointOffset.mxcsr, true);
  if ((mxcsr & ~mxcsrMask) !== 0) {
    throw new EngineError(`MXCSR cannot be 0x${mxcsr.toString(16)}: only the bits 0 to 15 are there`);
  }
}
