import { godefsInput, systemStruct, systemTypedef, systemUnion, systemVoid } from "portwright/dsl";
import { kernelDefinitions } from "./types.js";

/** How the definitions were read off a running system. */
export const defsInput = godefsInput({
  definitions: kernelDefinitions,
  command: "godefs -f -m64 defs.c",
  includes: [
    "sys/types.h",
    "sys/mman.h",
    "sys/time.h",
    "sys/unistd.h",
    "sys/signal.h",
    "machine/mcontext.h",
    "errno.h",
    "signal.h",
  ],
  systemTypes: {
    Sigaltstack: systemStruct("sigaltstack"),
    Sigset: systemTypedef("sigset_t"),
    Siginfo: systemTypedef("siginfo_t"),
    Sigval: systemUnion("sigval"),
    StackT: systemTypedef("stack_t"),
    Timeval: systemStruct("timeval"),
    Itimerval: systemStruct("itimerval"),
    sfxsave64: systemVoid("The FPU state is only pointed at, so machine/fpu.h can stay out."),
    Sigcontext: systemStruct("sigcontext"),
  },
});
