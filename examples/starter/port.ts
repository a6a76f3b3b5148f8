/**
 * A port to copy: FreeBSD/amd64, as far as printing the time needs it. Three system calls, two of them as stubs and one
 * by hand; constants and a struct of the kernel; assembly and headers for the Plan 9 toolchain and for GNU's, and an
 * object for linkers. What each routine does is said in contracts, so that `portwright verify` can try it: a stub has one
 * of its own.
 */
import {
  AX,
  BX,
  CALL,
  DI,
  JCC,
  MOVL,
  MOVQ,
  RET,
  SI,
  SYSCALL,
  assemblyUnit,
  at,
  byte,
  calls,
  constants,
  crash,
  definitions,
  external,
  field,
  inOrder,
  int32,
  int64,
  kernelWrote,
  mustNotReturn,
  negatedErrno,
  none,
  onError,
  pointer,
  port,
  returns,
  routine,
  struct,
  syscallStub,
  systemCall,
  systemCalls,
  uint64,
  voidType,
} from "portwright/dsl";

/** The kernel's numbers that the runtime uses. */
const kernel = constants({ CLOCK_REALTIME: 0, CLOCK_MONOTONIC: 4 });

/** Seconds and nanoseconds. */
const Timespec = struct("Timespec", { tv_sec: int64, tv_nsec: int64 });

/** The errors that the system calls report, as errno(2) numbers them. */
const errno = constants({
  EINTR: 4,
  EIO: 5,
  EBADF: 9,
  EFAULT: 14,
  EINVAL: 22,
  EFBIG: 27,
  ENOSPC: 28,
  EROFS: 30,
  EPIPE: 32,
  EAGAIN: 35,
  EDQUOT: 69,
});

function errors(...names: readonly (keyof typeof errno)[]): readonly number[] {
  return names.map((name) => errno[name].value);
}

/**
 * The system calls, as the kernel's syscalls.master numbers them, with the widths that the kernel reads. What else the
 * kernel does, the errors that it reports and the memory that it writes to, is what `portwright verify` has it do.
 */
const sys = systemCalls({
  exit: systemCall(1, voidType, { status: int32 }, { errors: [], ends: true }),
  write: systemCall(
    4,
    int64,
    { fd: int32, buf: pointer(voidType), nbyte: uint64 },
    {
      errors: errors(
        "EBADF",
        "EPIPE",
        "EFBIG",
        "EFAULT",
        "EINVAL",
        "ENOSPC",
        "EDQUOT",
        "EIO",
        "EINTR",
        "EAGAIN",
        "EROFS",
      ),
    },
  ),
  clock_gettime: systemCall(
    232,
    int32,
    { clock: int32, time: pointer(Timespec) },
    { errors: errors("EINVAL", "EFAULT"), writes: { time: Timespec.size } },
  ),
});

/** Ends the program with a message; written in C, in another file of the runtime. */
const fatal = external("runtime·fatal");

const exit = syscallStub("runtime·exit", sys.exit, { status: int32 }, onError(mustNotReturn(fatal)), {
  doc: "exit ends the process. It does not come back.",
});

const write = syscallStub(
  "runtime·write",
  sys.write,
  { fd: int32, buf: pointer(byte), nbyte: uint64 },
  onError(negatedErrno),
  { doc: "write returns the number of bytes written, or a negative errno." },
);

const walltime = routine(
  "runtime·walltime",
  {
    doc: "walltime stores the time of day at time and returns its seconds.",
    args: { time: pointer(Timespec) },
    returns: int64,
    frame: none,
    labels: ["ok"],
    contract: ({ time }) =>
      inOrder(
        calls(sys.clock_gettime, { clock: kernel.CLOCK_REALTIME, time }, onError(crash(fatal))),
        returns(kernelWrote(0, "time", Timespec, "tv_sec")),
      ),
  },
  ({ time }, { ok }) => [
    MOVL(kernel.CLOCK_REALTIME, DI),
    MOVQ(time, SI),
    MOVL(sys.clock_gettime, AX),
    SYSCALL(),
    JCC(ok),
    CALL(fatal),
    ok,
    MOVQ(time, BX),
    MOVQ(field(Timespec, "tv_sec", at(BX)), AX),
    RET(),
  ],
);

const unit = assemblyUnit({
  doc: "System calls for FreeBSD/amd64.",
  includes: [],
  routines: [exit, write, walltime],
});

const defined = definitions({ constants: kernel, types: [Timespec] });

export default port({
  name: "starter",
  title: "a port to copy",
  errata: [],
  outputs: [
    { kind: "plan9-assembly", path: "sys.s", unit },
    { kind: "godefs-header", path: "defs.h", definitions: defined },
    { kind: "gnu-assembly", path: "gnu/sys.s", unit },
    { kind: "elf-object", path: "gnu/sys.o", unit },
    { kind: "standard-c-header", path: "gnu/defs.h", definitions: defined },
  ],
});
