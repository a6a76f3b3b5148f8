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
export const Sigaltstack = struct(
  "Sigaltstack",
  {
    ss_sp: pointer(voidType),
    ss_size: uint64,
    ss_flags: int32,
  },
  { size: 24, align: 8, offsets: { ss_sp: 0, ss_size: 8, ss_flags: 16 } },
);

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
export const Timeval = struct(
  "Timeval",
  { tv_sec: int64, tv_usec: int64 },
  { size: 16, align: 8, offsets: { tv_sec: 0, tv_usec: 8 } },
);

/** Seconds and nanoseconds, as the kernel's own calls take a time; the headers do without it. */
export const Timespec = struct("Timespec", {
  tv_sec: int32,
  tv_nsec: int64,
});

/** A timer of setitimer(2): its period, and the time until it goes off next. */
export const Itimerval = struct(
  "Itimerval",
  { it_interval: Timeval, it_value: Timeval },
  { size: 32, align: 8, offsets: { it_interval: 0, it_value: 16 } },
);

/** The FPU's saved state, which the runtime only passes on. */
export const sfxsave64 = typedef("sfxsave64", voidType);

/** The interrupted program's registers, as the kernel leaves them for a signal handler and takes them back. */
export const Sigcontext = struct(
  "Sigcontext",
  {
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
  },
  {
    size: 224,
    align: 8,
    offsets: {
      sc_rdi: 0,
      sc_rsi: 8,
      sc_rdx: 16,
      sc_rcx: 24,
      sc_r8: 32,
      sc_r9: 40,
      sc_r10: 48,
      sc_r11: 56,
      sc_r12: 64,
      sc_r13: 72,
      sc_r14: 80,
      sc_r15: 88,
      sc_rbp: 96,
      sc_rbx: 104,
      sc_rax: 112,
      sc_gs: 120,
      sc_fs: 128,
      sc_es: 136,
      sc_ds: 144,
      sc_trapno: 152,
      sc_err: 160,
      sc_rip: 168,
      sc_cs: 176,
      sc_rflags: 184,
      sc_rsp: 192,
      sc_ss: 200,
      sc_fpstate: 208,
      sc_onstack: 216,
      sc_mask: 220,
    },
  },
);

/** Everything that the kernel and the runtime agree on. */
export const kernelDefinitions = definitions({
  constants: kernel,
  types: [Sigaltstack, Sigset, Siginfo, Sigval, StackT, Timeval, Itimerval, sfxsave64, Sigcontext],
});
