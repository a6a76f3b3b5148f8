import { declareErratum } from "portwright/dsl";

/** os.h. */
export const setitimervalUndefined = declareErratum(
  "setitimerval-undefined",
  "os.h declares `runtime·setitimerval`, which nothing defines",
  "A call of it would compile and then fail to link; the routine that exists is `runtime·setitimer`. " +
    "The corrected header does not declare it.",
);

/** sys.s, mmap. */
export const mmapOffsetWidth = declareErratum(
  "mmap-offset-width",
  "`runtime·mmap` reads 8 bytes of its 4-byte offset argument",
  "The upper half of the file offset is whatever lies behind the argument in the caller's frame, so a mapping of a " +
    "file begins at a random place or fails. The corrected routine loads 32 bits, which clears the upper half.",
);

/** sys.s, mmap and rfork_thread. */
export const errnoNegation = declareErratum(
  "errno-negation",
  "`runtime·mmap` and `runtime·rfork_thread` negate the errno as 32 bits",
  "Their results are 64 bits wide, a pointer and an int64: the caller sees 0x00000000FFFFFFF4 instead of -12. The " +
    "allocator takes the failure for an address, and its comparison with -ENOMEM never holds; newosproc sees it only " +
    "because it keeps 32 bits of the result. The corrected routines negate all 64 bits.",
);

/** sys.s, rfork_thread. */
export const threadFunctionTwice = declareErratum(
  "thread-function-twice",
  "`runtime·rfork_thread` would run the thread's function again if threxit came back",
  "The jump behind threxit goes back three instructions, to the call of fn, where threxit itself was meant. The " +
    "corrected routine tries threxit again.",
);

/** sys.s, exit1 and rfork_thread. */
export const threxitArgument = declareErratum(
  "threxit-argument",
  "`runtime·exit1` and `runtime·rfork_thread` call threxit without its argument",
  "threxit takes the address of a word that the kernel clears when the thread is gone, or 0. What DI happens to hold " +
    "is taken for that address: the kernel overwrites four bytes somewhere, or kills the program with a SIGSEGV. The " +
    "corrected routines pass 0.",
);

/** sys.s, raisesigpipe. */
export const getthridUnchecked = declareErratum(
  "getthrid-unchecked",
  "`runtime·raisesigpipe` does not look whether getthrid has failed",
  "Where kern.rthreads is 0 getthrid reports ENOTSUP, 91, and that is then the process that gets the SIGPIPE. The " +
    "corrected routine sends no signal.",
);

/** mem.c, SysAlloc. */
export const sysallocErrorCheck = declareErratum(
  "sysalloc-error-check",
  "`runtime·SysAlloc` takes results of mmap below 4096 for errors",
  "An errno comes back negated, at the other end of the address space, so no error is ever seen: out of memory, the " +
    "allocator gets an address like 0xFFFFFFFFFFFFFFF4 and the program dies of its first access. The corrected " +
    "function takes -4095 and all above it for errors, and returns nil.",
);

/** mem.c, SysAlloc. */
export const sysallocCounts = declareErratum(
  "sysalloc-counts",
  "`runtime·SysAlloc` counts memory that it does not get",
  "mstats.sys is what the program has of the system's memory, and SysFree takes off it only what was there: each " +
    "failure leaves it too large for good. The corrected function counts when it has the memory.",
);

/** mem.c, SysReserve. */
export const sysreserveErrorCheck = declareErratum(
  "sysreserve-error-check",
  "`runtime·SysReserve` returns a negated errno as an address",
  "Its caller compares with nil. Only where pointers have 32 bits does the function call mmap at all, so nothing of it " +
    "is seen on amd64. The corrected function returns nil.",
);

/** mem.c, SysMap. */
export const sysmapErrorCheck = declareErratum(
  "sysmap-error-check",
  "`runtime·SysMap` knows no error but ENOMEM",
  "Any other errno is compared with the address asked for, and the program ends with a report of an address conflict at " +
    "0xFFFFFFFFFFFFFFEA that nobody will find. (ENOMEM itself was not seen either, as long as mmap negated 32 bits.) The " +
    "corrected function reports the errno.",
);

/** signal.c, resetcpuprofiler. */
export const profileOncePerSecond = declareErratum(
  "profile-once-per-second",
  "`runtime·resetcpuprofiler` asks for a period of 1000000 microseconds",
  "For a rate of 1 per second the period is a whole second, and setitimer(2) refuses microseconds that make one: EINVAL, " +
    "which nobody looks at, so there are no ticks. The corrected function sets the seconds too.",
);

/** All of them, in the order of the files they are in. */
export const errata = [
  mmapOffsetWidth,
  errnoNegation,
  threadFunctionTwice,
  threxitArgument,
  getthridUnchecked,
  setitimervalUndefined,
  sysallocErrorCheck,
  sysallocCounts,
  sysreserveErrorCheck,
  sysmapErrorCheck,
  profileOncePerSecond,
];
