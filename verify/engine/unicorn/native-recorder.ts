import type { Library, Pointer } from "./library.js";
import { codeWithTarget } from "./native-counter.js";

/**
 * mov rax, [rcx]; cmp rax, [rcx+8]; jae 1f; mov [rax], rsi; mov [rax+16], edx; mov dword [rax+20], 0; add rax, 32;
 * mov [rcx], rax; ret; 1: mov rax, imm64; jmp rax: the arguments are the engine, address, size, data.
 */
const instructionCode = [
  ...[0x48, 0x8b, 0x01, 0x48, 0x3b, 0x41, 0x08, 0x73, 0x15, 0x48, 0x89, 0x30, 0x89, 0x50, 0x10],
  ...[0xc7, 0x40, 0x14, 0x00, 0x00, 0x00, 0x00, 0x48, 0x83, 0xc0, 0x20, 0x48, 0x89, 0x01, 0xc3],
  ...[0x48, 0xb8],
];

/**
 * mov rax, [r9]; cmp rax, [r9+8]; jae 1f; mov [rax], rdx; mov [rax+8], r8; mov [rax+16], ecx; mov [rax+20], esi;
 * add rax, 32; mov [r9], rax; mov al, 1; ret; 1: mov rax, imm64; jmp rax: the arguments are the engine, type,
 * address, size, value, data.
 */
const accessCode = [
  ...[0x49, 0x8b, 0x01, 0x49, 0x3b, 0x41, 0x08, 0x73, 0x17, 0x48, 0x89, 0x10, 0x4c, 0x89, 0x40, 0x08],
  ...[0x89, 0x48, 0x10, 0x89, 0x70, 0x14, 0x48, 0x83, 0xc0, 0x20, 0x49, 0x89, 0x01, 0xb0, 0x01, 0xc3],
  ...[0x48, 0xb8],
];

const hostPage = 4096n;
/** Address and value of eight bytes each, size and type of four; the type of an instruction is 0. */
const recordSize = 32;
/** What is not touched costs nothing. */
const bufferSize = 1n << 20n;

/**
 * Writes down what Unicorn tells of instructions and accesses, in machine code of the host: a call into JavaScript takes
 * as long as a hundred such records. Where there is no room for one more, JavaScript is called as it would be without.
 */
export class NativeRecorder {
  /** Callbacks for hooks, and their data. */
  readonly instruction: Pointer;
  readonly access: Pointer;
  readonly data: Pointer;
  readonly #library: Library;
  readonly #buffer: Pointer;
  readonly #numbers: BigUint64Array;
  readonly #words: Uint32Array;
  /** Where the next record goes, and where the buffer ends. */
  readonly #bounds: BigUint64Array;

  constructor(library: Library, full: { readonly instruction: Pointer; readonly access: Pointer }) {
    this.#library = library;
    this.instruction = codeWithTarget(library, instructionCode, full.instruction);
    this.access = codeWithTarget(library, accessCode, full.access);
    this.data = library.reserve(hostPage);
    this.#buffer = library.reserve(bufferSize);
    const bytes = library.view(this.#buffer, Number(bufferSize));
    this.#numbers = new BigUint64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
    this.#words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    const bounds = library.view(this.data, 16);
    this.#bounds = new BigUint64Array(bounds.buffer, bounds.byteOffset, 2);
    this.#bounds[0] = this.#buffer;
    this.#bounds[1] = this.#buffer + bufferSize;
  }

  /** How many records there are. */
  get count(): number {
    return Number((this.#bounds[0] ?? 0n) - this.#buffer) / recordSize;
  }

  /** What record number `index` is of: 0 is an instruction, everything else Unicorn's type of an access. */
  type(index: number): number {
    return this.#words[8 * index + 5] ?? 0;
  }

  address(index: number): bigint {
    return this.#numbers[4 * index] ?? 0n;
  }

  size(index: number): number {
    return this.#words[8 * index + 4] ?? 0;
  }

  /** What is written. */
  value(index: number): bigint {
    return this.#numbers[4 * index + 1] ?? 0n;
  }

  /** Forgets all records. */
  clear(): void {
    this.#bounds[0] = this.#buffer;
  }

  dispose(): void {
    this.#library.release(this.#buffer, bufferSize);
    this.#library.release(this.data, hostPage);
    this.#library.release(this.instruction, hostPage);
    this.#library.release(this.access, hostPage);
  }
}
