import {
  byte,
  c,
  cFile,
  cFunction,
  constant,
  constants,
  element,
  enumeration,
  extern,
  int32,
  or,
  pointer,
  ref,
  typed,
  uint32,
  voidType,
} from "portwright/dsl";
import { kernel } from "../constants.js";
import { errno } from "../errno.js";
import { defsHeader, osHeader, runtimeHeader, stackHeader } from "./headers.js";
import * as runtime from "./runtime.js";
import { G, Lock, M, Note, g, m, panicstring, printf, throws } from "./runtime.js";

/** What rfork(2) is to share between the threads, or not. */
const rfork = constants({ RFPROC: 1 << 4, RFMEM: 1 << 5, RFNOWAIT: 1 << 6, RFTHREAD: 1 << 13 });

/** The stack that a thread's signal handlers run on, in bytes. */
const signalStackSize = constant("SignalStack", 32 * 1024);

const lock = cFunction(
  "lock",
  { doc: "lock spins, and lets other threads run between two tries.", static: true, params: { l: pointer(Lock) } },
  ({ l }) => c`
    while(!${runtime.cas(ref(l.key), 0, 1)})
      ${runtime.sys_sched_yield()};
  `,
);

const unlock = cFunction(
  "unlock",
  { static: true, params: { l: pointer(Lock) }, locals: { v: uint32 } },
  ({ l, v }) => c`
    do {
      ${v} = ${l.key};
      if((${v}&1) == 0)
        ${throws("unlock of unlocked lock")};
    } while(!${runtime.cas(ref(l.key), v, 0)});
  `,
);

const runtimeLock = cFunction(
  "runtime·lock",
  { params: { l: pointer(Lock) } },
  ({ l }) => c`
  if(${m.locks} < 0)
    ${throws("lock count")};
  ${m.locks}++;
  ${lock({ l })};
`,
);

const runtimeUnlock = cFunction(
  "runtime·unlock",
  { params: { l: pointer(Lock) } },
  ({ l }) => c`
  ${m.locks}--;
  if(${m.locks} < 0)
    ${throws("lock count")};
  ${unlock({ l })};
`,
);

const noteclear = cFunction(
  "runtime·noteclear",
  { doc: "A note is a lock that is held until the event has happened.", params: { n: pointer(Note) } },
  ({ n }) => c`
    ${n.lock.key} = 0;
    ${lock({ l: ref(n.lock) })};
  `,
);

const notesleep = cFunction(
  "runtime·notesleep",
  { params: { n: pointer(Note) } },
  ({ n }) => c`
  ${lock({ l: ref(n.lock) })};
  ${unlock({ l: ref(n.lock) })};
`,
);

const notewakeup = cFunction(
  "runtime·notewakeup",
  { params: { n: pointer(Note) } },
  ({ n }) => c`
  ${unlock({ l: ref(n.lock) })};
`,
);

const newosproc = cFunction(
  "runtime·newosproc",
  {
    doc: "newosproc starts a thread of the system that runs fn on the stack given, as mp and gp.",
    params: { mp: pointer(M), gp: pointer(G), stk: pointer(voidType), fn: runtime.threadFunction },
    locals: { flags: int32, ret: int32 },
  },
  ({ mp, gp, stk, fn, flags, ret }) => c`
    ${flags} = ${or(rfork.RFPROC, rfork.RFTHREAD, rfork.RFMEM, rfork.RFNOWAIT)};
    ${mp.tls}[0] = ${mp.id};	// for the assembly of 386

    ${ret} = ${runtime.rfork_thread({ flags, stack: stk, mm: mp, gg: gp, fn })};
    if(${ret} < 0) {
      ${printf(
        "runtime: failed to create new OS thread (have %d already; errno=%d)\n",
        typed(int32, c`${runtime.mcount()} - 1`),
        typed(int32, c`-${ret}`),
      )};
      if(${ret} == -${errno.ENOTSUP})
        ${printf("runtime: is kern.rthreads disabled?\n")};
      ${throws("runtime.newosproc")};
    }
  `,
);

const osinit = cFunction("runtime·osinit", {}, () => c``);

const goenvs = cFunction("runtime·goenvs", {}, () => c`${runtime.goenvs_unix()};`);

const minit = cFunction(
  "runtime·minit",
  { doc: "minit is called on every new thread: gives it a stack for its signal handlers." },
  () => c`
    ${m.gsignal} = ${runtime.malg(signalStackSize)};
    ${runtime.signalstack(
      typed(pointer(byte), c`${m.gsignal.stackguard} - ${runtime.stackConstants.StackGuard}`),
      signalStackSize,
    )};
  `,
);

/** What a fault at a low address says. */
const nilDereference = panicstring("invalid memory address or nil pointer dereference");

/** Any other address is a mistake of the runtime, or of somebody's unsafe code: no panic to recover from. */
const otherFault = c`
  ${printf("unexpected fault address %p\n", g.sigcode1)};
  ${throws("fault")};
`;

const sigpanic = cFunction(
  "runtime·sigpanic",
  { doc: "sigpanic turns the signal that sighandler has noted into a panic. panicstring does not come back." },
  () => c`
    switch(${g.sig}) {
    case ${kernel.SIGBUS}:
      if(${g.sigcode0} == ${kernel.BUS_ADRERR} && ${g.sigcode1} < 0x1000)
        ${nilDereference};
      ${otherFault}
      break;
    case ${kernel.SIGSEGV}:
      if((${g.sigcode0} == 0 || ${g.sigcode0} == ${kernel.SEGV_MAPERR} || ${g.sigcode0} == ${kernel.SEGV_ACCERR}) && ${g.sigcode1} < 0x1000)
        ${nilDereference};
      ${otherFault}
      break;
    case ${kernel.SIGFPE}:
      if(${g.sigcode0} == ${kernel.FPE_INTDIV})
        ${panicstring("integer divide by zero")};
      if(${g.sigcode0} == ${kernel.FPE_INTOVF})
        ${panicstring("integer overflow")};
      ${panicstring("floating point error")};
      break;
    }
    ${panicstring(element(runtime.sigtab, g.sig).name)};
  `,
);

/** thread.c: locks, notes, threads, and panics from signals. */
export const threadSource = cFile({
  doc: "Locks, notes, threads, and panics from signals.",
  includes: [runtimeHeader, defsHeader, osHeader, stackHeader],
  items: [
    enumeration("Errors that are told apart.", errno.ENOTSUP),
    enumeration("Flags of rfork(2).", ...Object.values(rfork)),
    enumeration("Bytes of a thread's signal stack.", signalStackSize),
    extern(runtime.sigtab),
    extern(runtime.rfork_thread),
    extern(runtime.sys_sched_yield),
    extern(runtime.signalstack),
    lock,
    unlock,
    runtimeLock,
    runtimeUnlock,
    noteclear,
    notesleep,
    notewakeup,
    newosproc,
    osinit,
    goenvs,
    minit,
    sigpanic,
  ],
});
