import type { Permissions } from "../engine.js";

/** Numbers of the interface of libunicorn 2.0, from its headers. Unicorn names them UC_… */

/** Architecture and mode: a 64-bit x86. */
export const architecture = Object.freeze({ x86: 4, bits64: 8 });

/** What `uc_emu_start` and others answer, as far as it is treated differently. */
export const errorCode = Object.freeze({ none: 0, invalidInstruction: 10 });

/** Kinds of hooks, a bit each. */
export const hookType = Object.freeze({
  interrupt: 1,
  instruction: 2,
  code: 4,
  /** Reads, writes and fetches of what is not mapped or not allowed. */
  invalidMemory: 0x3f0,
  read: 0x400,
  write: 0x800,
});

/** The instructions that a hook of type `instruction` can be for. */
export const hookedInstruction = Object.freeze({ cpuid: 113, syscall: 699 });

/** Kinds of memory accesses, as hooks are told them. */
export const memoryAccess = Object.freeze({
  read: 16,
  write: 17,
  readUnmapped: 19,
  writeUnmapped: 20,
  fetchUnmapped: 21,
  writeProtected: 22,
  readProtected: 23,
  fetchProtected: 24,
});

/** Bits of memory permissions. */
export const permissionBit = Object.freeze({ read: 1, write: 2, execute: 4 });

/**
 * Permissions in Unicorn's bits. Everything may be executed: Unicorn would look at that while it translates, before it
 * is known whether the code is ever reached. Hooks do it instead (watches.ts).
 */
export function permissionBits({ read, write }: Permissions): number {
  return (read ? permissionBit.read : 0) | (write ? permissionBit.write : 0) | permissionBit.execute;
}

/** `uc_ctl`: remove what is translated of the code between two addresses. A write (bit 30) with two arguments (bit 27). */
export const removeTranslations = (9 | (2 << 26) | (1 << 30)) >>> 0;

/** `uc_ctl`: end only at the addresses of a list (which is empty), so that no address is special. One argument. */
export const useExitList = (4 | (1 << 26) | (1 << 30)) >>> 0;

/** Numbers of registers. */
export const register = Object.freeze({
  cs: 11,
  flags: 25,
  ax: 35,
  bp: 36,
  bx: 37,
  cx: 38,
  di: 39,
  dx: 40,
  rip: 41,
  si: 43,
  sp: 44,
  fpsw: 31,
  cr0: 50,
  cr4: 54,
  fp0: 82,
  r8: 106,
  st0: 114,
  xmm0: 122,
  gdtr: 243,
  fpcw: 246,
  fptag: 247,
  mxcsr: 249,
  fsBase: 250,
  gsBase: 251,
  fip: 254,
  fdp: 256,
  fop: 258,
});
