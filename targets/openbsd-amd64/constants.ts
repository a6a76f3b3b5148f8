import { constants } from "portwright/dsl";

/** The kernel's numbers that the runtime uses, in the order of the headers they go to. */
export const kernel = constants({
  // Protection of mapped pages.
  PROT_NONE: 0,
  PROT_READ: 0x1,
  PROT_WRITE: 0x2,
  PROT_EXEC: 0x4,

  // Flags of mmap.
  MAP_ANON: 0x1000,
  MAP_PRIVATE: 0x2,
  MAP_FIXED: 0x10,

  // Flags of sigaction.
  SA_SIGINFO: 0x40,
  SA_RESTART: 0x2,
  SA_ONSTACK: 0x1,

  // Errno of an interrupted system call.
  EINTR: 4,

  // Signals.
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGEMT: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGBUS: 10,
  SIGSEGV: 11,
  SIGSYS: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGURG: 16,
  SIGSTOP: 17,
  SIGTSTP: 18,
  SIGCONT: 19,
  SIGCHLD: 20,
  SIGTTIN: 21,
  SIGTTOU: 22,
  SIGIO: 23,
  SIGXCPU: 24,
  SIGXFSZ: 25,
  SIGVTALRM: 26,
  SIGPROF: 27,
  SIGWINCH: 28,
  SIGINFO: 29,
  SIGUSR1: 30,
  SIGUSR2: 31,

  // si_code of SIGFPE: which arithmetic fault.
  FPE_INTDIV: 1,
  FPE_INTOVF: 2,
  FPE_FLTDIV: 3,
  FPE_FLTOVF: 4,
  FPE_FLTUND: 5,
  FPE_FLTRES: 6,
  FPE_FLTINV: 7,
  FPE_FLTSUB: 8,

  // si_code of SIGBUS.
  BUS_ADRALN: 1,
  BUS_ADRERR: 2,
  BUS_OBJERR: 3,

  // si_code of SIGSEGV: nothing mapped there, or mapped without the permission.
  SEGV_MAPERR: 1,
  SEGV_ACCERR: 2,

  // Which timer setitimer sets.
  ITIMER_REAL: 0,
  ITIMER_VIRTUAL: 1,
  ITIMER_PROF: 2,
});
