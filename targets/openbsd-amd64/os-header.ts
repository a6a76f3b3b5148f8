import {
  erratum,
  forwardDeclaration,
  incompleteStruct,
  int32,
  macro,
  pointer,
  prototype,
  runtimeHeader,
  voidType,
} from "portwright/dsl";
import { setitimervalUndefined } from "./errata.js";
import { Itimerval, Sigaltstack } from "./types.js";

/** Described where it is used, in signal.c. */
const sigaction = incompleteStruct("sigaction");

/** What the port's C files share besides the definitions. */
export const osHeader = runtimeHeader(
  macro("SIG_DFL", pointer(voidType), 0),
  macro("SIG_IGN", pointer(voidType), 1),
  forwardDeclaration(sigaction),
  prototype("runtime·sigpanic", voidType),
  prototype("runtime·sigaltstack", voidType, { new: pointer(Sigaltstack), old: pointer(Sigaltstack) }),
  prototype("runtime·sigaction", voidType, { sig: int32, new: pointer(sigaction), old: pointer(sigaction) }),
  erratum(setitimervalUndefined, {
    original: [
      prototype("runtime·setitimerval", voidType, {
        which: int32,
        new: pointer(Itimerval),
        old: pointer(Itimerval),
      }),
    ],
    corrected: [],
  }),
  prototype("runtime·setitimer", voidType, { which: int32, new: pointer(Itimerval), old: pointer(Itimerval) }),
  prototype("runtime·raisesigpipe", voidType),
);
