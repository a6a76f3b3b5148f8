import { replaceFunctions } from "./call-slots.js";
import type { Library, Pointer } from "./library.js";
import { hostRunsNativeCode } from "./native-counter.js";

const insert = "tcg_tb_insert_x86_64";
const hostPage = 4096n;

/** mov rax, imm64; mov [rax], rsi; mov rax, imm64; jmp rax: the second argument is where the translation lies. */
const recordingCode = (cell: Pointer, original: Pointer): Uint8Array => {
  const code = Uint8Array.of(
    ...[0x48, 0xb8, ...Array<number>(8).fill(0), 0x48, 0x89, 0x30],
    ...[0x48, 0xb8],
    ...Array<number>(8).fill(0),
    0xff,
    0xe0,
  );
  const view = new DataView(code.buffer);
  view.setBigUint64(2, cell, true);
  view.setBigUint64(15, original, true);
  return code;
};

/**
 * Tells where libunicorn puts its translations. It puts one behind the other in a gibibyte of memory, those of code that
 * is written over too, and where that is full it ends the process with a fault (2.0.1).
 */
export class TranslationMeter {
  readonly #cell: BigUint64Array;

  private constructor(cell: BigUint64Array) {
    this.#cell = cell;
  }

  /** The meter of this process: it has one libunicorn. `undefined` where that is built otherwise. */
  static of(library: Library): TranslationMeter | undefined {
    meter ??= { value: TranslationMeter.#install(library) };
    return meter.value;
  }

  static #install(library: Library): TranslationMeter | undefined {
    const original = hostRunsNativeCode ? library.functionAddress(insert) : undefined;
    if (original === undefined) return undefined;
    const cell = library.reserve(hostPage);
    const replacement = library.executable(recordingCode(cell, original));
    if (!replaceFunctions(library, new Map([[insert, replacement]]))) return undefined;
    const bytes = library.view(cell, 8);
    return new TranslationMeter(new BigUint64Array(bytes.buffer, bytes.byteOffset, 1));
  }

  /** Where the last translation was put since this was asked last; `undefined` if there was none. */
  take(): Pointer | undefined {
    const last = this.#cell[0] ?? 0n;
    if (last === 0n) return undefined;
    this.#cell[0] = 0n;
    return last;
  }
}

let meter: { readonly value: TranslationMeter | undefined } | undefined;
