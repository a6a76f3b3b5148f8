import type { CpuState } from "../../verify/engine/engine.js";
import { registerNumber } from "../../verify/engine/engine.js";

/** Bytes of struct sigcontext (OpenBSD sys/arch/amd64/include/signal.h). */
export const contextBytes = 224;

/** The words of struct sigcontext that are general registers, in order. */
const firstRegisters = [
  "DI",
  "SI",
  "DX",
  "CX",
  "R8",
  "R9",
  "R10",
  "R11",
  "R12",
  "R13",
  "R14",
  "R15",
  "BP",
  "BX",
  "AX",
] as const;

/** Where the rest is. */
const offset = Object.freeze({
  gs: 0x78,
  fs: 0x80,
  es: 0x88,
  ds: 0x90,
  trapNumber: 0x98,
  error: 0xa0,
  rip: 0xa8,
  cs: 0xb0,
  flags: 0xb8,
  rsp: 0xc0,
  ss: 0xc8,
  floatingPoint: 0xd0,
  onStack: 0xd8,
  mask: 0xdc,
});

/** Selectors of a program in 64-bit mode (OpenBSD sys/arch/amd64/include/segments.h: GUCODE_SEL, GUDATA_SEL). */
export const selector = Object.freeze({ code: 0x2b, data: 0x23 });

/** What a program runs with: bit 1, which is always one, and interrupts on. */
const alwaysSet = 0x202n;

/** What a sigcontext tells. */
export interface SignalContext {
  readonly state: CpuState;
  readonly trap: { readonly number: number; readonly error: number };
  /** The address of the FXSAVE image; 0: the FPU had not been used. */
  readonly floatingPoint: bigint;
  readonly onStack: boolean;
  readonly mask: number;
}

/** The bytes of a sigcontext. */
export function encodeContext({ state, trap, floatingPoint, onStack, mask }: SignalContext): Uint8Array {
  const bytes = new Uint8Array(contextBytes);
  const view = new DataView(bytes.buffer);
  const word = (at: number, value: bigint): void => {
    view.setBigUint64(at, value, true);
  };
  firstRegisters.forEach((name, index) => {
    word(8 * index, state.registers[registerNumber[name]] ?? 0n);
  });
  for (const at of [offset.gs, offset.fs, offset.es, offset.ds, offset.ss]) {
    word(at, BigInt(selector.data));
  }
  word(offset.trapNumber, BigInt(trap.number));
  word(offset.error, BigInt(trap.error));
  word(offset.rip, state.rip);
  word(offset.cs, BigInt(selector.code));
  word(offset.flags, state.flags | alwaysSet);
  word(offset.rsp, state.registers[registerNumber.SP] ?? 0n);
  word(offset.floatingPoint, floatingPoint);
  view.setInt32(offset.onStack, onStack ? 1 : 0, true);
  view.setUint32(offset.mask, mask >>> 0, true);
  return bytes;
}

/** What a program gives back to sigreturn(2). */
export interface ReturnedContext {
  readonly registers: BigUint64Array;
  readonly rip: bigint;
  readonly flags: bigint;
  /** The selectors of code and stack. */
  readonly cs: bigint;
  readonly ss: bigint;
  readonly floatingPoint: bigint;
  readonly onStack: boolean;
  readonly mask: number;
}

/** Reads the bytes of a sigcontext. */
export function decodeContext(bytes: Uint8Array): ReturnedContext {
  const view = new DataView(bytes.buffer, bytes.byteOffset, contextBytes);
  const registers = new BigUint64Array(16);
  firstRegisters.forEach((name, index) => {
    registers[registerNumber[name]] = view.getBigUint64(8 * index, true);
  });
  registers[registerNumber.SP] = view.getBigUint64(offset.rsp, true);
  return {
    registers,
    rip: view.getBigUint64(offset.rip, true),
    flags: view.getBigUint64(offset.flags, true),
    cs: view.getBigUint64(offset.cs, true),
    ss: view.getBigUint64(offset.ss, true),
    floatingPoint: view.getBigUint64(offset.floatingPoint, true),
    onStack: (view.getInt32(offset.onStack, true) & 1) !== 0,
    mask: view.getUint32(offset.mask, true),
  };
}

/**
 * RFLAGS that a program may not change: reserved bits, IF, IOPL, NT, VM, VIF, VIP (OpenBSD
 * sys/arch/amd64/include/psl.h, PSL_USERSTATIC).
 */
const staticFlags = 0xffda_f22an;

/** May a program that runs with `flags` come back with those of a context? */
export function flagsAllowed(returned: bigint, flags: bigint): boolean {
  return ((returned ^ (flags | alwaysSet)) & staticFlags) === 0n;
}
