import { EngineError } from "../engine.js";
import { architecture, errorCode, hookType, register, removeTranslations, useExitList } from "./constants.js";
import type { ControlArgument, Library, Pointer } from "./library.js";
import { TranslationMeter } from "./translation-meter.js";

/** Half a megabyte of a processor stays with the heap, in pieces: after so many it is given back to the system. */
const closingsToTrim = 32;
let closings = 0;

/** One emulated processor: a handle of libunicorn, whose answers are checked. */
export class UnicornProcessor {
  readonly library: Library;
  readonly handle: Pointer;
  readonly #meter: TranslationMeter | undefined;
  #firstTranslation: Pointer | undefined;
  #translated = 0;

  constructor(library: Library) {
    this.library = library;
    this.#meter = TranslationMeter.of(library);
    const handle = new BigUint64Array(1);
    this.#check("uc_open", library.unicorn.open(architecture.x86, architecture.bits64, handle));
    this.handle = handle[0] ?? 0n;
    this.#control(useExitList, "int", 1);
  }

  map(address: bigint, size: bigint, permissions: number): void {
    this.#check("uc_mem_map", this.library.unicorn.map(this.handle, address, size, permissions));
  }

  mapHost(address: bigint, size: bigint, permissions: number, host: Pointer): void {
    this.#check("uc_mem_map_ptr", this.library.unicorn.mapHost(this.handle, address, size, permissions, host));
  }

  unmap(address: bigint, size: bigint): void {
    this.#check("uc_mem_unmap", this.library.unicorn.unmap(this.handle, address, size));
  }

  protect(address: bigint, size: bigint, permissions: number): void {
    this.#check("uc_mem_protect", this.library.unicorn.protect(this.handle, address, size, permissions));
  }

  /**
   * Runs `count` instructions, or for 0 any number, unless something stops it, and answers Unicorn's error code. To run
   * one processor with a count and without one by turns costs a gibibyte.
   */
  start(from: bigint, count: number): number {
    const error = this.library.unicorn.start(this.handle, from, 0n, 0, count);
    const last = this.#meter?.take();
    if (last !== undefined) {
      this.#firstTranslation ??= last;
      this.#translated = Number(last - this.#firstTranslation);
    }
    return error;
  }

  /** Bytes of translations, those that nobody needs any more included; 0 where they cannot be told. */
  get translated(): number {
    return this.#translated;
  }

  stop(): void {
    this.library.unicorn.stop(this.handle);
  }

  /** A register of up to eight bytes. */
  read(number: number): bigint {
    const value = new BigUint64Array(2);
    this.#check("uc_reg_read", this.library.unicorn.readRegister(this.handle, number, value));
    return value[0] ?? 0n;
  }

  write(number: number, value: bigint | Uint8Array): void {
    const bytes = typeof value === "bigint" ? new BigUint64Array([value, 0n]) : value;
    this.#check("uc_reg_write", this.library.unicorn.writeRegister(this.handle, number, bytes));
  }

  /** The instruction pointer; inside a handler, that of the instruction that is being executed. */
  get rip(): bigint {
    return this.read(register.rip);
  }

  set rip(address: bigint) {
    this.write(register.rip, address);
  }

  /** Forgets what is translated of the code from `start` up to but not including `end`, which must be executable. */
  removeTranslations(start: bigint, end: bigint): void {
    // Unicorn's end of a range is a 64-bit number too: the very last byte cannot be said.
    const last = 0xffff_ffff_ffff_ffffn;
    this.#control(removeTranslations, "uint64", start < last ? start : last - 1n, "uint64", end < last ? end : last);
  }

  /** Adds a hook for the addresses from `begin` to `end`, both included; for all if `begin` is after `end`. */
  addHook(type: number, callback: Pointer, begin: bigint, end: bigint, data = 0n): bigint {
    return this.#addHook(type, callback, begin, end, data);
  }

  /** Adds a hook for one of the instructions that Unicorn has such hooks for. */
  addInstructionHook(instruction: number, callback: Pointer): void {
    this.#addHook(hookType.instruction, callback, 1n, 0n, 0n, "int", instruction);
  }

  #addHook(
    ...[type, callback, begin, end, data, ...typesAndValues]: readonly [
      ...[type: number, callback: Pointer, begin: bigint, end: bigint, data: bigint],
      ...typesAndValues: ControlArgument[],
    ]
  ): bigint {
    const hook = new BigUint64Array(1);
    const { addHook } = this.library.unicorn;
    this.#check("uc_hook_add", addHook(this.handle, hook, type, callback, data, begin, end, ...typesAndValues));
    return hook[0] ?? 0n;
  }

  removeHook(hook: bigint): void {
    this.#check("uc_hook_del", this.library.unicorn.removeHook(this.handle, hook));
  }

  /** Keeps the whole state of the processor, what no register shows included. */
  saveContext(): Pointer {
    const context = new BigUint64Array(1);
    this.#check("uc_context_alloc", this.library.unicorn.allocateContext(this.handle, context));
    const pointer = context[0] ?? 0n;
    this.#check("uc_context_save", this.library.unicorn.saveContext(this.handle, pointer));
    return pointer;
  }

  restoreContext(context: Pointer): void {
    this.#check("uc_context_restore", this.library.unicorn.restoreContext(this.handle, context));
  }

  freeContext(context: Pointer): void {
    this.library.unicorn.freeContext(context);
  }

  close(): void {
    this.library.unicorn.close(this.handle);
    closings += 1;
    if (closings % closingsToTrim === 0) this.library.trimHeap();
  }

  /** What an error code of Unicorn means. */
  errorText(code: number): string {
    return `${this.library.unicorn.errorText(code)} (${String(code)})`;
  }

  #control(what: number, ...typesAndValues: readonly ControlArgument[]): void {
    this.#check("uc_ctl", this.library.unicorn.control(this.handle, what, ...typesAndValues));
  }

  #check(what: string, code: number): void {
    if (code !== errorCode.none) {
      throw new EngineError(`libunicorn refuses ${what}: ${this.errorText(code)}`);
    }
  }
}
