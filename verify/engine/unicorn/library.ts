import type * as koffiModule from "koffi";
import { EngineError } from "../engine.js";

/** What of koffi's answer for a 64-bit integer: a number where it is exact, signed even where the type is not. */
export type Integer = number | bigint;

/** A handle, a function or memory of the C side. */
export type Pointer = bigint;

/** The functions of libunicorn that are used, with the types that koffi's declarations below give them. */
interface UnicornFunctions {
  readonly open: (architecture: number, mode: number, handle: BigUint64Array) => number;
  readonly close: (engine: Pointer) => number;
  readonly errorText: (code: number) => string;
  readonly map: (engine: Pointer, address: bigint, size: bigint, permissions: number) => number;
  readonly mapHost: (engine: Pointer, address: bigint, size: bigint, permissions: number, host: Pointer) => number;
  readonly unmap: (engine: Pointer, address: bigint, size: bigint) => number;
  readonly protect: (engine: Pointer, address: bigint, size: bigint, permissions: number) => number;
  readonly start: (engine: Pointer, from: bigint, until: bigint, timeout: number, count: number) => number;
  readonly stop: (engine: Pointer) => number;
  readonly readRegister: (engine: Pointer, register: number, value: NodeJS.ArrayBufferView) => number;
  readonly writeRegister: (engine: Pointer, register: number, value: NodeJS.ArrayBufferView) => number;
  readonly readRegisters: (engine: Pointer, registers: Pointer, values: Pointer, count: number) => number;
  readonly writeRegisters: (engine: Pointer, registers: Pointer, values: Pointer, count: number) => number;
  readonly control: (engine: Pointer, what: number, ...typesAndValues: readonly ControlArgument[]) => number;
  readonly addHook: (
    engine: Pointer,
    hook: BigUint64Array,
    type: number,
    callback: Pointer,
    data: bigint,
    begin: bigint,
    end: bigint,
    ...typesAndValues: readonly ControlArgument[]
  ) => number;
  readonly removeHook: (engine: Pointer, hook: bigint) => number;
  readonly allocateContext: (engine: Pointer, context: BigUint64Array) => number;
  readonly saveContext: (engine: Pointer, context: Pointer) => number;
  readonly restoreContext: (engine: Pointer, context: Pointer) => number;
  readonly freeContext: (context: Pointer) => number;
}

/** A variable argument: koffi wants the type before the value. */
export type ControlArgument = "int" | "uint64" | number | bigint;

/** What Unicorn calls; each runs inside `start`. None may throw. */
export interface Callbacks {
  readonly code: (engine: Pointer, address: Integer, size: number) => void;
  readonly interrupt: (engine: Pointer, vector: number) => void;
  readonly instruction: (engine: Pointer) => void;
  readonly memory: (engine: Pointer, type: number, address: Integer, size: number, value: Integer) => boolean;
}

/** libunicorn, and the memory of this process. */
export interface Library {
  readonly unicorn: UnicornFunctions;
  /** Makes a JavaScript function callable from C, until it is unregistered. */
  readonly register: <Kind extends keyof Callbacks>(kind: Kind, callback: Callbacks[Kind]) => Pointer;
  readonly unregister: (callback: Pointer) => void;
  /** Where the bytes of a view are: it must have an ArrayBuffer of its own, and be kept. */
  readonly addressOf: (view: NodeJS.ArrayBufferView) => Pointer;
  /** Zero-filled memory of this process that costs nothing until touched. */
  readonly reserve: (size: bigint) => Pointer;
  readonly release: (address: Pointer, size: bigint) => void;
  /** The bytes at an address of this process, not a copy. */
  readonly view: (address: Pointer, size: number) => Uint8Array;
}

const debianPackage = "libunicorn2";
const soname = "libunicorn.so.2";

type Koffi = typeof koffiModule;

let loaded: Promise<Library> | undefined;

/** Loads koffi and libunicorn, once. Throws an EngineError that says which of them is missing. */
export function loadLibrary(): Promise<Library> {
  loaded ??= loadLibraryFrom(() => import("koffi"), soname);
  return loaded;
}

/** Loads koffi and a library of this name. */
export async function loadLibraryFrom(importKoffi: () => Promise<Koffi>, name: string): Promise<Library> {
  if (process.platform !== "linux") {
    throw new EngineError(`the engine "unicorn" runs on Linux only, and this is ${process.platform}`);
  }
  const koffi = await loadKoffi(importKoffi);
  const unicorn = bindUnicorn(openLibrary(koffi, name));
  const c = koffi.load(null);
  const mmap: (at: bigint, size: bigint, protection: number, flags: number, file: number, from: number) => Integer =
    c.func("mmap", "uint64", ["uint64", "size_t", "int", "int", "int", "int64"]);
  const munmap: (address: Pointer, size: bigint) => number = c.func("munmap", "int", ["uint64", "size_t"]);
  const prototypes = {
    code: koffi.pointer(koffi.proto("void", ["void *", "uint64", "uint32", "void *"])),
    interrupt: koffi.pointer(koffi.proto("void", ["void *", "uint32", "void *"])),
    instruction: koffi.pointer(koffi.proto("void", ["void *", "void *"])),
    memory: koffi.pointer(koffi.proto("bool", ["void *", "int", "uint64", "int", "int64", "void *"])),
  };
  return Object.freeze<Library>({
    unicorn,
    register: (kind, callback) => koffi.register(callback, prototypes[kind]),
    unregister: (callback) => {
      koffi.unregister(callback);
    },
    addressOf: (view) => koffi.address(view),
    reserve: (size) => {
      const readWrite = 3;
      const privateAnonymousUnreserved = 0x4022;
      const address = BigInt.asUintN(64, BigInt(mmap(0n, size, readWrite, privateAnonymousUnreserved, -1, 0)));
      if (address === 0xffffffffffffffffn) {
        throw new EngineError(`the system gives no ${String(size)} bytes of memory`);
      }
      return address;
    },
    release: (address, size) => {
      munmap(address, size);
    },
    view: (address, size) => new Uint8Array(koffi.view(address, size)),
  });
}

async function loadKoffi(importKoffi: () => Promise<Koffi>): Promise<Koffi> {
  try {
    return await importKoffi();
  } catch (error) {
    throw new EngineError(
      'the engine "unicorn" needs the npm package koffi, an optional dependency that is not installed ' +
        "or has no build for this platform: npm install koffi",
      { cause: error },
    );
  }
}

function openLibrary(koffi: Koffi, name: string): ReturnType<Koffi["load"]> {
  try {
    return koffi.load(name);
  } catch (error) {
    throw new EngineError(`the engine "unicorn" needs ${name}, which is not there: apt-get install ${debianPackage}`, {
      cause: error,
    });
  }
}

function bindUnicorn(library: ReturnType<Koffi["load"]>): UnicornFunctions {
  return Object.freeze<UnicornFunctions>({
    open: library.func("uc_open", "int", ["int", "int", "void *"]),
    close: library.func("uc_close", "int", ["void *"]),
    errorText: library.func("uc_strerror", "str", ["int"]),
    map: library.func("uc_mem_map", "int", ["void *", "uint64", "size_t", "uint32"]),
    mapHost: library.func("uc_mem_map_ptr", "int", ["void *", "uint64", "size_t", "uint32", "void *"]),
    unmap: library.func("uc_mem_unmap", "int", ["void *", "uint64", "size_t"]),
    protect: library.func("uc_mem_protect", "int", ["void *", "uint64", "size_t", "uint32"]),
    start: library.func("uc_emu_start", "int", ["void *", "uint64", "uint64", "uint64", "size_t"]),
    stop: library.func("uc_emu_stop", "int", ["void *"]),
    readRegister: library.func("uc_reg_read", "int", ["void *", "int", "void *"]),
    writeRegister: library.func("uc_reg_write", "int", ["void *", "int", "void *"]),
    readRegisters: library.func("uc_reg_read_batch", "int", ["void *", "void *", "void *", "int"]),
    writeRegisters: library.func("uc_reg_write_batch", "int", ["void *", "void *", "void *", "int"]),
    control: library.func("uc_ctl", "int", ["void *", "uint32", "..."]),
    addHook: library.func("uc_hook_add", "int", [
      ...["void *", "void *", "int", "void *", "void *", "uint64", "uint64"],
      "...",
    ]),
    removeHook: library.func("uc_hook_del", "int", ["void *", "size_t"]),
    allocateContext: library.func("uc_context_alloc", "int", ["void *", "void *"]),
    saveContext: library.func("uc_context_save", "int", ["void *", "void *"]),
    restoreContext: library.func("uc_context_restore", "int", ["void *", "void *"]),
    freeContext: library.func("uc_context_free", "int", ["void *"]),
  });
}
