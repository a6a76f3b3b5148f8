import type { CText } from "portwright/dsl";
import {
  bool,
  byte,
  c,
  cFile,
  cFunction,
  cast,
  defineType,
  deref,
  element,
  erratum,
  extern,
  functionType,
  int32,
  nil,
  or,
  pointer,
  ref,
  taggedStruct,
  typed,
  uint32,
  uint8,
  uintptr,
  union,
  voidType,
} from "portwright/dsl";
import { kernel } from "../constants.js";
import { profileOncePerSecond } from "../errata.js";
import { Itimerval, Sigaltstack, Sigcontext, Siginfo } from "../types.js";
import { NSIG, defsHeader, osHeader, runtimeHeader, signalsHeader } from "./headers.js";
import * as runtime from "./runtime.js";
import { G, SigTab, m, printf, sigFlags, sigtab } from "./runtime.js";

/** A handler as the runtime has them; the last argument is the interrupted goroutine, from sigtramp. */
const handlerType = pointer(functionType(voidType, int32, pointer(Siginfo), pointer(voidType), pointer(G)));

/** The two forms of a handler that the kernel calls. */
const SigHandler = union("SigHandler", {
  sa_handler: pointer(functionType(voidType, int32)),
  sa_sigaction: pointer(functionType(voidType, int32, pointer(Siginfo), pointer(voidType))),
});

/** What sigaction(2) takes. */
const Sigaction = taggedStruct("sigaction", { sa_u: SigHandler, sa_mask: uint32, sa_flags: int32 });

/** What dumpregs prints, by the names of the registers. */
const printedRegisters = [
  "rax",
  "rbx",
  "rcx",
  "rdx",
  "rdi",
  "rsi",
  "rbp",
  "rsp",
  "r8",
  "r9",
  "r10",
  "r11",
  "r12",
  "r13",
  "r14",
  "r15",
  "rip",
  "rflags",
  "cs",
  "fs",
  "gs",
] as const;

const dumpregs = cFunction(
  "runtime·dumpregs",
  { doc: "dumpregs prints the interrupted program's registers.", params: { r: pointer(Sigcontext) } },
  ({ r }) => c`
    ${printedRegisters.map((name): CText => c`${printf(`${name.padEnd(8)}%X\n` as const, r[`sc_${name}`])};`)}
  `,
);

const signame = cFunction(
  "runtime·signame",
  {
    doc: "signame returns the name of a signal, and nothing for a number that is none.",
    returns: runtime.String,
    params: { sig: int32 },
  },
  ({ sig }, returns) => c`
    if(${sig} < 0 || ${sig} >= ${NSIG})
      ${returns(runtime.emptystring)};
    ${returns(runtime.gostringnocopy(cast(pointer(byte), element(sigtab, sig).name)))};
  `,
);

/** Where the kernel puts the address of a fault in Siginfo, in bytes. */
const faultAddress = Siginfo.fields._data.offset;

const sighandler = cFunction(
  "runtime·sighandler",
  {
    doc: "sighandler is called by sigtramp on the signal stack; gp is the goroutine that was interrupted.",
    params: { sig: int32, info: pointer(Siginfo), context: pointer(voidType), gp: pointer(G) },
    locals: { r: pointer(Sigcontext), t: pointer(SigTab), sp: pointer(uintptr) },
  },
  ({ sig, info, context, gp, r, t, sp }) => c`
    ${r} = ${context};
    if(${sig} == ${kernel.SIGPROF}) {
      ${runtime.sigprof(cast(pointer(uint8), r.sc_rip), cast(pointer(uint8), r.sc_rsp), nil, gp)};
      return;
    }

    ${t} = ${ref(element(sigtab, sig))};
    if(${gp} != nil && (${t.flags}&${sigFlags.SigPanic})) {
      // Leave a note of what has happened for sigpanic, which the goroutine goes on with.
      ${gp.sig} = ${sig};
      ${gp.sigcode0} = ${info.si_code};
      ${gp.sigcode1} = ${deref(cast(pointer(uintptr), typed(pointer(byte), c`${cast(pointer(byte), info)} + ${faultAddress}`)))};
      ${gp.sigpc} = ${r.sc_rip};

      // Make it look as if the faulting instruction had called sigpanic. After a call of a
      // nil function the PC is 0, and the caller's return address is on the stack already.
      if(${r.sc_rip} != 0) {
        ${sp} = ${cast(pointer(uintptr), r.sc_rsp)};
        *--${sp} = ${r.sc_rip};
        ${r.sc_rsp} = ${cast(uintptr, sp)};
      }
      ${r.sc_rip} = ${cast(uintptr, runtime.sigpanic)};
      return;
    }

    if(${t.flags}&${sigFlags.SigQueue}) {
      if(${runtime.sigsend(sig)} || (${t.flags}&${sigFlags.SigIgnore}))
        return;
      ${runtime.exit({ status: 2 })};
    }

    // A signal while the report of another one is being printed.
    if(${runtime.panicking})
      ${runtime.exit({ status: 2 })};
    ${runtime.panicking} = 1;

    if(${sig} < 0 || ${sig} >= ${NSIG})
      ${printf("Signal %d\n", sig)};
    else
      ${printf("%s\n", element(sigtab, sig).name)};
    ${printf("PC=%X\n", r.sc_rip)};
    ${printf("\n")};

    if(${runtime.gotraceback()}) {
      ${runtime.traceback(cast(pointer(uint8), r.sc_rip), cast(pointer(uint8), r.sc_rsp), nil, gp)};
      ${runtime.tracebackothers(gp)};
      ${dumpregs({ r })};
    }

    ${runtime.exit({ status: 2 })};
  `,
);

const sigignore = cFunction(
  "runtime·sigignore",
  {
    doc: "sigignore handles a signal by doing nothing. The kernel calls it on the signal stack, whose end nobody\nhas told the check for stack growth.",
    flags: ["NOPROF", "DUPOK", "NOSPLIT"],
  },
  () => c``,
);

const signalstack = cFunction(
  "runtime·signalstack",
  {
    doc: "signalstack makes the n bytes at p the calling thread's signal stack.",
    params: { p: pointer(byte), n: int32 },
    locals: { st: Sigaltstack },
  },
  ({ p, n, st }) => c`
    ${st.ss_sp} = ${p};
    ${st.ss_size} = ${n};
    ${st.ss_flags} = 0;
    ${runtime.sigaltstack({ new: ref(st), old: nil })};
  `,
);

const sigaction = cFunction(
  "sigaction",
  {
    doc: "sigaction makes fn the handler of signal i. The kernel enters sighandler through sigtramp.",
    static: true,
    params: { i: int32, fn: handlerType, restart: bool },
    locals: { sa: Sigaction },
  },
  ({ i, fn, restart, sa }) => c`
    if(${fn} == ${sighandler})
      ${fn} = (void*)${runtime.sigtramp};
    ${sa.sa_u.sa_sigaction} = (void*)${fn};
    ${sa.sa_mask} = 0xffffffff;
    ${sa.sa_flags} = ${or(kernel.SA_SIGINFO, kernel.SA_ONSTACK)};
    if(${restart})
      ${sa.sa_flags} |= ${kernel.SA_RESTART};
    ${runtime.sigactionRoutine({ signum: i, new: ref(sa), old: nil })};
  `,
);

const initsig = cFunction(
  "runtime·initsig",
  {
    doc: "initsig installs the handlers of the signals that are queued for the program, or of all others.",
    params: { queue: int32 },
    locals: { i: int32, t: pointer(SigTab), fn: handlerType },
  },
  ({ queue, i, t, fn }) => c`
    ${runtime.siginit()};

    for(${i} = 0; ${i} < ${NSIG}; ${i}++) {
      ${t} = ${ref(element(sigtab, i))};
      if(${t.flags} == 0 || !(${t.flags}&${sigFlags.SigQueue}) != !${queue})
        continue;
      if(${t.flags}&(${or(sigFlags.SigCatch, sigFlags.SigQueue)}))
        ${fn} = ${sighandler};
      else
        ${fn} = (void*)${sigignore};
      ${sigaction({ i, fn, restart: typed(bool, c`(${t.flags}&${sigFlags.SigRestart}) != 0`) })};
    }
  `,
);

const resetcpuprofiler = cFunction(
  "runtime·resetcpuprofiler",
  {
    doc: "resetcpuprofiler has SIGPROF come hz times in a second of the processor's time, or not at all for 0.",
    params: { hz: int32 },
    locals: { it: Itimerval },
  },
  ({ hz, it }) => c`
    ${runtime.memclr(cast(pointer(byte), ref(it)), typed(uintptr, c`sizeof ${it}`))};
    if(${hz} == 0) {
      ${runtime.setitimer({ which: kernel.ITIMER_PROF, new: ref(it), old: nil })};
      ${sigaction({ i: kernel.SIGPROF, fn: runtime.SIG_IGN, restart: true })};
    } else {
      ${sigaction({ i: kernel.SIGPROF, fn: sighandler, restart: true })};
      ${erratum(profileOncePerSecond, {
        original: [
          c`
            ${it.it_interval.tv_sec} = 0;
            ${it.it_interval.tv_usec} = 1000000/${hz};
          `,
        ],
        corrected: [
          c`
            ${it.it_interval.tv_sec} = 1/${hz};
            ${it.it_interval.tv_usec} = 1000000/${hz}%1000000;
          `,
        ],
      })}
      ${it.it_value} = ${it.it_interval};
      ${runtime.setitimer({ which: kernel.ITIMER_PROF, new: ref(it), old: nil })};
    }
    ${m.profilehz} = ${hz};
  `,
);

const sigpipe = cFunction(
  "os·sigpipe",
  { doc: "sigpipe ends the program as a write to a broken pipe does where nobody catches the signal." },
  () => c`
    ${sigaction({ i: kernel.SIGPIPE, fn: runtime.SIG_DFL, restart: false })};
    ${runtime.raisesigpipe()};
  `,
);

/** signal.c: handling of signals, as far as it needs the machine's register frame. */
export const signalSource = cFile({
  doc: "Handling of signals, as far as it needs the machine's registers.",
  includes: [runtimeHeader, defsHeader, osHeader, signalsHeader],
  items: [
    extern(runtime.sigtramp),
    defineType(SigHandler, "The two forms of a handler that the kernel calls."),
    defineType(Sigaction, "What sigaction(2) takes."),
    dumpregs,
    signame,
    sighandler,
    sigignore,
    signalstack,
    sigaction,
    initsig,
    resetcpuprofiler,
    sigpipe,
  ],
});
