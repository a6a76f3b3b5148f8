import type { ErrnoName } from "../kernel/errno.js";

/** What strerror(3) says of the errors that programs meet: OpenBSD lib/libc/gen/errlist.c. */
const texts: Partial<Readonly<Record<ErrnoName, string>>> = Object.freeze({
  EPERM: "Operation not permitted",
  ENOENT: "No such file or directory",
  ESRCH: "No such process",
  EINTR: "Interrupted system call",
  EIO: "Input/output error",
  ENXIO: "Device not configured",
  E2BIG: "Argument list too long",
  ENOEXEC: "Exec format error",
  EBADF: "Bad file descriptor",
  ECHILD: "No child processes",
  EDEADLK: "Resource deadlock avoided",
  ENOMEM: "Cannot allocate memory",
  EACCES: "Permission denied",
  EFAULT: "Bad address",
  EBUSY: "Device busy",
  EEXIST: "File exists",
  EXDEV: "Cross-device link",
  ENODEV: "Operation not supported by device",
  ENOTDIR: "Not a directory",
  EISDIR: "Is a directory",
  EINVAL: "Invalid argument",
  EMFILE: "Too many open files",
  ENOTTY: "Inappropriate ioctl for device",
  EFBIG: "File too large",
  ENOSPC: "No space left on device",
  ESPIPE: "Illegal seek",
  EROFS: "Read-only file system",
  EPIPE: "Broken pipe",
  ERANGE: "Result too large",
  EAGAIN: "Resource temporarily unavailable",
  ETIMEDOUT: "Operation timed out",
  ELOOP: "Too many levels of symbolic links",
  ENAMETOOLONG: "File name too long",
  ENOTEMPTY: "Directory not empty",
  ENOSYS: "Function not implemented",
  ENOTSUP: "Not supported",
});

/** The text of an error; where it is a rare one, its name. */
export function errorText(name: ErrnoName): string {
  return texts[name] ?? name;
}
