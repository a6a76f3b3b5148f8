import { byte, int32, int64, padding, pointer, systemCall, systemCalls, uint64, voidType } from "portwright/dsl";
import { errno } from "./errno.js";
import { Itimerval, Sigaltstack, Timespec, Timeval } from "./types.js";

const anything = pointer(voidType);

/** Numbers of errors, as a model of the kernel reports them. */
function errors(...names: readonly (keyof typeof errno)[]): readonly number[] {
  return names.map((name) => errno[name].value);
}

/** Where kern.rthreads is 0, the calls for threads do nothing else. */
const withoutThreads = errors("ENOTSUP");

/**
 * The system calls of OpenBSD/amd64 that the port makes, as sys/kern/syscalls.master numbered them in August 2011,
 * with the widths the kernel reads, the errors it reports (section 2 of the manual) and the memory it touches.
 */
export const sys = systemCalls({
  exit: systemCall(1, voidType, { status: int32 }, { errors: [], ends: true }),
  write: systemCall(
    4,
    int64,
    { fd: int32, buf: anything, nbyte: uint64 },
    { errors: errors("EBADF", "EPIPE", "EFBIG", "EINVAL", "ENOSPC", "EDQUOT", "EINTR", "EIO", "EFAULT", "EAGAIN") },
  ),
  kill: systemCall(37, int32, { pid: int32, signum: int32 }, { errors: errors("EINVAL", "ESRCH", "EPERM") }),
  sigaction: systemCall(
    46,
    int32,
    { signum: int32, new: anything, old: anything },
    { errors: errors("EFAULT", "EINVAL") },
  ),
  munmap: systemCall(73, int32, { addr: anything, len: uint64 }, { errors: errors("EINVAL") }),
  setitimer: systemCall(
    83,
    int32,
    { which: int32, new: pointer(Itimerval), old: pointer(Itimerval) },
    { errors: errors("EFAULT", "EINVAL") },
  ),
  gettimeofday: systemCall(
    116,
    int32,
    { tp: pointer(Timeval), tzp: anything },
    { errors: errors("EFAULT"), writes: { tp: Timeval.size } },
  ),
  sysarch: systemCall(
    165,
    int32,
    { op: int32, parms: anything },
    { errors: errors("EINVAL", "EFAULT"), reads: { parms: 8 } },
  ),
  mmap: systemCall(
    197,
    pointer(byte),
    { addr: anything, len: uint64, prot: int32, flags: int32, fd: int32, pad: padding, offset: int64 },
    { errors: errors("EACCES", "EBADF", "EINVAL", "ENOMEM") },
  ),
  rfork: systemCall(
    251,
    int64,
    { flags: int32 },
    { errors: errors("ENOTSUP", "EAGAIN", "EINVAL", "ENOMEM"), forks: true },
  ),
  sigaltstack: systemCall(
    288,
    int32,
    { new: pointer(Sigaltstack), old: pointer(Sigaltstack) },
    { errors: errors("EFAULT", "EINVAL", "ENOMEM", "EPERM") },
  ),
  sched_yield: systemCall(298, int32, {}),
  getthrid: systemCall(299, int32, {}, { errors: withoutThreads }),
  thrsleep: systemCall(
    300,
    int32,
    { ident: anything, clock: int32, timeout: pointer(Timespec), lock: anything },
    { errors: errors("ENOTSUP", "EINTR", "EINVAL", "EAGAIN", "EFAULT") },
  ),
  thrwakeup: systemCall(301, int32, { ident: anything, n: int32 }, { errors: errors("ENOTSUP", "ESRCH", "EINVAL") }),
  threxit: systemCall(302, voidType, { notdead: pointer(int32) }, { errors: withoutThreads, ends: true }),
});

/** sysarch(2)'s operation that sets the FS base; its parameter points at the new base. */
export const AMD64_SET_FSBASE = 12;
