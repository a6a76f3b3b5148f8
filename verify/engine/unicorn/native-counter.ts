import type { Library, Pointer } from "./library.js";

/** sub qword [rcx], 1; js 1f; ret; 1: mov rax, imm64; jmp rax: the arguments are the engine, address, size, data. */
const countingCode = [0x48, 0x83, 0x29, 0x01, 0x78, 0x01, 0xc3, 0x48, 0xb8];
const jumpToRax = [0xff, 0xe0];

/** lea eax, [rdx+rcx-1]; xor eax, edx; test eax, 0x1000; jnz 1f; mov al, 1; ret; 1: mov rax, imm64; jmp rax */
const crossingCode = [
  ...[0x8d, 0x44, 0x0a, 0xff, 0x31, 0xd0, 0xa9, 0x00, 0x10, 0x00, 0x00, 0x75, 0x03, 0xb0, 0x01, 0xc3],
  ...[0x48, 0xb8],
];

const hostPage = 4096n;

/** Can the host run what is below? */
export const hostRunsNativeCode = process.arch === "x64";

/**
 * Counts the instructions of a run, and stops it at the limit, in machine code of the host: a call into JavaScript for
 * every instruction would take a hundred times as long. The data of the hook is the number of instructions that are
 * left; below zero the run is asked to stop before the instruction.
 */
export class NativeCounter {
  /** The callback for a hook of every instruction, and its data. */
  readonly callback: Pointer;
  readonly data: Pointer;
  readonly #library: Library;
  readonly #left: BigInt64Array;

  constructor(library: Library, stop: Pointer) {
    this.#library = library;
    this.callback = codeWithTarget(library, countingCode, stop);
    this.data = library.reserve(hostPage);
    const bytes = library.view(this.data, 8);
    this.#left = new BigInt64Array(bytes.buffer, bytes.byteOffset, 1);
  }

  /** Instructions that may still begin; below zero where one more was about to. */
  get left(): number {
    return Number(this.#left[0] ?? 0n);
  }

  set left(count: number) {
    this.#left[0] = BigInt(count);
  }

  dispose(): void {
    this.#library.release(this.data, hostPage);
    this.#library.release(this.callback, hostPage);
  }
}

/** A callback for stores that calls another one only for those that reach into a second page. */
export class StoresInTwoPages {
  readonly callback: Pointer;
  readonly #library: Library;

  constructor(library: Library, callback: Pointer) {
    this.#library = library;
    this.callback = codeWithTarget(library, crossingCode, callback);
  }

  dispose(): void {
    this.#library.release(this.callback, hostPage);
  }
}

/** A callback that goes to `target` in the end. */
export function codeWithTarget(library: Library, code: readonly number[], target: Pointer): Pointer {
  const bytes = new Uint8Array(code.length + 8 + jumpToRax.length);
  bytes.set(code);
  new DataView(bytes.buffer).setBigUint64(code.length, target, true);
  bytes.set(jumpToRax, code.length + 8);
  return library.executable(bytes);
}
