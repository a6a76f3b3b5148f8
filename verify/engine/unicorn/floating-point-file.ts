import { EngineError } from "../engine.js";
import { floatingPointBytes, floatingPointOffset, initialFloatingPoint } from "../floating-point.js";
import { errorCode, register } from "./constants.js";
import type { Pointer } from "./library.js";
import type { UnicornProcessor } from "./processor.js";

/** A place for each register in the buffer that Unicorn is told of: wide enough for all of them. */
const slot = 16;

const count = 8;
const vectorCount = 16;

/** In the order in which they are to be written: what is at which place of the stack depends on the status word. */
const registers = [
  ...[register.fpcw, register.fpsw, register.fptag, register.mxcsr],
  ...Array.from({ length: count }, (_, index) => register.fp0 + index),
  ...Array.from({ length: vectorCount }, (_, index) => register.xmm0 + index),
];
/** Where each is in the buffer. */
const at = Object.freeze({
  control: 0,
  status: slot,
  tags: 2 * slot,
  mxcsr: 3 * slot,
  stack: 4 * slot,
  vectors: 12 * slot,
});

const stackPointerShift = 11;
const emptyTag = 3;

/**
 * The registers of x87 and SSE of a processor, as an FXSAVE image, by one call each way. Unicorn keeps no address and
 * no opcode of the last x87 instruction, and stores zeros for them.
 */
export class FloatingPointFile {
  readonly #processor: UnicornProcessor;
  readonly #numbers = new Int32Array(new ArrayBuffer(4 * registers.length));
  readonly #values = new Uint8Array(new ArrayBuffer(slot * registers.length));
  readonly #view = new DataView(this.#values.buffer);
  readonly #pointers = new BigUint64Array(new ArrayBuffer(8 * registers.length));
  readonly #numbersAddress: Pointer;
  readonly #pointersAddress: Pointer;

  constructor(processor: UnicornProcessor) {
    this.#processor = processor;
    const { addressOf } = processor.library;
    this.#numbers.set(registers);
    const values = addressOf(this.#values);
    registers.forEach((_, index) => {
      this.#pointers[index] = values + BigInt(slot * index);
    });
    this.#numbersAddress = addressOf(this.#numbers);
    this.#pointersAddress = addressOf(this.#pointers);
  }

  read(): Uint8Array {
    const { library, handle } = this.#processor;
    this.#values.fill(0, 0, at.stack);
    library.unicorn.readRegisters(handle, this.#numbersAddress, this.#pointersAddress, registers.length);
    const image = initialFloatingPoint();
    const view = new DataView(image.buffer);
    const status = this.#view.getUint16(at.status, true);
    view.setUint16(floatingPointOffset.controlWord, this.#view.getUint16(at.control, true), true);
    view.setUint16(floatingPointOffset.statusWord, status, true);
    view.setUint8(floatingPointOffset.abridgedTagWord, abridged(this.#view.getUint16(at.tags, true)));
    view.setUint32(floatingPointOffset.mxcsr, this.#view.getUint32(at.mxcsr, true), true);
    const top = status >> stackPointerShift;
    for (let index = 0; index < count; index += 1) {
      const from = at.stack + slot * ((top + index) % count);
      image.set(this.#values.subarray(from, from + 10), floatingPointOffset.stack + slot * index);
    }
    image.set(this.#values.subarray(at.vectors), floatingPointOffset.vectors);
    return image;
  }

  /** Sets them from an image that `checkFloatingPoint` lets pass. */
  write(image: Uint8Array): void {
    const view = new DataView(image.buffer, image.byteOffset, floatingPointBytes);
    const status = view.getUint16(floatingPointOffset.statusWord, true);
    this.#view.setUint16(at.control, view.getUint16(floatingPointOffset.controlWord, true), true);
    this.#view.setUint16(at.status, status, true);
    this.#view.setUint16(at.tags, full(view.getUint8(floatingPointOffset.abridgedTagWord)), true);
    this.#view.setUint32(at.mxcsr, view.getUint32(floatingPointOffset.mxcsr, true), true);
    const top = status >> stackPointerShift;
    for (let index = 0; index < count; index += 1) {
      const from = floatingPointOffset.stack + slot * index;
      this.#values.set(image.subarray(from, from + 10), at.stack + slot * ((top + index) % count));
    }
    const { vectors } = floatingPointOffset;
    this.#values.set(image.subarray(vectors, vectors + slot * vectorCount), at.vectors);
    const { library, handle } = this.#processor;
    const error = library.unicorn.writeRegisters(handle, this.#numbersAddress, this.#pointersAddress, registers.length);
    if (error !== errorCode.none) {
      throw new EngineError(`libunicorn refuses to set x87 and SSE: ${this.#processor.errorText(error)}`);
    }
  }
}

/** One bit for each register that is not empty, of two bits for each register. */
function abridged(tags: number): number {
  let bits = 0;
  for (let index = 0; index < count; index += 1) {
    if (((tags >> (2 * index)) & emptyTag) !== emptyTag) bits |= 1 << index;
  }
  return bits;
}

/** The other way; Unicorn looks only at which are empty. */
function full(bits: number): number {
  let tags = 0;
  for (let index = 0; index < count; index += 1) {
    if ((bits & (1 << index)) === 0) tags |= emptyTag << (2 * index);
  }
  return tags;
}
