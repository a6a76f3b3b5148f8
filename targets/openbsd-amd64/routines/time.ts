import {
  AX,
  BX,
  DI,
  LEAQ,
  MOVL,
  MOVQ,
  RET,
  SI,
  SP,
  SYSCALL,
  at,
  calls,
  stores,
  scratch,
  returnsNothing,
  kernelWrote,
  inOrder,
  cannotFail,
  field,
  ignored,
  int32,
  int64,
  onError,
  pointer,
  retype,
  routine,
  syscallStub,
} from "portwright/dsl";
import { sys } from "../system-calls.js";
import { Itimerval, Timeval } from "../types.js";

/** setitimer(2). */
export const setitimer = syscallStub(
  "runtime·setitimer",
  sys.setitimer,
  { which: int32, new: pointer(Itimerval), old: pointer(Itimerval) },
  onError(ignored),
  { doc: "setitimer(2). The caller does not learn of a failure." },
);

/** Where gettime has the kernel put the time, in its own frame. */
const timeval = at(SP, 8);

/** gettimeofday(2), split into seconds and microseconds. */
export const gettime = routine(
  "runtime·gettime",
  {
    doc: "gettime stores the time of day: seconds as 64 bits, microseconds as 32.",
    args: { sec: pointer(int64), usec: pointer(int32) },
    frame: 32,
    contract: ({ sec, usec }) =>
      inOrder(
        calls(
          sys.gettimeofday,
          { tp: scratch(Timeval.size), tzp: 0 },
          onError(cannotFail("its only error is a bad address")),
        ),
        stores(sec, int64, kernelWrote(0, "tp", Timeval, "tv_sec")),
        stores(usec, int32, kernelWrote(0, "tp", Timeval, "tv_usec")),
        returnsNothing,
      ),
  },
  ({ sec, usec }) => [
    LEAQ(timeval, DI),
    MOVQ(0, SI),
    MOVL(sys.gettimeofday, AX),
    SYSCALL(),
    MOVQ(field(Timeval, "tv_sec", timeval), BX),
    MOVQ(sec, DI),
    MOVQ(BX, at(DI)),
    MOVL(retype(field(Timeval, "tv_usec", timeval), int32), BX),
    MOVQ(usec, DI),
    MOVL(BX, at(DI)),
    RET(),
  ],
);
