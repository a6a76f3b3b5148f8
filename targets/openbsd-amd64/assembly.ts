import { assemblyUnit } from "portwright/dsl";
import { notok } from "./routines/crash.js";
import { entry } from "./routines/entry.js";
import { write } from "./routines/files.js";
import { mmap, munmap } from "./routines/memory.js";
import { exit, exit1, raisesigpipe } from "./routines/process.js";
import { sigaction, sigaltstack, sigtramp } from "./routines/signals.js";
import { rfork_thread, settls, sys_sched_yield, sys_thrsleep, sys_thrwakeup } from "./routines/threads.js";
import { gettime, setitimer } from "./routines/time.js";

/** rt0.s: where the process begins. */
export const rt0 = assemblyUnit({ doc: "Process entry for OpenBSD/amd64.", includes: [], routines: [entry] });

/** sys.s: system calls, and what needs raw registers. */
export const systemCallUnit = assemblyUnit({
  doc: "System calls and other system-dependent routines for OpenBSD/amd64.\nArguments of system calls: DI, SI, DX, R10, R8, R9; an error is the carry flag and an errno in AX.",
  includes: ["amd64/asm.h"],
  routines: [
    rfork_thread,
    sys_sched_yield,
    sys_thrsleep,
    sys_thrwakeup,
    exit,
    exit1,
    write,
    raisesigpipe,
    setitimer,
    gettime,
    sigaction,
    sigtramp,
    mmap,
    munmap,
    notok,
    sigaltstack,
    settls,
  ],
});
