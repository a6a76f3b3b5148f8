/**
 * What a processor emulator must be able to do for portwright. Two stand behind this interface: `builtin`, which needs
 * nothing but Node, and `unicorn`, which needs Debian's libunicorn2. Where both are there they must agree.
 *
 * The processor runs a program in user mode (64 bits, privilege level 3): what only a kernel may do is a protection
 * exception. Addresses that are not canonical are memory that is not there: using one is a `fault` that tells the
 * address, where the silicon would raise #GP or #SS, by the vendor at one instruction or the next, and tell none.
 *
 * From inside a handler of `run`, memory may be read, written, mapped, unmapped and protected, and `state()` asked
 * for. `setState`, `run` and `dispose` are refused there.
 */
export interface Engine {
  readonly name: EngineName;

  /**
   * Makes `size` bytes from `address` on accessible, zero-filled; both multiples of 4096. Costs nothing until touched.
   * Throws EngineError where something is mapped already, and for addresses that are not canonical.
   */
  map(address: bigint, size: bigint, permissions: Permissions): void;
  /** Makes them inaccessible again and forgets what they held. Throws EngineError unless all of it is mapped. */
  unmap(address: bigint, size: bigint): void;
  /** Changes what may be done with mapped memory. Throws EngineError unless all of it is mapped. */
  protect(address: bigint, size: bigint, permissions: Permissions): void;

  /** Bytes of mapped memory, whatever its permissions. Throws EngineError where nothing is mapped. */
  read(address: bigint, size: number): Uint8Array;
  /** Sets bytes of mapped memory, whatever its permissions; code written over is decoded anew. */
  write(address: bigint, bytes: Uint8Array): void;

  /** The registers, as a copy. Asked for inside `instruction`, those before the instruction. */
  state(): CpuState;
  /** Sets all registers. Throws EngineError for a state with the trap flag: nobody models single-stepping. */
  setState(state: CpuState): void;

  /**
   * The registers of x87, MMX and SSE, as a copy: 512 bytes, as FXSAVE64 stores them (`floating-point.ts` tells where
   * what is). At first they are as OpenBSD starts a process. `builtin` models those of SSE; of x87 and MMX it has no
   * instructions, and what was set last stays.
   */
  floatingPoint(): Uint8Array;
  /**
   * Sets them. Throws EngineError for an image that FXRSTOR64 would refuse. Not for handlers. The upper halves of YMM
   * registers, which only `builtin` has, become zero.
   */
  setFloatingPoint(image: Uint8Array): void;

  /**
   * Instructions that the engine has begun since it was made, those that fault included, but not what cannot be fetched:
   * a clock, the same whenever the same is run. It may be asked in a handler, too. See `limit` for repeated ones.
   */
  readonly executed: number;

  /** Bytes of this process that mapped memory takes up: what was touched of it, in whole pages. */
  residentBytes(): number;
  /**
   * The parts of some addresses that take up memory: whole pages that were touched, by address. What lies between them
   * is zeros. To ask costs little, where reading what nobody has touched would take up memory for it.
   */
  residentParts(address: bigint, size: bigint): readonly MemoryPart[];

  /**
   * Runs from the state's `rip` until something stops it. The state is then that of the instruction boundary at which
   * it stopped: a faulting instruction has changed nothing, neither registers nor memory, and `rip` is its address. (With
   * `unicorn` the lower half of a vector that faults in its second page may be loaded, or stored, by then.)
   * After a jump to where nothing can be fetched `rip` is the target; after INT3 and INT n, the next instruction.
   *
   * An exception that a handler throws ends the run and comes out of it; the engine can be used on.
   */
  run(options: RunOptions): Stop;

  /** Gives everything back. The engine is of no use afterwards. */
  dispose(): void;
}

export type EngineName = "builtin" | "unicorn";

export interface Permissions {
  readonly read: boolean;
  readonly write: boolean;
  readonly execute: boolean;
}

/** Index of a general register in `CpuState.registers`: its hardware number. */
export const registerNumber = Object.freeze({
  AX: 0,
  CX: 1,
  DX: 2,
  BX: 3,
  SP: 4,
  BP: 5,
  SI: 6,
  DI: 7,
  R8: 8,
  R9: 9,
  R10: 10,
  R11: 11,
  R12: 12,
  R13: 13,
  R14: 14,
  R15: 15,
});

/** Addresses from `start` up to, and not including, `end`. */
export interface MemoryPart {
  readonly start: bigint;
  readonly end: bigint;
}

/** The registers of the processor that a program can see. */
export interface CpuState {
  /** Sixteen general registers by hardware number. */
  readonly registers: BigUint64Array;
  rip: bigint;
  /** RFLAGS; bit 1 is always set. Bits that a program can neither set nor see set (IOPL, RF, VM, reserved) are dropped. */
  flags: bigint;
  fsBase: bigint;
  gsBase: bigint;
}

/** How many states share the memory of their registers: memory of their own is what costs most of a state. */
const statesTogether = 256;
let shared = new ArrayBuffer(0);
let used = 0;

/** Room for the sixteen registers of a state, all zero. */
export function newRegisters(): BigUint64Array<ArrayBuffer> {
  if (used === shared.byteLength) {
    shared = new ArrayBuffer(statesTogether * 128);
    used = 0;
  }
  const registers = new BigUint64Array(shared, used, 16);
  used += 128;
  return registers;
}

/** Bits of RFLAGS. */
export const flagBit = Object.freeze({
  CF: 1n << 0n,
  PF: 1n << 2n,
  AF: 1n << 4n,
  ZF: 1n << 6n,
  SF: 1n << 7n,
  DF: 1n << 10n,
  OF: 1n << 11n,
});

export interface RunOptions {
  /** How exactly `limit` is kept, and what that costs: see `Pace`. `exact` if not said. */
  readonly pace?: Pace;
  /**
   * Stop before the instruction that would be one too many, even where it could not be fetched. Every repetition of a
   * string instruction counts as one, as a debugger steps them, and so does the step that finds CX used up: REP STOSB
   * with CX = 3 counts 4, with CX = 0 it counts 1; a REPE or REPN that ends by its condition is not looked at again.
   */
  readonly limit: number;
  /**
   * Called for SYSCALL, with the state behind the instruction (`rip` is the next one's address). What it changes in
   * the state is taken over, `rip` too; RCX, R11 and the carry flag are the kernel model's to set. Answering `stop`
   * ends the run, with the state as it was left. Without a handler SYSCALL is an invalid opcode.
   */
  readonly systemCall?: (state: CpuState) => "go-on" | "stop";
  /** Called before every instruction (and every repetition, see `limit`) with its address, if it can be fetched. */
  readonly instruction?: (address: bigint) => void;
  /**
   * Called for every access to data before it is made; `value` is what is written, and 0 for a read. Fetches of code
   * are none, nor is an access that faults. Where one instruction makes several, their order is that of the engine.
   * A vector of 16 bytes is two of 8, the lower first.
   */
  readonly access?: (kind: "read" | "write", address: bigint, size: number, value: bigint) => void;
  /**
   * `instruction` and `access` may be called later, in the same order: before `systemCall` is, and before the run ends.
   * They cannot ask the engine how things stand, then; `unicorn` calls into JavaScript once for hundreds of them.
   */
  readonly late?: boolean;
}

/**
 * How a run goes.
 *
 * - `exact`, for the verifier: the limit is kept to the instruction, and handlers see every instruction and access. Where
 *   code is writable every instruction costs a call into JavaScript.
 * - `approximate`, for programs: the limit is a quantum. The run stops at it or an instruction or two before, always at
 *   the same place for the same memory and registers: `unicorn` counts an instruction twice that writes over the block
 *   it is in. `instruction` and `access` are refused. Faults, exceptions and system calls come with the state of their
 *   instruction as ever, and code that is written over is run as it is then. What may be executed may also be
 *   read, as page tables have it. A store of more than 8 bytes that faults in its second page may leave its first
 *   8 bytes written. CPUID and RDTSC are the same at both engines, and in every run.
 *
 * One engine can do runs of both kinds, but a change from one to the other takes `unicorn` milliseconds.
 */
export type Pace = "exact" | "approximate";

/** Why a run ended. */
export type Stop =
  /** The limit of instructions is used up. */
  | { readonly kind: "limit" }
  /** A handler asked for it. */
  | { readonly kind: "asked" }
  /**
   * Memory that is not there, or may not be used so; `address` is the first byte that could not be accessed, in the
   * second page if an access reaches into it. A jump out of the code ends with `fetch`.
   */
  | { readonly kind: "fault"; readonly access: "read" | "write" | "fetch"; readonly address: bigint }
  /**
   * An exception of the processor by its vector: 0 divide error, 3 breakpoint (the one-byte INT3), 6 invalid opcode,
   * 13 protection (HLT and what else only a kernel may do), 16 an x87 error. SSE errors only set their flags in MXCSR,
   * unmasked or not: `unicorn` does not raise number 19.
   */
  | { readonly kind: "exception"; readonly vector: number }
  /** INT n, the two-byte one, whatever its number. */
  | { readonly kind: "interrupt"; readonly vector: number }
  /** `builtin` does not know this instruction; it says so instead of guessing. */
  | { readonly kind: "not-modelled"; readonly instruction: string };

/** An engine that cannot do what is asked of it: no such memory, no such library. */
export class EngineError extends Error {
  override readonly name = "EngineError";
}
