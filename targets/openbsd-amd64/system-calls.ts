import {
  byte,
  incompleteStruct,
  int32,
  int64,
  padding,
  pointer,
  systemCall,
  systemCalls,
  uint64,
  voidType,
} from "portwright/dsl";
import { Itimerval, Sigaltstack, Timeval } from "./types.js";

/** A point in time; the port only passes such pointers on. */
export const timespec = incompleteStruct("timespec");

const anything = pointer(voidType);

/**
 * The system calls of OpenBSD/amd64 that the port makes, as sys/kern/syscalls.master numbered them in August 2011,
 * with the widths the kernel reads.
 */
export const sys = systemCalls({
  exit: systemCall(1, voidType, { status: int32 }),
  write: systemCall(4, int64, { fd: int32, buf: anything, nbyte: uint64 }),
  kill: systemCall(37, int32, { pid: int32, signum: int32 }),
  sigaction: systemCall(46, int32, { signum: int32, new: anything, old: anything }),
  munmap: systemCall(73, int32, { addr: anything, len: uint64 }),
  setitimer: systemCall(83, int32, { which: int32, new: pointer(Itimerval), old: pointer(Itimerval) }),
  gettimeofday: systemCall(116, int32, { tp: pointer(Timeval), tzp: anything }),
  sysarch: systemCall(165, int32, { op: int32, parms: anything }),
  mmap: systemCall(197, pointer(byte), {
    addr: anything,
    len: uint64,
    prot: int32,
    flags: int32,
    fd: int32,
    pad: padding,
    offset: int64,
  }),
  rfork: systemCall(251, int64, { flags: int32 }),
  sigaltstack: systemCall(288, int32, { new: pointer(Sigaltstack), old: pointer(Sigaltstack) }),
  sched_yield: systemCall(298, int32, {}),
  getthrid: systemCall(299, int32, {}),
  thrsleep: systemCall(300, int32, { ident: anything, clock: int32, timeout: pointer(timespec), lock: anything }),
  thrwakeup: systemCall(301, int32, { ident: anything, n: int32 }),
  threxit: systemCall(302, voidType, { notdead: pointer(int32) }),
});

/** sysarch(2)'s operation that sets the FS base; its parameter points at the new base. */
export const AMD64_SET_FSBASE = 12;
