import { constants } from "portwright/dsl";

/** The errors that the port's system calls can report, by OpenBSD's numbers (errno(2)). */
export const errno = constants({
  EPERM: 1,
  ESRCH: 3,
  EINTR: 4,
  EIO: 5,
  EBADF: 9,
  ENOMEM: 12,
  EACCES: 13,
  EFAULT: 14,
  EINVAL: 22,
  EFBIG: 27,
  ENOSPC: 28,
  EPIPE: 32,
  EAGAIN: 35,
  EDQUOT: 69,
  ENOTSUP: 91,
});
