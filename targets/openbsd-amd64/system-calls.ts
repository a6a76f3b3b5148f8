import { withBehaviour } from "portwright/dsl";
import { errno } from "./errno.js";
import { sys as table } from "./system-call-table.js";
import { Timeval } from "./types.js";

/** Numbers of errors, as a model of the kernel reports them. */
function errors(...names: readonly (keyof typeof errno)[]): readonly number[] {
  return names.map((name) => errno[name].value);
}

/** Where kern.rthreads is 0, the calls for threads do nothing else. */
const withoutThreads = errors("ENOTSUP");

/**
 * The system calls of OpenBSD/amd64 that the port makes: the table is imported from syscalls.master, and here stand the
 * errors that the kernel reports (section 2 of the manual) and the memory that it touches.
 */
export const sys = withBehaviour(table, {
  exit: { errors: [], ends: true },
  write: {
    errors: errors("EBADF", "EPIPE", "EFBIG", "EINVAL", "ENOSPC", "EDQUOT", "EINTR", "EIO", "EFAULT", "EAGAIN"),
  },
  kill: { errors: errors("EINVAL", "ESRCH", "EPERM") },
  sigaction: { errors: errors("EFAULT", "EINVAL") },
  munmap: { errors: errors("EINVAL") },
  setitimer: { errors: errors("EFAULT", "EINVAL") },
  gettimeofday: { errors: errors("EFAULT"), writes: { tp: Timeval.size } },
  sysarch: { errors: errors("EINVAL", "EFAULT"), reads: { parms: 8 } },
  mmap: { errors: errors("EACCES", "EBADF", "EINVAL", "ENOMEM") },
  rfork: { errors: errors("ENOTSUP", "EAGAIN", "EINVAL", "ENOMEM"), forks: true },
  sigaltstack: { errors: errors("EFAULT", "EINVAL", "ENOMEM", "EPERM") },
  getthrid: { errors: withoutThreads },
  thrsleep: { errors: errors("ENOTSUP", "EINTR", "EINVAL", "EAGAIN", "EFAULT") },
  thrwakeup: { errors: errors("ENOTSUP", "ESRCH", "EINVAL") },
  threxit: { errors: withoutThreads, ends: true },
});

/** sysarch(2)'s operation that sets the FS base; its parameter points at the new base. */
export const AMD64_SET_FSBASE = 12;
