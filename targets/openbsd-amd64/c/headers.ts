import { cHeader, constant } from "portwright/dsl";
import { kernel } from "../constants.js";
import { signals } from "../signals.js";
import { kernelDefinitions } from "../types.js";
import * as runtime from "./runtime.js";

/** How many rows the table of signals has. */
export const NSIG = constant("NSIG", signals.rows.length);

/** Of the runtime: its types and what every file of it may call. */
export const runtimeHeader = cHeader("runtime.h", {
  types: [runtime.M, runtime.G, runtime.Lock, runtime.Note, runtime.SigTab, runtime.String],
  constants: runtime.sigFlags,
  functions: [
    runtime.cas,
    runtime.throws,
    runtime.panicstring,
    runtime.printf,
    runtime.memclr,
    runtime.malg,
    runtime.mcount,
    runtime.gotraceback,
    runtime.goenvs_unix,
    runtime.siginit,
    runtime.sigsend,
    runtime.sigprof,
    runtime.traceback,
    runtime.tracebackothers,
    runtime.gostringnocopy,
    runtime.exit,
    runtime.mmap,
    runtime.munmap,
    ...runtime.definedByThePort.runtime,
  ],
  variables: [runtime.m, runtime.g, runtime.panicking, runtime.emptystring],
});

/** Of the port, made from the same description as these files. */
export const defsHeader = cHeader("defs.h", { types: kernelDefinitions.types, constants: kernel });
export const osHeader = cHeader("os.h", {
  functions: [
    runtime.sigaltstack,
    runtime.sigactionRoutine,
    runtime.setitimer,
    runtime.raisesigpipe,
    ...runtime.definedByThePort.os,
  ],
  variables: [runtime.SIG_DFL, runtime.SIG_IGN],
});
export const signalsHeader = cHeader("signals.h", { constants: { NSIG }, variables: [runtime.sigtab] });

/** Of the runtime: the allocator, and how stacks are laid out. */
export const mallocHeader = cHeader("malloc.h", {
  types: [runtime.MStats],
  functions: runtime.definedByThePort.malloc,
  variables: [runtime.mstats],
});
export const stackHeader = cHeader("stack.h", { constants: runtime.stackConstants });
