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
  "Their results are 64 bits wide, a pointer and an int64: the caller sees 0x00000000FFFFFFF4 instead of -12, takes " +
    "the failure for a valid address or a thread id, and the allocator's comparison with -ENOMEM never holds. The " +
    "corrected routines negate all 64 bits.",
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

/** All of them, in the order of the files they are in. */
export const errata = [
  mmapOffsetWidth,
  errnoNegation,
  threadFunctionTwice,
  threxitArgument,
  getthridUnchecked,
  setitimervalUndefined,
];
