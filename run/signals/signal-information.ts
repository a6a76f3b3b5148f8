import type { SignalInfo } from "./pending-signals.js";
import { signalNumber } from "./signal-table.js";

/** Bytes of siginfo_t (OpenBSD sys/sys/siginfo.h). */
export const informationBytes = 136;

/** si_code of a signal by kill(2), and of any other that no fault has made. */
export const sentByProgram = 0;

/** si_code by signal (OpenBSD sys/sys/siginfo.h). */
export const faultCode = Object.freeze({
  ILL_PRVOPC: 5,
  ILL_COPROC: 7,
  FPE_INTDIV: 1,
  FPE_INTOVF: 2,
  FPE_FLTDIV: 3,
  FPE_FLTOVF: 4,
  FPE_FLTUND: 5,
  FPE_FLTRES: 6,
  FPE_FLTINV: 7,
  FPE_FLTSUB: 8,
  SEGV_MAPERR: 1,
  SEGV_ACCERR: 2,
  BUS_ADRALN: 1,
  BUS_ADRERR: 2,
  BUS_OBJERR: 3,
  TRAP_BRKPT: 1,
});

const offset = Object.freeze({ signal: 0, code: 4, address: 16, trapNumber: 24 });

const withAddress: ReadonlySet<number> = new Set([
  signalNumber.SIGSEGV,
  signalNumber.SIGILL,
  signalNumber.SIGBUS,
  signalNumber.SIGFPE,
]);

/**
 * The bytes of a siginfo_t. The kernel of 2011 tells an address and a trap number, of these four signals; it tells no
 * sender (OpenBSD sys/kern/kern_sig.c, initsiginfo).
 */
export function encodeInformation({ signal, code, address, trap }: SignalInfo): Uint8Array {
  const bytes = new Uint8Array(informationBytes);
  const view = new DataView(bytes.buffer);
  view.setInt32(offset.signal, signal, true);
  view.setInt32(offset.code, code, true);
  if (code !== sentByProgram && withAddress.has(signal)) {
    view.setBigUint64(offset.address, address ?? 0n, true);
    view.setInt32(offset.trapNumber, trap?.number ?? 0, true);
  }
  return bytes;
}

const codeNames: ReadonlyMap<number, readonly string[]> = new Map([
  [signalNumber.SIGILL, ["", "", "", "", "", "ILL_PRVOPC", "", "ILL_COPROC"]],
  [
    signalNumber.SIGFPE,
    [
      "",
      "FPE_INTDIV",
      "FPE_INTOVF",
      "FPE_FLTDIV",
      "FPE_FLTOVF",
      "FPE_FLTUND",
      "FPE_FLTRES",
      "FPE_FLTINV",
      "FPE_FLTSUB",
    ],
  ],
  [signalNumber.SIGBUS, ["", "BUS_ADRALN", "BUS_ADRERR", "BUS_OBJERR"]],
  [signalNumber.SIGSEGV, ["", "SEGV_MAPERR", "SEGV_ACCERR"]],
  [signalNumber.SIGTRAP, ["", "TRAP_BRKPT"]],
]);

/** The name of a fault's si_code; empty for a signal that no fault has made. */
export function codeName({ signal, code }: SignalInfo): string {
  return codeNames.get(signal)?.[code] ?? "";
}
