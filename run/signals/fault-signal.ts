import { floatingPointOffset } from "../../verify/engine/floating-point.js";
import type { Stop } from "../../verify/engine/engine.js";
import type { Thread } from "../threads/thread.js";
import type { SignalInfo } from "./pending-signals.js";
import { faultCode } from "./signal-information.js";
import { signalNumber } from "./signal-table.js";

/** Numbers of traps, as sc_trapno has them (OpenBSD sys/arch/amd64/include/trap.h). */
const trap = Object.freeze({
  T_PRIVINFLT: 0,
  T_BPTFLT: 1,
  T_ARITHTRAP: 2,
  T_PROTFLT: 4,
  T_TRCTRAP: 5,
  T_PAGEFLT: 6,
  T_ALIGNFLT: 7,
  T_DIVIDE: 8,
  T_OFLOW: 10,
  T_BOUND: 11,
  T_FPOPFLT: 14,
  T_TSSFLT: 15,
  T_SEGNPFLT: 16,
  T_STKFLT: 17,
  T_XMM: 19,
});

/** Bits of a page fault's error code (Intel SDM vol. 3, 4.7). */
const pageError = Object.freeze({ present: 1, write: 2, user: 4, fetch: 0x10 });

/** A signal that the program itself has caused, by an instruction. */
export interface FaultSignal {
  readonly info: SignalInfo;
  /** The instruction that sc_rip tells: it may be another than where the engine stands. */
  readonly rip: bigint;
}

/** The faults among the ways in which an engine stops. */
export type FaultStop = Extract<Stop, { readonly kind: "fault" | "exception" | "interrupt" }>;

/** Bytes of INT n. */
const interruptLength = 2n;

/** Which signal the kernel makes of a fault (OpenBSD sys/arch/amd64/amd64/trap.c). */
export function faultSignal(stop: FaultStop, thread: Thread): FaultSignal {
  const { rip } = thread.state;
  switch (stop.kind) {
    case "fault":
      return { info: memoryFault(stop, thread), rip };
    case "exception":
      return { info: exception(stop.vector, thread), rip };
    case "interrupt":
      return interrupt(stop.vector, thread);
  }
}

/**
 * A page fault, and SIGSEGV: nothing is mapped there, or it may not be used so. Addresses that are not canonical are no
 * page fault but a protection exception, which tells the instruction's address in place of its own, and SIGBUS.
 */
function memoryFault({ access, address }: Extract<Stop, { readonly kind: "fault" }>, thread: Thread): SignalInfo {
  if (!isCanonical(address)) {
    return protectionFault(thread.state.rip, 0);
  }
  const permissions = thread.process.memory.permissionsAt(address);
  const present = permissions !== undefined && (permissions.read || permissions.write || permissions.execute);
  const error =
    pageError.user |
    (present ? pageError.present : 0) |
    (access === "write" ? pageError.write : 0) |
    (access === "fetch" && present ? pageError.fetch : 0);
  return {
    signal: signalNumber.SIGSEGV,
    code: permissions === undefined ? faultCode.SEGV_MAPERR : faultCode.SEGV_ACCERR,
    address,
    trap: { number: trap.T_PAGEFLT, error },
  };
}

/** Bits 63 to 47 of an address are all alike. */
function isCanonical(address: bigint): boolean {
  return BigInt.asUintN(64, BigInt.asIntN(48, address)) === address;
}

/** The signal of a protection exception at an instruction. */
export function protectionFault(rip: bigint, error: number): SignalInfo {
  return {
    signal: signalNumber.SIGBUS,
    code: faultCode.BUS_OBJERR,
    address: rip,
    trap: { number: trap.T_PROTFLT, error },
  };
}

type Row = readonly [signal: number, code: number, trap: number];

const { SIGBUS, SIGFPE, SIGILL, SIGTRAP } = signalNumber;

/** What becomes of the processor's exceptions, by vector; those that tell more are seen to by themselves. */
const exceptions: ReadonlyMap<number, Row> = new Map<number, Row>([
  [0, [SIGFPE, faultCode.FPE_INTDIV, trap.T_DIVIDE]],
  [1, [SIGTRAP, faultCode.TRAP_BRKPT, trap.T_TRCTRAP]],
  [3, [SIGTRAP, faultCode.TRAP_BRKPT, trap.T_BPTFLT]],
  [4, [SIGFPE, faultCode.FPE_INTOVF, trap.T_OFLOW]],
  [5, [SIGFPE, faultCode.FPE_FLTSUB, trap.T_BOUND]],
  [6, [SIGILL, faultCode.ILL_PRVOPC, trap.T_PRIVINFLT]],
  [9, [SIGILL, faultCode.ILL_COPROC, trap.T_FPOPFLT]],
  [10, [SIGBUS, faultCode.BUS_OBJERR, trap.T_TSSFLT]],
  [11, [SIGBUS, faultCode.BUS_OBJERR, trap.T_SEGNPFLT]],
  [12, [SIGBUS, faultCode.BUS_OBJERR, trap.T_STKFLT]],
  [17, [SIGBUS, faultCode.BUS_ADRALN, trap.T_ALIGNFLT]],
]);

const vector = Object.freeze({ breakpoint: 3, overflow: 4, floatingPoint: 16, vectorFloatingPoint: 19 });

function exception(number: number, thread: Thread): SignalInfo {
  const { rip } = thread.state;
  if (number === vector.floatingPoint || number === vector.vectorFloatingPoint) {
    return floatingPointFault(number, thread);
  }
  const row = exceptions.get(number);
  if (row === undefined) {
    return protectionFault(rip, 0);
  }
  const [signal, code, trapNumber] = row;
  return { signal, code, address: rip, trap: { number: trapNumber, error: 0 } };
}

/**
 * INT n. Only the gates of the breakpoint and of the overflow trap are open to programs; any other raises a protection
 * exception at the instruction itself, with the gate's selector as the error.
 */
function interrupt(number: number, thread: Thread): FaultSignal {
  const { rip } = thread.state;
  if (number === vector.breakpoint || number === vector.overflow) {
    return { info: exception(number, thread), rip };
  }
  const instruction = BigInt.asUintN(64, rip - interruptLength);
  return { info: protectionFault(instruction, number * 8 + 2), rip: instruction };
}

/** si_code by the exception's bit in FSW and MXCSR, of which the lowest counts (OpenBSD sys/arch/amd64/amd64/fpu.c). */
const floatingPointCodes: readonly number[] = [
  faultCode.FPE_FLTINV,
  faultCode.FPE_FLTRES,
  faultCode.FPE_FLTDIV,
  faultCode.FPE_FLTOVF,
  faultCode.FPE_FLTUND,
  faultCode.FPE_FLTRES,
];

function floatingPointFault(number: number, thread: Thread): SignalInfo {
  const image = thread.floatingPoint;
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const mxcsr = view.getUint32(floatingPointOffset.mxcsr, true);
  const unmasked =
    number === vector.floatingPoint
      ? view.getUint16(floatingPointOffset.statusWord, true) & ~view.getUint16(floatingPointOffset.controlWord, true)
      : mxcsr & ~(mxcsr >> 7);
  const code = floatingPointCodes.find((_, bit) => (unmasked & (1 << bit)) !== 0) ?? faultCode.FPE_FLTINV;
  return {
    signal: SIGFPE,
    code,
    address: thread.state.rip,
    trap: { number: number === vector.floatingPoint ? trap.T_ARITHTRAP : trap.T_XMM, error: 0 },
  };
}
