import {
  array,
  arrayVariable,
  bool,
  byte,
  callable,
  constants,
  formatFunction,
  functionType,
  headerFunction,
  headerStruct,
  headerUnion,
  int32,
  int8,
  pointer,
  uint32,
  uint64,
  uint8,
  uintptr,
  variable,
  voidType,
} from "portwright/dsl";
import * as memory from "../routines/memory.js";
import * as processes from "../routines/process.js";
import * as signals from "../routines/signals.js";
import * as threads from "../routines/threads.js";
import * as time from "../routines/time.js";

/** A goroutine: where its stack ends, and what a signal left for sigpanic. */
export const G = headerStruct("G", {
  stackguard: pointer(byte),
  sig: int32,
  sigcode0: uintptr,
  sigcode1: uintptr,
  sigpc: uintptr,
});

/** A thread of the operating system, as the runtime sees it. */
export const M = headerStruct("M", {
  gsignal: pointer(G),
  procid: uint64,
  tls: array(uint32, 8),
  id: int32,
  locks: int32,
  profilehz: int32,
});

/** A mutual exclusion. */
export const Lock = headerStruct("Lock", { key: uint32 });

/** A one-time event. */
export const Note = headerUnion("Note", { lock: Lock });

/** A row of the table of signals. */
export const SigTab = headerStruct("SigTab", { flags: int32, name: pointer(int8) });

/** A string of the language. */
export const String = headerStruct("String", {});

/** What the allocator counts. */
export const MStats = headerStruct("MStats", { sys: uint64 });

/** What the runtime does about a signal, in SigTab.flags. */
export const sigFlags = constants({ SigCatch: 1, SigIgnore: 2, SigRestart: 4, SigQueue: 8, SigPanic: 16 });

/** How far above the end of a stack its guard is (stack.h), in bytes. */
export const stackConstants = constants({ StackGuard: 256 });

/** The current thread and the current goroutine. */
export const m = variable("m", pointer(M));
export const g = variable("g", pointer(G));

export const mstats = variable("mstats", MStats);
export const panicking = variable("runtime·panicking", uint32);
export const emptystring = variable("runtime·emptystring", String);
export const sigtab = arrayVariable("runtime·sigtab", SigTab);

/** Handlers that are no functions (os.h). */
export const SIG_DFL = variable("SIG_DFL", pointer(voidType));
export const SIG_IGN = variable("SIG_IGN", pointer(voidType));

/** A function without arguments and result: what a thread runs. */
export const threadFunction = pointer(functionType(voidType));

// The runtime's portable part.
export const cas = headerFunction("runtime·cas", bool, pointer(uint32), uint32, uint32);
export const throws = headerFunction("runtime·throw", voidType, pointer(int8));
export const panicstring = headerFunction("runtime·panicstring", voidType, pointer(int8));
export const printf = formatFunction("runtime·printf");
export const memclr = headerFunction("runtime·memclr", voidType, pointer(byte), uintptr);
export const malg = headerFunction("runtime·malg", pointer(G), int32);
export const mcount = headerFunction("runtime·mcount", int32);
export const gotraceback = headerFunction("runtime·gotraceback", int32);
export const goenvs_unix = headerFunction("runtime·goenvs_unix", voidType);
export const siginit = headerFunction("runtime·siginit", voidType);
export const sigsend = headerFunction("runtime·sigsend", bool, int32);
export const sigprof = headerFunction(
  "runtime·sigprof",
  voidType,
  pointer(uint8),
  pointer(uint8),
  pointer(uint8),
  pointer(G),
);
export const traceback = headerFunction(
  "runtime·traceback",
  voidType,
  pointer(uint8),
  pointer(uint8),
  pointer(uint8),
  pointer(G),
);
export const tracebackothers = headerFunction("runtime·tracebackothers", voidType, pointer(G));
export const gostringnocopy = headerFunction("runtime·gostringnocopy", String, pointer(byte));

// The port's own assembly, with the results that the headers declare: what is left in AX besides is nobody's.
export const exit = callable(processes.exit, voidType);
export const raisesigpipe = callable(processes.raisesigpipe);
export const mmap = callable(memory.mmap);
export const munmap = callable(memory.munmap, voidType);
export const setitimer = callable(time.setitimer, voidType);
export const sigactionRoutine = callable(signals.sigaction, voidType);
export const sigaltstack = callable(signals.sigaltstack, voidType);
export const sigtramp = callable(signals.sigtramp);
export const rfork_thread = callable(threads.rfork_thread);
export const sys_sched_yield = callable(threads.sys_sched_yield, voidType);

/** What one C file of the port calls of another. */
export const sigpanic = headerFunction("runtime·sigpanic", voidType);
export const signalstack = headerFunction("runtime·signalstack", voidType, pointer(byte), int32);

/** What the runtime's headers declare of the C files themselves, for them to agree with. */
export const definedByThePort = {
  runtime: [
    headerFunction("runtime·newosproc", voidType, pointer(M), pointer(G), pointer(voidType), threadFunction),
    headerFunction("runtime·lock", voidType, pointer(Lock)),
    headerFunction("runtime·unlock", voidType, pointer(Lock)),
    headerFunction("runtime·noteclear", voidType, pointer(Note)),
    headerFunction("runtime·notesleep", voidType, pointer(Note)),
    headerFunction("runtime·notewakeup", voidType, pointer(Note)),
    headerFunction("runtime·signame", String, int32),
    headerFunction("runtime·initsig", voidType, int32),
    headerFunction("runtime·resetcpuprofiler", voidType, int32),
    headerFunction("runtime·minit", voidType),
    headerFunction("runtime·osinit", voidType),
    headerFunction("runtime·goenvs", voidType),
  ],
  os: [sigpanic],
  malloc: [
    headerFunction("runtime·SysAlloc", pointer(voidType), uintptr),
    headerFunction("runtime·SysFree", voidType, pointer(voidType), uintptr),
    headerFunction("runtime·SysUnused", voidType, pointer(voidType), uintptr),
    headerFunction("runtime·SysMap", voidType, pointer(voidType), uintptr),
    headerFunction("runtime·SysReserve", pointer(voidType), pointer(voidType), uintptr),
  ],
} as const;
