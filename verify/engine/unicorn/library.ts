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
  /** In place of an instruction; answers 1 where it is done. */
  readonly replaced: (engine: Pointer) => number;
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
  /** Makes reserved memory zero again, and gives back what it took. */
  readonly discard: (address: Pointer, size: bigint) => void;
  /** Gives what the heap of the C library keeps for later back to the system. */
  readonly trimHeap: () => void;
  /** Sets bit 0 of a byte for each page that this process has memory for. */
  readonly residentPages: (address: Pointer, size: bigint, flags: Uint8Array) => void;
  /** A page of this process with code that the host's processor may execute; `release` gives it back. */
  readonly executable: (code: Uint8Array) => Pointer;
  /** Makes memory of this process writable and not executable. */
  readonly makeWritable: (address: Pointer, size: bigint) => boolean;
  /** Where a function of libunicorn is; `undefined` where it exports none so called. */
  readonly functionAddress: (name: string) => Pointer | undefined;
  /** Where libunicorn is loaded: what is added to its addresses, and its dynamic section. */
  readonly loaded: { readonly bias: Pointer; readonly dynamic: Pointer } | undefined;
  /** The bytes at an address of this process, not a copy. */
  readonly view: (address: Pointer, size: number) => Uint8Array;
}

/** Flags of mmap, and advice for madvise, of Linux. */
const privateAnonymousUnreserved = 0x4022;
const notNeeded = 4;
const noHugePages = 15;

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
  const library = openLibrary(koffi, name);
  const unicorn = bindUnicorn(library);
  const c = koffi.load(null);
  const mmap: (at: bigint, size: bigint, protection: number, flags: number, file: number, from: number) => Integer =
    c.func("mmap", "uint64", ["uint64", "size_t", "int", "int", "int", "int64"]);
  const protect: (address: Pointer, size: bigint, protection: number) => number = c.func("mprotect", "int", [
    ...["uint64", "size_t", "int"],
  ]);
  const advise: (address: Pointer, size: bigint, advice: number) => number = c.func("madvise", "int", [
    ...["uint64", "size_t", "int"],
  ]);
  const mincore: (address: Pointer, size: bigint, flags: Uint8Array) => number = c.func("mincore", "int", [
    ...["uint64", "size_t", "void *"],
  ]);
  const trim = optionalTrim(koffi);
  const munmap: (address: Pointer, size: bigint) => number = c.func("munmap", "int", ["uint64", "size_t"]);
  const prototypes = {
    code: koffi.pointer(koffi.proto("void", ["void *", "uint64", "uint32", "void *"])),
    interrupt: koffi.pointer(koffi.proto("void", ["void *", "uint32", "void *"])),
    instruction: koffi.pointer(koffi.proto("void", ["void *", "void *"])),
    replaced: koffi.pointer(koffi.proto("int", ["void *", "void *"])),
    memory: koffi.pointer(koffi.proto("bool", ["void *", "int", "uint64", "int", "int64", "void *"])),
  };
  const map = (size: bigint, flags: number): Pointer => {
    const readWrite = 3;
    const address = BigInt.asUintN(64, BigInt(mmap(0n, size, readWrite, flags, -1, 0)));
    if (address === 0xffffffffffffffffn) throw new EngineError(`the system gives no ${String(size)} bytes of memory`);
    return address;
  };
  return Object.freeze<Library>({
    unicorn,
    register: (kind, callback) => koffi.register(callback, prototypes[kind]),
    unregister: (callback) => {
      koffi.unregister(callback);
    },
    addressOf: (view) => koffi.address(view),
    reserve: (size) => {
      const address = map(size, privateAnonymousUnreserved);
      // One touched byte is one page: what a program takes up is to be known.
      advise(address, size, noHugePages);
      return address;
    },
    release: (address, size) => {
      munmap(address, size);
    },
    discard: (address, size) => {
      advise(address, size, notNeeded);
    },
    trimHeap: () => {
      trim?.(0n);
    },
    residentPages: (address, size, flags) => {
      if (mincore(address, size, flags) !== 0)
        throw new EngineError("the system does not tell which pages are resident");
    },
    executable: (code) => {
      const size = 4096n;
      const address = map(size, privateAnonymousUnreserved);
      new Uint8Array(koffi.view(address, code.length)).set(code);
      const readExecute = 5;
      if (protect(address, size, readExecute) !== 0) throw new EngineError("the system lets no memory be executed");
      return address;
    },
    makeWritable: (address, size) => protect(address, size, 3) === 0,
    functionAddress: (function_) => {
      try {
        return koffi.address(library.symbol(function_));
      } catch {
        return undefined;
      }
    },
    loaded: loadedAt(koffi, name),
    view: (address, size) => new Uint8Array(koffi.view(address, size)),
  });
}

/** A function of glibc that other C libraries have not. */
function optionalTrim(koffi: Koffi): ((keep: bigint) => number) | undefined {
  try {
    return koffi.load(null).func("malloc_trim", "int", ["size_t"]);
  } catch {
    return undefined;
  }
}

/** The beginning of what dlopen answers: the system's record of the library (`struct link_map`). */
function loadedAt(koffi: Koffi, name: string): Library["loaded"] {
  const dlopen: (name: string, flags: number) => Integer = koffi.load(null).func("dlopen", "uint64", ["str", "int"]);
  const lazyIfLoaded = 5;
  const handle = BigInt.asUintN(64, BigInt(dlopen(name, lazyIfLoaded)));
  if (handle === 0n) return undefined;
  const record = new DataView(koffi.view(handle, 24));
  return { bias: record.getBigUint64(0, true), dynamic: record.getBigUint64(16, true) };
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
