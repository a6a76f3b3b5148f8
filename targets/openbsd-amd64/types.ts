import {
  definitions,
  int32,
  int64,
  opaque,
  pointer,
  struct,
  typedef,
  uint32,
  uint64,
  union,
  voidType,
} from "portwright/dsl";
import { kernel } from "./constants.js";

/** What sigaltstack(2) takes: the stack that signal handlers run on. */
export const Sigaltstack = struct("Sigaltstack", {
  ss_sp: pointer(voidType),
  ss_size: uint64,
  ss_flags: int32,
});

/** A set of signals, one bit each. */
export const Sigset = typedef("Sigset", uint32);

/** What the kernel says about a signal. The first 8 bytes of `_data` are the fault address where there is one. */
export const Siginfo = struct("Siginfo", {
  si_signo: int32,
  si_code: int32,
  si_errno: int32,
  // A union of pointers and numbers on the system itself, hence its alignment.
  _data: opaque(120, 8),
});

/** The value that goes along with a queued signal. */
export const Sigval = union("Sigval", {
  sival_int: int32,
  sival_ptr: pointer(voidType),
});

/** The same as Sigaltstack, by the name that ucontext-like interfaces use. */
export const StackT = struct("StackT", {
  ss_sp: pointer(voidType),
  ss_size: uint64,
  ss_flags: int32,
});

/** Seconds and microseconds. */
export const Timeval = struct("Timeval", {
  tv_sec: int64,
  tv_usec: int64,
});

/** Seconds and nanoseconds, as the kernel's own calls take a time; the headers do without it. */
export const Timespec = struct("Timespec", {
  tv_sec: int32,
  tv_nsec: int64,
});

/** A timer of setitimer(2): its period, and the time until it goes off next. */
export const Itimerval = struct("Itimerval", {
  it_interval: Timeval,
  it_value: Timeval,
});

/** The FPU's saved state, which the runtime only passes on. */
export const sfxsave64 = typedef("sfxsave64", voidType);

/** The interrupted program's registers, as the kernel leaves them for a signal handler and takes them back. */
export const Sigcontext = struct("Sigcontext", {
  sc_rdi: int64,
  sc_rsi: int64,
  sc_rdx: int64,
  sc_rcx: int64,
  sc_r8: int64,
  sc_r9: int64,
  sc_r10: int64,
  sc_r11: int64,
  sc_r12: int64,
  sc_r13: int64,
  sc_r14: int64,
  sc_r15: int64,
  sc_rbp: int64,
  sc_rbx: int64,
  sc_rax: int64,
  sc_gs: int64,
  sc_fs: int64,
  sc_es: int64,
  sc_ds: int64,
  sc_trapno: int64,
  sc_err: int64,
  sc_rip: int64,
  sc_cs: int64,
  sc_rflags: int64,
  sc_rsp: int64,
  sc_ss: int64,
  sc_fpstate: pointer(sfxsave64),
  sc_onstack: int32,
  sc_mask: int32,
});

/** Everything that the kernel and the runtime agree on. */
export const kernelDefinitions = definitions({
  constants: kernel,
  types: [Sigaltstack, Sigset, Siginfo, Sigval, StackT, Timeval, Itimerval, sfxsave64, Sigcontext],
});
