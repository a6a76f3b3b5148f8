import {
  addressForC,
  assemblyUnit,
  bridgeFromC,
  bridgeToC,
  byte,
  incompleteStruct,
  int32,
  int64,
  pointer,
  prototype,
  startInC,
  uint32,
  uintptr,
  voidType,
} from "portwright/dsl";
import { notok } from "./routines/crash.js";
import { write } from "./routines/files.js";
import { mmap, munmap } from "./routines/memory.js";
import { exit, exit1, raisesigpipe } from "./routines/process.js";
import { sigaction, sigaltstack, sigtramp } from "./routines/signals.js";
import { rfork_thread, settls, sys_sched_yield, sys_thrsleep, sys_thrwakeup } from "./routines/threads.js";
import { gettime, setitimer } from "./routines/time.js";
import { G, rt0Amd64, sighandler, stackcheck } from "./runtime.js";
import { Itimerval, Siginfo, Timespec } from "./types.js";

const anything = pointer(voidType);
const sigactionType = incompleteStruct("sigaction");

/** The prototypes that the runtime's headers and C files of August 2011 declare. */
const declared = {
  write: prototype("runtime·write", int32, { fd: int32, buf: anything, nbyte: int32 }),
  mmap: prototype("runtime·mmap", pointer(byte), {
    addr: pointer(byte),
    len: uintptr,
    prot: int32,
    flags: int32,
    fd: int32,
    off: uint32,
  }),
  munmap: prototype("runtime·munmap", voidType, { addr: pointer(byte), len: uintptr }),
  // The assembly takes no notice of its argument.
  exit1: prototype("runtime·exit1", voidType, { status: int32 }),
  setitimer: prototype("runtime·setitimer", voidType, {
    which: int32,
    new: pointer(Itimerval),
    old: pointer(Itimerval),
  }),
  gettime: prototype("runtime·gettime", voidType, { sec: pointer(int64), usec: pointer(int32) }),
  sigaction: prototype("runtime·sigaction", voidType, {
    sig: int32,
    new: pointer(sigactionType),
    old: pointer(sigactionType),
  }),
  sys_sched_yield: prototype("runtime·sys_sched_yield", voidType),
  sys_thrsleep: prototype("runtime·sys_thrsleep", int32, {
    ident: anything,
    clock: int32,
    timeout: pointer(Timespec),
    lock: anything,
  }),
  settls: prototype("runtime·settls", voidType, { tls: anything }),
  sigtramp: prototype("runtime·sigtramp", voidType),
  sighandler: prototype("runtime·sighandler", voidType, {
    sig: int32,
    info: pointer(Siginfo),
    context: anything,
    gp: pointer(G),
  }),
  stackcheck: prototype("runtime·stackcheck", voidType),
  // It is given what the kernel left at SP: argc, argv, 0, envp, 0.
  start: prototype("runtime·start", voidType, { arguments: anything }),
};

/** What lies between the port's routines and C code. */
export const bridges = [
  // A thread's function is C code, and is called on the new stack as it was given.
  bridgeFromC(rfork_thread, { stacksForC: ["stack"] }),
  bridgeFromC(sys_sched_yield, { prototype: declared.sys_sched_yield }),
  bridgeFromC(sys_thrsleep, { prototype: declared.sys_thrsleep }),
  bridgeFromC(sys_thrwakeup),
  bridgeFromC(exit),
  bridgeFromC(exit1, { prototype: declared.exit1 }),
  bridgeFromC(write, { prototype: declared.write }),
  bridgeFromC(raisesigpipe),
  bridgeFromC(setitimer, { prototype: declared.setitimer }),
  bridgeFromC(gettime, { prototype: declared.gettime }),
  bridgeFromC(sigaction, { prototype: declared.sigaction }),
  bridgeFromC(mmap, { prototype: declared.mmap }),
  bridgeFromC(munmap, { prototype: declared.munmap }),
  bridgeFromC(notok),
  bridgeFromC(sigaltstack),
  // It takes its argument in DI, where C passes the first.
  bridgeFromC(settls, { prototype: declared.settls, inRegisters: ["tls"] }),
  // The kernel enters it.
  addressForC(sigtramp, declared.sigtramp),
  bridgeToC(sighandler, declared.sighandler),
  bridgeToC(stackcheck, declared.stackcheck),
];

/** For programs whose portable start-up is written in C too. */
export const start = startInC(rt0Amd64, declared.start);

/** start.s: apart from the others, because not every program wants it. */
export const startUnit = assemblyUnit({
  doc: "The start-up of programs in C, where rt0.s leads to.",
  includes: [],
  routines: [start.routine],
});

/** bridges.s: the bridges in assembly. */
export const bridgeUnit = assemblyUnit({
  doc: "Bridges between the port's calling convention, Plan 9's, and that of C compilers, System V's.\nC names have a middle dot, the port's own symbols a full stop.",
  includes: [],
  routines: bridges.map(({ routine }) => routine),
});
